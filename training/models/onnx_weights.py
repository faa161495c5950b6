"""Copies the weights of an ONNX graph into a Keras network of the same build, convolution by convolution."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
from keras import layers

Floats = npt.NDArray[np.float32]
KINDS = (layers.Conv2D, layers.DepthwiseConv2D)
KERAS_SLOPE = 1 / 6
"""Slope of Keras' hard sigmoid; an ONNX graph names its own."""
EPSILON = 1e-5
"""What batch normalization adds to the variance."""


def copy_weights(network: keras.Model, file: Path) -> None:
    """Give `network` the kernels and biases of an ONNX file that has the same convolutions in the order of building.

    The first convolution takes BGR in the file and RGB in the network. A hard sigmoid of another slope is brought to
    Keras' by the convolution before it. Raises ValueError where the number or a shape of the weights differs.
    """
    found = read_convolutions(file)
    found[layers.Conv2D][0][0] = found[layers.Conv2D][0][0][:, :, ::-1]
    for kind in KINDS:
        wanted = sorted((layer for layer in network.layers if type(layer) is kind), key=_built)
        if len(found[kind]) != len(wanted):
            raise ValueError(f"{file.name} has {len(found[kind])} of {kind.__name__}; {len(wanted)} are needed.")
        for layer, weights in zip(wanted, found[kind], strict=True):
            layer.set_weights(weights)


def read_convolutions(file: Path) -> dict[type, list[list[Floats]]]:
    """Kernel and, where it has one, bias of every convolution of an ONNX file, as Keras has them, by kind.

    A bias that is added behind a convolution is its own; a batch normalization behind it is folded into it.
    """
    graph = _graph(file)
    values, readers = _values(graph), {name: node for node in graph.node for name in node.input}
    found: dict[type, list[list[Floats]]] = {kind: [] for kind in KINDS}
    for node in graph.node:
        if node.op_type in ("Conv", "ConvTranspose"):
            kernel, *bias = [values[name] for name in node.input[1:]]
            kernel, bias = _with_next(kernel, bias, readers[node.output[0]], values)
            reader = readers[node.output[0]]
            if reader.op_type == "Add":
                reader = readers.get(reader.output[0], reader)
            scale = _slope(reader) / KERAS_SLOPE if reader.op_type == "HardSigmoid" else 1
            kind, weights = _as_keras(node.op_type, kernel, bias)
            found[kind].append([np.asarray(one * scale, np.float32) for one in weights])
    return found


def read_dense(file: Path) -> list[list[Floats]]:
    """Matrix (in, out) and bias (out,) of every matrix multiplication with constants of an ONNX file, in order."""
    graph = _graph(file)
    values, readers = _values(graph), {name: node for node in graph.node for name in node.input}
    return [
        [values[node.input[1]], values[readers[node.output[0]].input[1]]]
        for node in graph.node
        if node.op_type == "MatMul" and node.input[1] in values
    ]


def read_norms(file: Path) -> list[list[Floats]]:
    """Gain and shift (C,) of every layer normalization of an ONNX file, in order: a product and a sum behind a root."""
    graph = _graph(file)
    values, readers = _values(graph), {name: node for node in graph.node for name in node.input}
    found = []
    for node in graph.node:
        if node.op_type == "Sqrt":
            gain = readers[readers[node.output[0]].output[0]]
            found.append([values[gain.input[1]], values[readers[gain.output[0]].input[1]]])
    return found


def _graph(file: Path) -> Any:
    import onnx

    return onnx.load(file).graph


def _values(graph: Any) -> dict[str, Floats]:
    """The constants of a graph by each name that they have."""
    import onnx

    values = {one.name: onnx.numpy_helper.to_array(one) for one in graph.initializer}
    for node in graph.node:
        if node.op_type == "Identity" and node.input[0] in values:
            values[node.output[0]] = values[node.input[0]]
    return values


def _with_next(
    kernel: Floats, bias: list[Floats], following: Any, values: dict[str, Floats]
) -> tuple[Floats, list[Floats]]:
    """A kernel and its bias together with the sum or the batch normalization that follows."""
    if following.op_type == "Add" and not bias and following.input[1] in values:
        return kernel, [values[following.input[1]].ravel()]
    if following.op_type != "BatchNormalization":
        return kernel, bias
    gain, shift, mean, variance = (values[name] for name in following.input[1:])
    scale = gain / np.sqrt(variance + EPSILON)
    folded = np.asarray(kernel * scale.reshape(-1, *[1] * (kernel.ndim - 1)), np.float32)
    return folded, [np.asarray(shift - mean * scale, np.float32)]


def _as_keras(operation: str, kernel: Floats, bias: list[Floats]) -> tuple[type, list[Floats]]:
    """The layer's class, and its weights with the axes in Keras' order: kernels (h, w, in, out) for a plain one."""
    if operation == "ConvTranspose":  # (in, out, 2, 2), as a pointwise one into four channels each, for depth to space
        return layers.Conv2D, [kernel.transpose(0, 2, 3, 1).reshape(1, 1, len(kernel), -1), np.tile(bias[0], 4)]
    if kernel.shape[1] == 1:
        return layers.DepthwiseConv2D, [kernel.transpose(2, 3, 0, 1), *bias]
    return layers.Conv2D, [kernel.transpose(2, 3, 1, 0), *bias]


def _slope(node: Any) -> float:
    """The slope of a hard sigmoid; 0.2 is the standard's where the node names none."""
    return float(next((one.f for one in node.attribute if one.name == "alpha"), 0.2))


def _built(layer: keras.Layer) -> int:
    """The place of a layer among its kind in the order of building, from the number that Keras gave it."""
    number = re.search(r"_(\d+)$", layer.name)
    return int(number.group(1)) if number else 0
