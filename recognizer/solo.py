"""The judge of a photo that one digit fills: it sees the whole of it, as MNIST shows its digits."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from recognizer.classifier import NOT_A_DIGIT, softmax
from recognizer.company import Frame, filled
from recognizer.crops import CROP_SIZE, MIN_CONTRAST
from recognizer.judgement import CERTAIN
from recognizer.reading import Reason
from recognizer.runtime import Model
from recognizer.select import Selection

Gray = npt.NDArray[np.uint8]
Boxes = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float32]

WIDEST = 1.5
"""Width over height up to which a picture is taken to show one digit: two stand side by side in a wider one."""
FILLED = 0.5
"""How far, from 0 to 1, its digit fills such a picture: from half of its height or width on."""
OTHERS = 0.5
"""The power to which the others' word on which digit it is counts beside this network's."""
SURE = 0.7
"""The least that this network gives the likeliest digit where it stands on its word, none having stood before: letters
have less."""
EXTREMES = (3, 97)
"""Percentiles of gray that tell which side of the ground the ink is on, and how far from it."""


class SoloClassifier:
    """A whole picture -> probabilities over the digits and "not a digit"; one may serve any number of threads."""

    def __init__(self, model: Model) -> None:
        self._model = model

    @classmethod
    def load(cls, folder: Path) -> SoloClassifier:
        """Reads solo.tflite from a folder; raises OSError or ValueError where it cannot."""
        return cls(Model(folder / "solo.tflite"))

    def probabilities(self, gray: Gray) -> Floats:
        """A picture (H, W) uint8 -> (11,) float32 in 0..1 that sum to 1."""
        (logits,) = self._model.run((whole(gray)[None, ..., None] / 255).astype(np.float32))
        return np.asarray(softmax(logits)[0], np.float32)


def may_be_solo(width: int, height: int) -> bool:
    """Whether a picture of so many pixels may show one digit that fills it."""
    return width <= WIDEST * height


def whole(gray: Gray) -> Gray:
    """A picture (H, W) uint8 as the network sees it, (28, 28) uint8: its longer side 28 pixels, light ink on black.

    The ground is the median of its rim. What is missing to a square repeats its edges; MNIST's pictures stay as they
    are.
    """
    height, width = gray.shape
    scale = CROP_SIZE / max(height, width)
    size = max(round(width * scale), 1), max(round(height * scale), 1)
    ground = float(np.median(np.concatenate([gray[0], gray[-1], gray[:, 0], gray[:, -1]])))
    if size != (width, height):
        method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        gray = np.asarray(cv2.resize(gray, size, interpolation=method), np.uint8)
    above, left = (CROP_SIZE - size[1]) // 2, (CROP_SIZE - size[0]) // 2
    square = cv2.copyMakeBorder(
        gray, above, CROP_SIZE - size[1] - above, left, CROP_SIZE - size[0] - left, cv2.BORDER_REPLICATE
    )
    deviation = square.astype(np.float32) - ground
    darkest, lightest = np.percentile(deviation, EXTREMES)
    if -darkest > lightest:
        deviation, lightest = -deviation, -darkest
    stretched = np.clip(deviation / max(lightest, MIN_CONTRAST) * 255, 0, 255)
    return np.asarray(stretched, np.uint8)


def heard(selection: Selection, boxes: Boxes, judged: Floats, told: Floats, photo: Frame, least: float) -> Selection:
    """What stands in a photo after the network that saw the whole of it was heard: `told` (11,).

    Of proposals `boxes` (N, 4) with probabilities `judged` (N, 11) a selection of more than one is left as it is. A
    digit that fills the photo is named by both together, and where nothing stands, the likeliest that fills it does if
    the network is sure of a digit. Either is left out where both together give it less than the `least` confidence.
    """
    if len(selection.chosen) > 1:
        return selection
    if not len(selection.chosen):
        return _found(selection, boxes, judged, told, photo, least)
    if filled(selection.boxes, photo)[0] < FILLED:
        return selection
    before = selection.probabilities[0, :10].max()
    probabilities = _named(selection.probabilities[0], told)
    confidence = min(float(selection.confidences[0] / max(before, CERTAIN)), 1.0) * _share(probabilities)
    if confidence < least:
        return _without(selection)
    return selection._replace(probabilities=probabilities[None], confidences=np.array([confidence], np.float32))


def _without(selection: Selection) -> Selection:
    """A selection of one that no longer stands."""
    reasons: list[Reason | None] = [reason or "unsure" for reason in selection.reasons]
    none = selection.chosen[:0]
    return Selection(none, selection.boxes[none], selection.probabilities[none], selection.confidences[none], reasons)


def _found(selection: Selection, boxes: Boxes, judged: Floats, told: Floats, photo: Frame, least: float) -> Selection:
    """The likeliest of the proposals that fill the picture, if the network is sure enough of a digit."""
    filling = np.flatnonzero(filled(boxes, photo) >= FILLED)
    if not len(filling) or told[:NOT_A_DIGIT].max() < SURE:
        return selection
    best = filling[judged[filling, :10].max(axis=1).argmax()]
    probabilities = _named(judged[best], told)
    confidence = float(1 - told[NOT_A_DIGIT]) * _share(probabilities)
    if confidence < least:
        return selection
    reasons = [None if place == best else reason for place, reason in enumerate(selection.reasons)]
    return Selection(np.array([best]), boxes[[best]], probabilities[None], np.array([confidence], np.float32), reasons)


def _named(judged: Floats, told: Floats) -> Floats:
    """Probabilities (11,) of a box judged so, with the word of both on which digit it is."""
    logs = OTHERS * np.log(np.maximum(_of_digits(judged), CERTAIN)) + np.log(np.maximum(_of_digits(told), CERTAIN))
    which = np.exp(logs - logs.max())
    sure = 1 - min(float(judged[NOT_A_DIGIT]), float(told[NOT_A_DIGIT]))
    return np.append(which / which.sum() * sure, 1 - sure).astype(np.float32)


def _of_digits(probabilities: Floats) -> Floats:
    """Probabilities (10,) of the digits, given that there is one."""
    return np.asarray(probabilities[:10] / max(float(probabilities[:10].sum()), CERTAIN), np.float32)


def _share(probabilities: Floats) -> float:
    """How likely the likeliest digit is, given that there is one."""
    return float(_of_digits(probabilities).max())
