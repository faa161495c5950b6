"""Goes on from what is shipped: the bytes of an exported network back into weights that can be trained."""

from __future__ import annotations

import re

import keras
import numpy as np
import numpy.typing as npt
from keras import layers

from training.detector_network import Stages
from training.equalize import level
from training.network import Scale

Floats = npt.NDArray[np.float32]

_NAME = re.compile(r"/(?P<name>[a-z]\w*?)_1/[^/]*$")
"""The layer in the name of a kernel that the export wrote, such as detector_1/conv2d_7_1/convolution."""


def restore(network: keras.Model, plain: keras.Model, content: bytes) -> None:
    """Give a network to train the weights of a LiteRT file's content.

    `plain` is the same network with the scales folded, as it was exported, of convolutions alone. What the export
    rounded stays rounded, and its channels are made equally strong again: they were evened out for bytes, and one step
    of training would move some of them a hundred times as far as others. Raises ValueError for a file of another
    build.
    """
    found = _convolutions(content)
    numbered = sorted((name for name in found if name.startswith("conv2d")), key=_number)
    own = sorted((layer.name for layer in plain.layers if layer.name.startswith("conv2d")), key=_number)
    if len(numbered) != len(own):
        raise ValueError(f"The file has {len(numbered)} convolutions without a name; {len(own)} are needed.")
    names = dict(zip(own, numbered, strict=True))
    for layer in plain.layers:
        if isinstance(layer, layers.Conv2D):
            layer.set_weights(found[names.get(layer.name, layer.name)])
    level(plain)
    network.set_weights(unfolded(network, plain.get_weights()))


def shorten(network: keras.Model, full: keras.Model, stages: Stages, all_stages: Stages) -> None:
    """Give a detector with fewer residual blocks in its stages what another has learned, save for its last blocks."""
    lost: dict[type, set[int]] = {layers.Conv2D: set(), Scale: set()}
    convolution, scale = 1, 0
    for (_, kept), (_, blocks) in zip(stages, all_stages, strict=True):
        convolution += 1
        for block in range(blocks):
            if block >= kept:
                lost[layers.Conv2D] |= {convolution, convolution + 1}
                lost[Scale].add(scale)
            convolution, scale = convolution + 2, scale + 1
    for kind, numbers in lost.items():
        left = [layer for number, layer in enumerate(_in_order(full, kind)) if number not in numbers]
        for layer, other in zip(_in_order(network, kind), left, strict=True):
            layer.set_weights(other.get_weights())


def _in_order(network: keras.Model, kind: type) -> list[keras.Layer]:
    """Layers of a kind as they were made, then those with names of their own."""
    found = [layer for layer in network.layers if isinstance(layer, kind)]
    default = kind.__name__.lower()
    return sorted(found, key=lambda layer: (not layer.name.startswith(default), _number(layer.name), layer.name))


def unfolded(network: keras.Model, weights: list[Floats]) -> list[Floats]:
    """Weights of the folded network -> those of the one to train: each branch has its kernels' size as its scale."""
    values: list[Floats] = []
    left = iter(weights)
    for layer in network.layers:
        if isinstance(layer, Scale):
            kernel, bias = values[-2:]
            size = np.maximum(np.sqrt((kernel**2).sum(axis=(0, 1, 2)) / 2), 1e-6)  # kernels start with a norm of √2
            values[-2:] = [np.asarray(one, np.float32) for one in (kernel / size, bias / size, size)]
        else:
            values += [next(left) for _ in layer.get_weights()]
    return values


def _convolutions(content: bytes) -> dict[str, list[Floats]]:
    """Kernel (h, w, C, K) and bias (K,) of every convolution of a LiteRT file, by the name of its layer."""
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(model_content=content)
    interpreter.allocate_tensors()
    tensors = {tensor["index"]: tensor for tensor in interpreter.get_tensor_details()}
    found = {}
    for operation in interpreter._get_ops_details():
        if operation["op_name"] == "CONV_2D":
            _, kernel, bias = operation["inputs"]
            steps = tensors[kernel]["quantization_parameters"]["scales"].reshape(-1, 1, 1, 1)
            values = interpreter.get_tensor(kernel) * (steps if steps.size else np.float32(1))
            name = _NAME.search(tensors[kernel]["name"])
            if name is None:
                raise ValueError(f"{tensors[kernel]['name']} does not tell its layer.")
            found[name["name"]] = [np.asarray(values.transpose(1, 2, 3, 0), np.float32), interpreter.get_tensor(bias)]
    return found


def _number(name: str) -> int:
    """A layer's number in its name; the first has none."""
    return int((name.split("_") + ["0"])[1])
