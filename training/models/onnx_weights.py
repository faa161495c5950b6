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
    """Kernel and, where it has one, bias of every convolution of an ONNX file, as Keras has them, by kind."""
    import onnx

    graph = onnx.load(file).graph
    values = {one.name: onnx.numpy_helper.to_array(one) for one in graph.initializer}
    readers = {name: node for node in graph.node for name in node.input}
    found: dict[type, list[list[Floats]]] = {kind: [] for kind in KINDS}
    for node in graph.node:
        if node.op_type in ("Conv", "ConvTranspose"):
            kernel, *bias = [values[name] for name in node.input[1:]]
            reader = readers[node.output[0]]
            if node.op_type == "ConvTranspose":
                bias = [values[reader.input[1]].ravel()]  # the next node adds it
            scale = _slope(reader) / KERAS_SLOPE if reader.op_type == "HardSigmoid" else 1
            kind, weights = _as_keras(node.op_type, kernel, bias)
            found[kind].append([np.asarray(one * scale, np.float32) for one in weights])
    return found


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
