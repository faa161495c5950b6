"""The MNIST CNN: crops to calibrated probabilities over the ten digits and "not a digit"."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt

from recognizer.runtime import Model

CLASSES = 11
NOT_A_DIGIT = 10


class Classifier:
    """Crops -> probabilities, softened by the temperature that was fitted on held-out crops (arXiv:1706.04599)."""

    def __init__(self, model: Model, temperature: float) -> None:
        self._model, self._temperature = model, temperature

    @classmethod
    def load(cls, folder: Path, temperature: float | None = None) -> Classifier:
        """Reads classifier.tflite from a folder.

        The temperature is that of calibration.json unless it is given. Raises OSError or ValueError where a file cannot
        be read.
        """
        if temperature is None:
            temperature = float(json.loads((folder / "calibration.json").read_text(encoding="utf-8"))["temperature"])
        return cls(Model(folder / "classifier.tflite"), temperature)

    def probabilities(self, crops: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
        """Crops (N, 28, 28) uint8, ink light on dark -> (N, 11) float32 in 0..1, rows sum to 1; N may be 0."""
        if not len(crops):
            return np.zeros((0, CLASSES), np.float32)
        return softmax(self.logits(crops) / np.float32(self._temperature))

    def logits(self, crops: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
        """Crops (N, 28, 28) uint8, N > 0 -> (N, 11) float32, before the temperature."""
        (logits,) = self._model.run((crops[..., None] / 255).astype(np.float32))
        return np.asarray(logits, np.float32)


def softmax(logits: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """(N, K) -> (N, K) float32 probabilities along the last axis."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True), np.float32)
