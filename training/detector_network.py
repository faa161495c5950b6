"""The detector's network: residual stages down to stride 32, brought back to stride 4, on any Keras backend."""

from __future__ import annotations

import keras
from keras import layers

from training.network import Scale, folded_weights

STEM = 24
STAGES = ((32, 1), (64, 3), (128, 3), (160, 2))
"""Channels and residual blocks at strides 4, 8, 16 and 32 ..."""
PRINT_STAGES = ((32, 1), (64, 3), (128, 2), (160, 1))
"""... and those of the detector of print: what the size of all models together leaves to it."""
Stages = tuple[tuple[int, int], ...]
FUSED = 48
"""Channels at stride 4 on the way back."""
OUTPUTS = 16
"""Maps: where (logit), middle dx and dy in cells, log width and height over UNIT pixels, ten digits (logits), and
where letters are (logit): who knows letters takes none for a digit."""
UNIT = 16.0
RARE = -4.0
"""Bias of the logit that says where: digits are in few cells."""


def _conv(x: keras.KerasTensor, channels: int, kernel: int = 3, stride: int = 1) -> keras.KerasTensor:
    return layers.Conv2D(channels, kernel, stride, padding="same", kernel_initializer="he_normal")(x)


def _residual(x: keras.KerasTensor, scaled: bool) -> keras.KerasTensor:
    branch = _conv(layers.ReLU()(_conv(x, x.shape[-1])), x.shape[-1])
    return layers.ReLU()(layers.add([x, Scale()(branch) if scaled else branch]))


def _back(x: keras.KerasTensor, skip: keras.KerasTensor, channels: int) -> keras.KerasTensor:
    """One step up: the coarser map, enlarged, joined with what was there on the way down."""
    grown = layers.UpSampling2D(2)(_conv(x, channels, 1))
    return layers.ReLU()(layers.add([grown, _conv(skip, channels, 1)]))


def build_detector(scaled: bool = True, side: int | None = None, stages: Stages = STAGES) -> keras.Model:
    """Whitened pictures (N, S, S, 1) float32, S a multiple of 32 -> maps (N, S / 4, S / 4, OUTPUTS) float32.

    Feature pyramid of arXiv:1612.03144, objects as points of arXiv:1904.07850, with the classes in a branch of their
    own. `scaled` gives the network to train; without it, the one to use (see `fold_detector`).
    """
    pictures = keras.Input((side, side, 1), name="pictures")
    x = layers.ReLU()(_conv(pictures, STEM, stride=2))
    levels = []
    for channels, blocks in stages:
        x = layers.ReLU()(_conv(x, channels, stride=2))
        for _ in range(blocks):
            x = _residual(x, scaled)
        levels.append(x)
    x = _back(x, levels[2], 96)
    x = layers.ReLU()(_conv(_back(x, levels[1], 64), 64))
    x = layers.ReLU()(_conv(_back(x, levels[0], FUSED), FUSED))
    where = layers.ReLU()(_conv(x, FUSED))
    which = layers.ReLU()(_conv(layers.ReLU()(_conv(x, FUSED)), FUSED))
    bias = keras.initializers.Constant(RARE)
    maps = [
        layers.Conv2D(1, 1, bias_initializer=bias, dtype="float32", name="score")(where),
        layers.Conv2D(4, 1, dtype="float32", name="box")(where),
        layers.Conv2D(10, 1, dtype="float32", name="digit")(which),
        layers.Conv2D(1, 1, bias_initializer=bias, dtype="float32", name="letter")(where),
    ]
    return keras.Model(pictures, layers.Concatenate(name="maps", dtype="float32")(maps), name="detector")


def fold_detector(network: keras.Model, side: int | None = None, stages: Stages = STAGES) -> keras.Model:
    """The trained network in float32 with the scales inside the convolutions, answering as before."""
    weights = folded_weights(network)
    keras.mixed_precision.set_global_policy("float32")
    plain = build_detector(scaled=False, side=side, stages=stages)
    plain.set_weights(weights)
    return plain
