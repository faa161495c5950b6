"""Rounds the weights of a network's convolutions to bytes so that what they compute changes least (GPTQ).

Each weight is rounded in turn, and those not yet rounded make up for its error, as far as what the convolution hears
lets them (Frantar et al. 2023, arXiv:2210.17323).
"""

from __future__ import annotations

import keras
import numpy as np
import numpy.typing as npt
from keras import layers

from training.equalize import SHARES, equalize
from training.export import convert, parity

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]

STEPS = 127
"""Steps of a byte to each side of nothing; each output of a convolution has a step of its own, as in the export."""
PATCHES = 6000
"""Patches of a sample that tell what a convolution hears."""
DAMPING = 0.01
"""Share of the mean power of the inputs that is added to each, so that none is believed to be silent."""
BATCH = 8


def least_rounded(network: keras.Model, sample: Floats, compared: Floats) -> tuple[keras.Model, keras.Model]:
    """The network evened out on a sample (N, ...) by one of SHARES, and the same with its weights rounded.

    That share is taken by which bytes change the network least, at most over `compared` (M, ...) inputs; it differs
    from training to training.
    """
    pairs = []
    for share in SHARES:
        evened = _copied(network)
        equalize(evened, sample, share)
        pairs.append((evened, rounded(evened, sample)))
    return min(pairs, key=lambda pair: parity(pair[0], convert(pair[1], "int8"), compared))


def rounded(network: keras.Model, sample: Floats) -> keras.Model:
    """A copy of a network whose convolutions have weights in steps of a byte, for inputs like a sample (N, ...).

    The export stores these weights as they are.
    """
    copy = _copied(network)
    rng = np.random.default_rng(0)
    for layer in copy.layers:
        if isinstance(layer, layers.Conv2D):
            kernel, bias = layer.get_weights()
            table = kernel.reshape(-1, kernel.shape[-1]).astype(np.float64)
            steps = in_steps(table, _heard(copy, layer, sample, rng))
            layer.set_weights([steps.reshape(kernel.shape).astype(np.float32), bias])
    return copy


def _copied(network: keras.Model) -> keras.Model:
    copy = keras.models.clone_model(network)
    copy.set_weights(network.get_weights())
    return copy


def in_steps(weights: Doubles, heard: Doubles) -> Doubles:
    """Weights (K, M) of M sums in whole steps of each sum's own size, for inputs like those heard (N, K)."""
    power = heard.T @ heard
    power[np.diag_indices(len(power))] += DAMPING * max(power.trace() / len(power), 1e-9)
    spread = np.linalg.cholesky(np.linalg.inv(power)).T
    size = np.abs(weights).max(axis=0) / STEPS
    size[size == 0] = 1
    left, steps = weights.copy(), np.zeros_like(weights)
    for place in range(len(weights)):
        steps[place] = np.clip(np.round(left[place] / size), -STEPS, STEPS)
        # The largest weight of a sum gives the size of its steps, so it has to stay.
        largest = np.abs(weights[place]) >= size * STEPS
        steps[place, largest] = np.sign(weights[place, largest]) * STEPS
        missed = (left[place] - steps[place] * size) / spread[place, place]
        left[place + 1 :] -= np.outer(spread[place, place + 1 :], missed)
    return np.asarray(steps * size)


def _heard(network: keras.Model, layer: layers.Conv2D, sample: Floats, rng: np.random.Generator) -> Doubles:
    """Some of the patches (N, K) that a convolution of a network hears in a sample."""
    inputs, parts = keras.Model(network.input, layer.input), []
    each = PATCHES // -(-len(sample) // BATCH)
    for start in range(0, len(sample), BATCH):
        maps = inputs(sample[start : start + BATCH], training=False)
        patches = keras.ops.image.extract_patches(maps, layer.kernel_size, layer.strides, padding=layer.padding)
        table = keras.ops.convert_to_numpy(patches).reshape(-1, patches.shape[-1])
        parts.append(table[rng.choice(len(table), min(each, len(table)), replace=False)])
    return np.concatenate(parts).astype(np.float64)
