"""The judge of proposals: crops to calibrated probabilities over the ten digits and "not a digit"."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt

from webapp.recognizer.runtime import Model

CLASSES = 11
NOT_A_DIGIT = 10
BATCHES = (1, 16)  # crops run at once; a crop costs the same in either


class Classifier:
    """Crops -> probabilities, softened by the temperature that was fitted on held-out crops (arXiv:1706.04599)."""

    def __init__(self, model: Model, temperature: float) -> None:
        self._model = model
        self._temperature = temperature

    @classmethod
    def load(cls, folder: Path) -> Classifier:
        """Reads classifier.tflite and calibration.json from a folder; raises OSError or ValueError where it cannot."""
        calibration = json.loads((folder / "calibration.json").read_text(encoding="utf-8"))
        return cls(Model(folder / "classifier.tflite", BATCHES), float(calibration["temperature"]))

    def probabilities(self, crops: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
        """Crops (N, 28, 28) uint8, ink light on dark -> (N, 11) float32 in 0..1, rows sum to 1; N may be 0."""
        if not len(crops):
            return np.zeros((0, CLASSES), np.float32)
        (logits,) = self._model.run((crops[..., None] / 255).astype(np.float32))
        return softmax(np.asarray(logits / self._temperature, np.float32))


def softmax(logits: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """(N, K) -> (N, K) float32 probabilities along the last axis."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True), np.float32)
