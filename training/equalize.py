"""Evens out the channels of a network before its weights and activations are rounded to bytes."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
from keras import layers

Floats = npt.NDArray[np.float32]
Group = list[Any]

SHARES = (0.3, 0.4, 0.5, 0.6)
"""How much of the spread may be moved from the activations into the weights that read them; the rest stays."""
LEAST = 1e-3
"""Share of a group's largest channel under which a channel is not enlarged further."""
ROUNDS = 3
"""Times that all groups are evened out in turn: what one is scaled by changes what the next ones see."""
WEAKEST = 0.02
"""Share of a group's mean strength under which a channel is not made stronger."""
PASSING = (layers.ReLU, layers.Add, layers.UpSampling2D)
"""Layers that answer a positive factor per channel with the same factor."""


def equalize(network: keras.Model, sample: Floats, share: float = 0.5) -> None:
    """Scale the channels of a network of plain convolutions in place so that bytes hold them better.

    It answers as before, for what other layers read stays as it is.

    One step of bytes serves a whole tensor of activations, so that one loud channel drowns the others. Each channel
    is divided by a factor where convolutions write it and multiplied by it where they read it. The factors come from
    the activations on a `sample` (N, ...) of inputs and from the weights, as in SmoothQuant (arXiv:2211.10438),
    across residual branches too. `share` is as in SHARES.
    """
    writers, readers = _groups(network)
    for _ in range(ROUNDS):
        loudest = _loudest(network, [reader for group in readers.values() for reader in group], sample)
        for group, convolutions in readers.items():
            heard = np.max(np.stack([loudest[layer.name] for layer in convolutions]), axis=0)
            kernels: list[Floats] = [layer.get_weights()[0] for layer in convolutions]
            weighed = np.max([np.abs(kernel).max(axis=(0, 1, 3)) for kernel in kernels], axis=0)
            _rescale(writers[group], convolutions, _factors(heard, weighed, share))


def level(network: keras.Model) -> None:
    """Scale the channels of a network of plain convolutions in place so that they are written with like strength.

    It answers as before. Training starts so, and steps of one size suit it.
    """
    writers, readers = _groups(network)
    for _ in range(ROUNDS):
        for group, convolutions in readers.items():
            norms = np.sqrt((writers[group][0].get_weights()[0] ** 2).sum(axis=(0, 1, 2)) / 2)
            _rescale(writers[group], convolutions, np.maximum(norms, WEAKEST * norms.mean()))


def _factors(heard: Floats, weighed: Floats, share: float) -> Floats:
    """A factor per channel (C,) from its loudest activation (C,) and the largest weight that reads it (C,)."""
    heard, weighed = (np.maximum(one, LEAST * one.max()) for one in (heard, weighed))
    factors = heard**share / weighed ** (1 - share)
    return np.asarray(factors / np.exp(np.log(factors).mean()), np.float32)


def _rescale(writers: Group, readers: Group, factors: Floats) -> None:
    for layer in writers:
        kernel, bias = layer.get_weights()
        layer.set_weights([kernel / factors, bias / factors])
    for layer in readers:
        kernel, bias = layer.get_weights()
        layer.set_weights([kernel * factors[:, None], bias])


def _groups(network: keras.Model) -> tuple[dict[int, Group], dict[int, Group]]:
    """Convolutions that write and that read each group of tensors whose channels share one factor."""
    parent: dict[int, int] = {}

    def root(tensor: Any) -> int:
        place = id(tensor)
        while parent.setdefault(place, place) != place:
            place = parent[place]
        return place

    writers, readers = defaultdict(list), defaultdict(list)
    for layer in network.layers:
        if isinstance(layer, PASSING):
            for tensor in _inputs(layer):
                parent[root(tensor)] = root(layer.output)
    others = [tensor for layer in network.layers if not isinstance(layer, (*PASSING, layers.Conv2D))
              for tensor in _inputs(layer)]  # fmt: skip
    fixed = {root(tensor) for tensor in [*network.inputs, *network.outputs, *others]}
    for layer in network.layers:
        if isinstance(layer, layers.Conv2D):
            writers[root(layer.output)].append(layer)
            readers[root(layer.input)].append(layer)
    free = (writers.keys() & readers.keys()) - fixed
    return {group: writers[group] for group in free}, {group: readers[group] for group in free}


def _inputs(layer: keras.Layer) -> list[Any]:
    return [] if isinstance(layer, layers.InputLayer) else keras.tree.flatten(layer.input)


def _loudest(network: keras.Model, convolutions: Group, sample: Floats) -> dict[str, Floats]:
    """The largest activation per channel (C,) at the input of each convolution, by its name."""
    inputs = keras.Model(network.input, [layer.input for layer in convolutions])
    found: dict[str, Floats] = {}
    for start in range(0, len(sample), 8):
        outputs = inputs(sample[start : start + 8], training=False)
        for layer, output in zip(convolutions, outputs, strict=True):
            most = np.abs(keras.ops.convert_to_numpy(output)).max(axis=(0, 1, 2))
            found[layer.name] = np.maximum(found.get(layer.name, 0), most)
    return found
