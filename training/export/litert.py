"""Exports Keras models to LiteRT, and checks that both answer alike."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import keras
import numpy as np
import numpy.typing as npt

from training.export.checksums import write_checksums
from training.folders import MODELS

Weights = Literal["float32", "float16", "int8"]
"""How weights are kept; with int8, arithmetic is in bytes too, scaled anew for each picture: four times as fast."""
TOLERANCE: dict[Weights, float] = {"float32": 1e-4, "float16": 1e-4, "int8": 0.03}
"""Largest difference that probabilities of the two formats may have: logits (N, K) through a softmax, maps
(N, h, w, K) by their first plane through a sigmoid."""
Floats = npt.NDArray[np.float32]


class ParityError(ValueError):
    """The exported model does not answer as the Keras model does."""


def export(
    model: keras.Model,
    path: Path,
    weights: Weights = "float16",
    sample: Floats | None = None,
    stored: keras.Model | None = None,
) -> float:
    """Write a model as LiteRT with its weights kept as they are or rounded; returns the largest difference.

    `sample` (N, ...) float32 is run through both, through noise when it is missing. The Keras model is compared with
    the same rounding of its weights, which it keeps. `stored` is the same model with weights that were rounded with
    more care: those are written then. Raises ParityError when the answers differ by more than TOLERANCE.
    """
    content = convert(stored or model, weights)
    if sample is None:
        shape = [16 if side is None else side for side in model.inputs[0].shape[1:]]
        sample = np.random.default_rng(0).random((4, *shape), np.float32)
    difference = parity(model, content, sample)
    allowed = TOLERANCE[weights]
    if difference > allowed:
        raise ParityError(f"{path.name} differs from its Keras model by {difference:.1e}; {allowed:.0e} is allowed.")
    path.write_bytes(content)
    return difference


def convert(model: keras.Model, weights: Weights) -> bytes:
    """A LiteRT file's content; with float16 weights the Keras model is rounded too."""
    import tensorflow as tf

    if weights == "float16":
        model.set_weights([array.astype(np.float16).astype(np.float32) for array in model.get_weights()])
    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    if weights != "float32":
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
    if weights == "float16":
        converter.target_spec.supported_types = [tf.float16]
    content: bytes = converter.convert()
    return content


def parity(model: keras.Model, content: bytes, sample: Floats) -> float:
    """Largest difference between the outputs of a Keras model and a LiteRT file's content on a sample (N, ...)."""
    expected = model(sample, training=False)
    expected = expected if isinstance(expected, (list, tuple)) else [expected]
    found = run_lite(content, sample)
    pairs = zip(map(_comparable, (keras.ops.convert_to_numpy(one) for one in expected)), map(_comparable, found),
                strict=True)  # fmt: skip
    return max(float(np.abs(one - other).max()) for one, other in pairs)


def run_lite(content: bytes, sample: Floats) -> list[Floats]:
    """The outputs of a LiteRT file's content on a sample (N, ...), in their own order."""
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(model_content=content)
    place = interpreter.get_input_details()[0]["index"]
    interpreter.resize_tensor_input(place, sample.shape, strict=False)
    interpreter.allocate_tensors()
    interpreter.set_tensor(place, sample)
    interpreter.invoke()
    return [interpreter.get_tensor(output["index"]) for output in interpreter.get_output_details()]


def _comparable(output: Floats) -> Floats:
    """Probabilities of rows of logits (N, K), or of the first plane of maps (N, h, w, K)."""
    if output.ndim != 2:
        return np.asarray(1 / (1 + np.exp(-output[..., 0])), np.float32)
    powers = np.exp(output - output.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True), np.float32)


def export_files(files: Sequence[Path], weights: Weights) -> None:
    """Export .keras files to models/, those there when none is named, and list the checksums."""
    for file in files or sorted(MODELS.glob("*.keras")):
        worst = export(keras.models.load_model(file, compile=False), MODELS / f"{file.stem}.tflite", weights)
        print(f"{file.stem}.tflite answers as {file.name} within {worst:.1e}")
    print(f"{write_checksums().name} is written")
