"""The classifier's network: a small residual net without normalisation layers, on any Keras backend."""

from __future__ import annotations

from collections.abc import Callable

import keras
import numpy as np
from keras import layers

CLASSES = 11
WIDTHS = (16, 48, 96)
"""Channels at 28, 14 and 7 pixels a side."""
DROPOUT = 0.25


class Scale(layers.Layer):  # type: ignore[misc]
    """Multiplies by one learned number per channel that starts at 0, so each residual branch starts as nothing.

    Method: SkipInit, De and Smith 2020, arXiv:2002.10444; it stands in for batch normalisation, which halves the
    speed of training on a CPU.
    """

    def build(self, shape: tuple[int | None, ...]) -> None:
        """Make the weight for inputs (..., channels)."""
        self.scale = self.add_weight(name="scale", shape=(shape[-1],), initializer="zeros")

    def call(self, inputs: keras.KerasTensor) -> keras.KerasTensor:
        """Scale each channel."""
        return inputs * keras.ops.cast(self.scale, inputs.dtype)


def conv(x: keras.KerasTensor, channels: int, kernel: int = 3, stride: int = 1) -> keras.KerasTensor:
    """A convolution that starts as He et al. 2015 have it."""
    return layers.Conv2D(channels, kernel, stride, padding="same", kernel_initializer="he_normal")(x)


def residual(x: keras.KerasTensor, scaled: bool) -> keras.KerasTensor:
    """Two convolutions beside their input; `scaled` by a Scale, or with that in them already."""
    channels = x.shape[-1]
    branch = layers.ReLU()(conv(x, channels))
    branch = conv(branch, channels)
    return layers.ReLU()(layers.add([x, Scale()(branch) if scaled else branch]))


def build_network(scaled: bool = True) -> keras.Model:
    """Crops (N, 28, 28, 1) float32 in 0..1 with light ink -> logits (N, 11) float32.

    `scaled` gives the network to train; without it, the one to use, whose residual branches have no layer to scale
    them because `fold` has put the scales into the convolutions.
    """
    crops = keras.Input((28, 28, 1), name="crops")
    x = layers.ReLU()(conv(crops, WIDTHS[0]))
    x = layers.ReLU()(conv(x, WIDTHS[1], stride=2))
    x = residual(x, scaled)
    x = layers.ReLU()(conv(x, WIDTHS[2], stride=2))
    x = residual(residual(x, scaled), scaled)
    x = layers.DepthwiseConv2D(7, padding="valid")(x)  # where in the crop a stroke lies matters: no plain average
    x = layers.Dropout(DROPOUT)(layers.Flatten()(x))
    return keras.Model(crops, layers.Dense(CLASSES, dtype="float32", name="logits")(x), name="classifier")


def folded_weights(network: keras.Model) -> list[np.ndarray]:
    """The weights of a network in float32, each branch's scale put into the convolution before it."""
    weights: list[np.ndarray] = []
    for layer in network.layers:
        values = layer.get_weights()
        if isinstance(layer, Scale):
            weights[-2:] = [weights[-2] * values[0], weights[-1] * values[0]]
        else:
            weights += values
    return weights


def fold(network: keras.Model, build: Callable[[bool], keras.Model] = build_network) -> keras.Model:
    """The trained network in float32 and with plain layers only, answering as before; `build` builds its like."""
    weights = folded_weights(network)
    keras.mixed_precision.set_global_policy("float32")
    plain = build(False)
    plain.set_weights(weights)
    return plain
