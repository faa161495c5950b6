"""The text-line detector's network: PP-OCRv6 tiny's detector (Apache-2.0) in Keras layers, for any Keras backend."""

from __future__ import annotations

import keras
from keras import layers

STEM = 16
"""Channels at stride 2."""
STAGES = ((32, (True, False)), (48, (True, False)), (64, (True, False, True, False)), (160, (True, False)))
"""Channels at strides 4, 8, 16 and 32, and for each block whether it has squeeze-and-excitation."""
EXPANSION = 2
"""Channels between the two pointwise convolutions of a block, as a multiple of the block's own."""
SQUEEZE = 4
"""Squeeze-and-excitation passes through so many times fewer channels."""
PYRAMID = 64
"""Channels of the feature pyramid at every stride; a quarter of them are left of each when they are joined."""
HEAD = 16
"""Channels of the head at strides 4 and 2."""
STRIDE = 32
"""Height and width of the input are multiples of this."""


def build_line_detector() -> keras.Model:
    """Normalised RGB (N, H, W, 3) float32, H and W multiples of STRIDE -> logits of "text here" (N, H, W, 1) float32.

    Differentiable binarization's probability map (arXiv:1911.08947) behind a pyramid with residual
    squeeze-and-excitation; blocks of depthwise and pointwise convolutions (RepViT, arXiv:2307.09283). Batch
    normalisation is folded into the convolutions.
    """
    pictures = keras.Input((None, None, 3), name="pictures")
    levels = _backbone(pictures)
    logits = _head(_joined(_pyramid(levels)))
    return keras.Model(pictures, logits, name="line_detector")


def with_probabilities(network: keras.Model) -> keras.Model:
    """The same network with a sigmoid behind it: what is served."""
    return keras.Model(network.input, layers.Activation("sigmoid")(network.output), name=network.name)


def _backbone(x: keras.KerasTensor) -> list[keras.KerasTensor]:
    """Features at strides 4, 8, 16 and 32."""
    x = _stem(x)
    levels: list[keras.KerasTensor] = []
    for channels, blocks in STAGES:
        if levels:
            x = _downsample(x, channels)
        for squeezed in blocks:
            x = _block(x, squeezed)
        levels.append(x)
    return levels


def _stem(x: keras.KerasTensor) -> keras.KerasTensor:
    x = _conv(x, STEM, 3, stride=2, activation="relu")
    branch = _conv(_conv(x, STEM // 2, 2, activation="relu"), STEM, 2, activation="relu")
    x = layers.Concatenate()([layers.MaxPooling2D(2, 1, padding="same")(x), branch])
    return _conv(_conv(x, STEM, 3, stride=2, activation="relu"), STAGES[0][0], 1, activation="relu")


def _block(x: keras.KerasTensor, squeezed: bool) -> keras.KerasTensor:
    """Depthwise convolution, squeeze-and-excitation where wanted, and a residual pair of pointwise convolutions."""
    x = layers.DepthwiseConv2D(3, padding="same")(x)
    if squeezed:
        x = layers.Multiply()([x, _excitation(x)])
    return layers.Add()([x, _expanded(x, x.shape[-1])])


def _downsample(x: keras.KerasTensor, channels: int) -> keras.KerasTensor:
    """Half the height and width; the depthwise kernel's middle lies on even pixels."""
    x = layers.DepthwiseConv2D(3, 2, padding="valid")(layers.ZeroPadding2D(((1, 0), (1, 0)))(x))
    return _expanded(x, channels)


def _expanded(x: keras.KerasTensor, channels: int) -> keras.KerasTensor:
    return _conv(_conv(x, EXPANSION * x.shape[-1], 1, activation="gelu"), channels, 1)


def _excitation(x: keras.KerasTensor) -> keras.KerasTensor:
    """A factor in 0..1 for each channel (N, 1, 1, C), from the channels' means (arXiv:1709.01507)."""
    channels = x.shape[-1]
    means = layers.GlobalAveragePooling2D(keepdims=True)(x)
    return _conv(_conv(means, channels // SQUEEZE, 1, activation="relu"), channels, 1, activation="hard_sigmoid")


def _excited(x: keras.KerasTensor) -> keras.KerasTensor:
    """Features and, on top, the same features scaled by their excitation."""
    return layers.Add()([x, layers.Multiply()([x, _excitation(x)])])


def _pyramid(levels: list[keras.KerasTensor]) -> list[keras.KerasTensor]:
    """Each level with what the coarser ones know (arXiv:1612.03144), all of PYRAMID channels, coarsest first."""
    found: list[keras.KerasTensor] = []
    for level in reversed(levels):
        x = _excited(_conv(level, PYRAMID, 1, bias=False))
        found.append(layers.Add()([x, _doubled(found[-1])]) if found else x)
    return found


def _joined(levels: list[keras.KerasTensor]) -> keras.KerasTensor:
    """All levels, coarsest first, thinned and brought to stride 4."""
    thinned: list[keras.KerasTensor] = []
    for level in levels:
        x = layers.DepthwiseConv2D(5, padding="same")(level)
        x = _excited(_conv(x, PYRAMID // len(levels), 1, bias=False))
        thinned = [*map(_doubled, thinned), x]
    return layers.Concatenate()(thinned)


def _head(x: keras.KerasTensor) -> keras.KerasTensor:
    x = _spread(_conv(x, HEAD, 3, activation="relu"), HEAD, activation="relu")
    return _spread(x, 1)


def _spread(x: keras.KerasTensor, channels: int, activation: str | None = None) -> keras.KerasTensor:
    """A transposed convolution of kernel and stride 2, as a pointwise one: the runtime plans that for any size."""
    return keras.ops.depth_to_space(_conv(x, 4 * channels, 1, activation=activation), 2)


def _conv(
    x: keras.KerasTensor, channels: int, kernel: int, stride: int = 1, activation: str | None = None, bias: bool = True
) -> keras.KerasTensor:
    if stride == 1:
        return layers.Conv2D(channels, kernel, padding="same", activation=activation, use_bias=bias)(x)
    x = layers.ZeroPadding2D(((1, 0), (1, 0)))(x)
    return layers.Conv2D(channels, kernel, stride, padding="valid", activation=activation, use_bias=bias)(x)


def _doubled(x: keras.KerasTensor) -> keras.KerasTensor:
    """Each cell twice across and twice down; UpSampling2D cannot be exported for inputs of any size."""
    return keras.ops.depth_to_space(layers.Concatenate()([x] * 4), 2)
