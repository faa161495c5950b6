"""Exports the trained text-line reader: floats as a checkpoint to go on from, and models/reader.tflite."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from training.export.checksums import write_checksums
from training.export.litert import ParityError
from training.trainers.reader import CHECKPOINT, START
from training.trainers.state import STATE

SHARE = 0.5
"""How far the exported weights go from those that the training began with to its averaged ones: half-way they read new
kinds of pictures better than either (arXiv:2109.01903)."""
BOUND = 0.02
"""Largest difference that probabilities of the exported model and of its floats may have on noise."""


def trained_network(folder: Path) -> Any:
    """The network with the weights between those that the training of a folder began with and its averaged ones.

    Of a checkpoint file it has the weights as they are.
    """
    import keras

    from training.models.reader import build_reader

    keras.mixed_precision.set_global_policy("float32")
    network = build_reader()
    with np.load(folder / STATE if folder.is_dir() else folder) as state:
        weights = [state[f"a{number}"].astype(np.float32) for number in range(len(network.trainable_variables))]
    if folder.is_dir():
        with np.load(folder / START) as start:
            weights = [start[f"a{i}"] + SHARE * (weight - start[f"a{i}"]) for i, weight in enumerate(weights)]
    for variable, weight in zip(network.trainable_variables, weights, strict=True):
        variable.assign(weight)
    return network


def converted(network: Any, weights: str) -> bytes:
    """A LiteRT file's content for strips (1, 48, W, 1) of any width."""
    import tensorflow as tf

    converter = tf.lite.TFLiteConverter.from_keras_model(network)
    if weights != "float32":
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
    if weights == "float16":
        converter.target_spec.supported_types = [tf.float16]
    return bytes(converter.convert())


def difference(network: Any, content: bytes) -> float:
    """The largest difference of probabilities between the floats and the exported model on a strip of noise."""
    from ai_edge_litert.interpreter import Interpreter

    strip = np.random.default_rng(0).uniform(-1, 1, (1, 48, 320, 1)).astype(np.float32)
    interpreter = Interpreter(model_content=content, num_threads=1)
    place = interpreter.get_input_details()[0]["index"]
    interpreter.resize_tensor_input(place, strip.shape)
    interpreter.allocate_tensors()
    interpreter.set_tensor(place, strip)
    interpreter.invoke()
    pair = interpreter.get_tensor(interpreter.get_output_details()[0]["index"]), np.asarray(network(strip))
    soft = [np.exp(one - one.max(-1, keepdims=True)) for one in pair]
    one, other = (powers / powers.sum(-1, keepdims=True) for powers in soft)
    return float(np.abs(one - other).max())


def export_reader(folder: Path, weights: str, models: Path) -> None:
    """Write the checkpoint and the model. Raises ParityError for a model that differs from its floats."""
    network = trained_network(folder)
    content = converted(network, weights)
    worst = difference(network, content)
    if worst > BOUND:
        raise ParityError(f"The model differs from its floats by {worst:.3f}; {BOUND} is allowed.")
    kept_at = models / "checkpoints" / CHECKPOINT.name
    kept_at.parent.mkdir(parents=True, exist_ok=True)
    kept = {f"a{i}": np.asarray(v.value, np.float16) for i, v in enumerate(network.trainable_variables)}
    np.savez_compressed(kept_at, **kept)  # type: ignore[arg-type]
    (models / "reader.tflite").write_bytes(content)
    write_checksums(models)
    print(f"reader.tflite has {len(content)} bytes and answers as its floats within {worst:.4f}")
