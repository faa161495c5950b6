"""The judge of a character among its neighbours: an S between letters is no 5, and half of a % is no 0."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from webapp.recognizer.classifier import BATCHES, softmax
from webapp.recognizer.runtime import Model

Gray = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]

VIEW = (32, 96)  # px: height and width of what is seen of a character and its neighbours
TALL = 20.0  # px of a view that the longer side of the character's box becomes
FLAT = 4.0  # gray levels of deviation that are added, so that what is even is not blown up
STRONGEST = 3.0  # deviations at which a view is cut


def cut_views(gray: Gray, boxes: Floats) -> Gray:
    """Views (N, 32, 96) uint8 of boxes (N, 4) x, y, width, height in pixels of gray (H, W), each in the middle."""
    views = np.empty((len(boxes), *VIEW), np.uint8)
    for view, (x, y, width, height) in zip(views, boxes.tolist(), strict=True):
        side = max(width, height, 1.0) / TALL
        wide, tall = max(1, round(VIEW[1] * side)), max(1, round(VIEW[0] * side))
        left, top = round(x + width / 2 - wide / 2), round(y + height / 2 - tall / 2)
        method = cv2.INTER_AREA if side > 1 else cv2.INTER_LINEAR
        cv2.resize(_part(gray, left, top, wide, tall), VIEW[::-1], dst=view, interpolation=method)
    return views


def _part(gray: Gray, left: int, top: int, wide: int, tall: int) -> Gray:
    """A part of a picture, its edge repeated where the part goes beyond it."""
    height, width = gray.shape
    columns = np.clip(np.arange(left, left + wide), 0, width - 1)
    rows = np.clip(np.arange(top, top + tall), 0, height - 1)
    if left >= 0 and top >= 0 and left + wide <= width and top + tall <= height:
        return gray[top : top + tall, left : left + wide]
    return gray[rows[:, None], columns]


def evened(views: Gray) -> Floats:
    """Views (N, 32, 96) uint8 -> (N, 32, 96, 1) float32 in -3..3: differences to their mean over their deviation."""
    pixels = views.astype(np.float32)
    pixels -= pixels.mean(axis=(1, 2), keepdims=True)
    pixels /= pixels.std(axis=(1, 2), keepdims=True) + FLAT
    return np.asarray(np.clip(pixels, -STRONGEST, STRONGEST), np.float32)[..., None]


class ContextClassifier:
    """Boxes in a picture -> probabilities over the digits and "not a digit"; one may serve any number of threads."""

    def __init__(self, model: Model) -> None:
        self._model = model

    @classmethod
    def load(cls, folder: Path) -> ContextClassifier:
        """Reads context.tflite from a folder; raises OSError or ValueError where it cannot."""
        return cls(Model(folder / "context.tflite", BATCHES))

    def probabilities(self, gray: Gray, boxes: Floats) -> Floats:
        """Boxes (N, 4) in pixels of gray (H, W) -> (N, 11) float32 in 0..1, rows sum to 1; N may be 0."""
        if not len(boxes):
            return np.zeros((0, 11), np.float32)
        (logits,) = self._model.run(evened(cut_views(gray, boxes)))
        return softmax(logits)
