"""The judge of a character among its neighbours: an S between letters is no 5, and half of a % is no 0."""

from __future__ import annotations

import math
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from recognizer.classifier import softmax
from recognizer.runtime import Model

Gray = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]

VIEW = (32, 96)  # px: height and width of what is seen of a character and its neighbours
TALL = 20.0  # px of a view that the longer side of the character's box becomes
LARGEST = 8.0  # px of a picture for each of a view: from larger ones it is halved first, so that none takes much memory
FLAT = 4.0  # gray levels of deviation that are added, so that what is even is not blown up
SMOOTHING = 0.05  # what training lets the network leave open: targets were so far from certain, answers are not
STRONGEST = 3.0  # deviations at which a view is cut


def cut_views(gray: Gray, boxes: Floats) -> Gray:
    """Views (N, 32, 96) uint8 of boxes (N, 4) x, y, width, height in pixels of gray (H, W), each in the middle."""
    views = np.empty((len(boxes), *VIEW), np.uint8)
    pyramid = [gray]
    for view, (x, y, width, height) in zip(views, boxes.tolist(), strict=True):
        side = max(width, height, 1.0) / TALL
        level = max(0, math.ceil(math.log2(side / LARGEST)))
        while len(pyramid) <= level:
            halves = tuple(-(-length // 2) for length in pyramid[-1].shape[::-1])
            pyramid.append(np.asarray(cv2.resize(pyramid[-1], halves, interpolation=cv2.INTER_AREA), np.uint8))
        side /= 2**level
        middle = (x + width / 2) / 2**level, (y + height / 2) / 2**level
        method = cv2.INTER_AREA if side > 1 else cv2.INTER_LINEAR
        cv2.resize(_around(pyramid[level], middle, side), VIEW[::-1], dst=view, interpolation=method)
    return views


def _around(gray: Gray, middle: tuple[float, float], side: float) -> Gray:
    """What a view shows around a point x, y of a picture, its pixels of a `side`; beyond it, its edge is repeated."""
    wide, tall = max(1, round(VIEW[1] * side)), max(1, round(VIEW[0] * side))
    left, top = round(middle[0] - wide / 2), round(middle[1] - tall / 2)
    if left >= 0 and top >= 0 and left + wide <= gray.shape[1] and top + tall <= gray.shape[0]:
        return gray[top : top + tall, left : left + wide]
    columns = np.clip(np.arange(left, left + wide), 0, gray.shape[1] - 1)
    rows = np.clip(np.arange(top, top + tall), 0, gray.shape[0] - 1)
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
        return cls(Model(folder / "context.tflite"))

    def probabilities(self, gray: Gray, boxes: Floats) -> Floats:
        """Boxes (N, 4) in pixels of gray (H, W) -> (N, 11) float32 in 0..1, rows sum to 1; N may be 0."""
        if not len(boxes):
            return np.zeros((0, 11), np.float32)
        (logits,) = self._model.run(evened(cut_views(gray, boxes)))
        return unsmoothed(softmax(logits))


def unsmoothed(probabilities: Floats) -> Floats:
    """Probabilities (N, 11) learned from smoothed labels -> what they were before; rows sum to 1."""
    certain = np.maximum(probabilities - SMOOTHING / probabilities.shape[1], 0)
    return np.asarray(certain / certain.sum(axis=1, keepdims=True), np.float32)
