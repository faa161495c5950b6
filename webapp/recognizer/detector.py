"""Digits and letters that the learned detector sees: windows of a photo at several scales through one network."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from webapp.recognizer.geometry import ious
from webapp.recognizer.prepare import resize
from webapp.recognizer.runtime import Model

Gray = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]
Windows = list[tuple[int, int]]

WINDOW = 320  # px: side of what the network sees at once
OVERLAP = 64  # px that neighbouring windows share, so that digits up to this size are whole in one of them
STRIDE = 4  # px: side of a cell of the network's maps
UNIT = 16.0  # px: a side of this length has the logarithm 0 in the network's maps
EDGE = 3.0  # px: a box so near the inner edge of a window may be cut by it

WHITE_REACH = 49  # px to each side over which mean and deviation are taken
DEVIATION_FLOOR = 8.0  # gray levels: what varies less is left weak
STRONGEST = 3.0  # deviations at which the input is cut

LEVELS = (160, 320, 576)  # px: longer side of the photo at each scale; windows fill them without rest
FINE_LEVEL = 1088  # px: only where the others saw digits as small as this ...
SMALL = 16.0  # px of the last of LEVELS: height under which a digit is looked at again
MOST_ENLARGED = 1.5  # times: more pixels than that a picture does not have
MOST_FINE = 6  # windows, so that the time is bounded
AGAIN = 224  # px: of the smallest photos the longer side at a second scale, for two looks see more than one
STEP = 1.25  # times: a level brings something from so much above the last one on
LEAST = 0.12  # score under which a peak is not told
SAME = 0.5  # IoU from which two detections are one digit seen twice


class Letters(NamedTuple):
    """Boxes (M, 4) x, y, width, height and scores (M,) in 0..1 of letters, which are seen so as to be left out."""

    boxes: Floats
    scores: Floats


NO_LETTERS = Letters(np.zeros((0, 4), np.float32), np.zeros(0, np.float32))


class Detections(NamedTuple):
    """Boxes (N, 4) x, y, width, height, scores (N,) in 0..1, best first, and digits (N, 10) that sum to 1; letters.

    `again` (N,) is the mean score of each digit at the other scales at which the photo was looked at.
    """

    boxes: Floats
    scores: Floats
    digits: Floats
    again: Floats
    letters: Letters = NO_LETTERS


NONE = np.zeros(0, np.float32)
NOTHING = Detections(np.zeros((0, 4), np.float32), NONE, np.zeros((0, 10), np.float32), NONE)


def whiten(gray: Gray) -> Floats:
    """(h, w) uint8 -> (h, w) float32: the difference to the local mean over the local deviation, in -3..3."""
    picture = gray.astype(np.float32)
    size = (2 * WHITE_REACH + 1, 2 * WHITE_REACH + 1)
    mean = cv2.boxFilter(picture, -1, size, borderType=cv2.BORDER_REPLICATE)
    squares = cv2.sqrBoxFilter(picture, cv2.CV_32F, size, borderType=cv2.BORDER_REPLICATE)
    deviation = np.sqrt(np.maximum(squares - mean * mean, 0))
    return np.asarray(np.clip((picture - mean) / (deviation + DEVIATION_FLOOR), -STRONGEST, STRONGEST), np.float32)


class Detector:
    """Finds digits in gray pictures; one may serve any number of threads."""

    def __init__(self, model: Model) -> None:
        self._model = model

    @classmethod
    def load(cls, folder: Path) -> Detector:
        """Reads detector.tflite from a folder; raises OSError or ValueError where it cannot."""
        return cls(Model(folder / "detector.tflite", (1,)))

    def detect(self, gray: Gray, detail: int | None = None) -> Detections:
        """The digits of a picture (h, w) uint8 at the scales that it has the pixels for, in its pixels.

        `detail` is the longer side of the photo that the picture was enlarged from, where it was.
        """
        largest = max(gray.shape)
        finest = MOST_ENLARGED * min(detail or largest, largest)
        scales = levels(finest)
        found = joined([self.at_level(gray, level) for level in scales])
        small = found.boxes[found.boxes[:, 3] * LEVELS[-1] < SMALL * largest]
        if len(small) and finest > FINE_LEVEL:
            found = joined([found, self.at_level(gray, FINE_LEVEL, small)])
        return without_doubles(found, len(scales))

    def at_level(self, gray: Gray, level: int, near: Floats | None = None) -> Detections:
        """The digits of a picture brought to a longer side of `level` pixels, or less where it is small.

        Where boxes (N, 4) are given to look `near`, only the windows with most of them are looked through.
        """
        scale = min(level / max(gray.shape), MOST_ENLARGED)
        size = max(round(gray.shape[1] * scale), 1), max(round(gray.shape[0] * scale), 1)
        places = list(windows(*size))
        if near is not None:
            places = fullest(places, (near[:, :2] + near[:, 2:] / 2) * scale)
        white = whiten(resize(gray, size))
        found = joined([self._in_window(white, x, y) for x, y in places])
        letters = found.letters._replace(boxes=found.letters.boxes * np.float32(1 / scale))
        return found._replace(boxes=found.boxes * np.float32(1 / scale), letters=letters)

    def _in_window(self, white: Floats, x: int, y: int) -> Detections:
        part = white[y : y + WINDOW, x : x + WINDOW]
        view = np.zeros((1, WINDOW, WINDOW, 1), np.float32)
        view[0, : part.shape[0], : part.shape[1], 0] = part
        (maps,) = self._model.run(view)
        found, shift = peaks(maps[0]), np.array([x, y, 0, 0], np.float32)
        inner = (x > 0, y > 0, x + WINDOW < white.shape[1], y + WINDOW < white.shape[0])
        whole, spelled = ~_is_cut(found.boxes, inner), ~_is_cut(found.letters.boxes, inner)
        letters = Letters(found.letters.boxes[spelled] + shift, found.letters.scores[spelled])
        digits = found.digits[whole]
        return Detections(found.boxes[whole] + shift, found.scores[whole], digits, found.again[whole], letters)


def levels(finest: float) -> list[int]:
    """Longer sides in pixels at which a photo is looked at that has the pixels for the `finest`."""
    scales = [LEVELS[0], *(min(level, round(finest)) for last, level in pairwise(LEVELS) if finest > STEP * last)]
    return scales if len(scales) > 1 else [LEVELS[0], AGAIN]


def windows(width: int, height: int) -> Iterator[tuple[int, int]]:
    """Upper left corners of the windows that cover a picture, sharing at least OVERLAP pixels."""
    for y in _starts(height):
        for x in _starts(width):
            yield x, y


def fullest(places: Windows, points: Floats) -> Windows:
    """The windows with points (N, 2) in them, at most MOST_FINE: each next one holds most of those still outside."""
    inside = np.array([((points >= place) & (points < np.add(place, WINDOW))).all(axis=1) for place in places])
    chosen: Windows = []
    while len(chosen) < MOST_FINE and inside.any():
        best = int(inside.sum(axis=1).argmax())
        chosen.append(places[best])
        inside[:, inside[best]] = False
    return chosen


def _starts(length: int) -> list[int]:
    count = max(1, -(-(length - OVERLAP) // (WINDOW - OVERLAP)))
    return [round(place) for place in np.linspace(0, max(0, length - WINDOW), count)]


def _is_cut(boxes: Floats, inner: tuple[bool, bool, bool, bool]) -> npt.NDArray[np.bool_]:
    """Which boxes (N, 4) touch an edge of the window (left, top, right, bottom) behind which the photo goes on."""
    left, top = boxes[:, 0] < EDGE, boxes[:, 1] < EDGE
    right, bottom = boxes[:, 0] + boxes[:, 2] > WINDOW - EDGE, boxes[:, 1] + boxes[:, 3] > WINDOW - EDGE
    cut = (left & inner[0]) | (top & inner[1]) | (right & inner[2]) | (bottom & inner[3])
    return np.asarray(cut, bool)


def peaks(maps: Floats) -> Detections:
    """Maps (h, w, 16) of the network -> what it sees in pixels of the window: where, which and how large."""
    boxes, scores, told = _characters(maps, 0)
    powers = np.exp(told[:, 5:15] - told[:, 5:15].max(axis=1, keepdims=True, initial=-1e9))
    digits = np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)
    return Detections(boxes, scores, digits, np.zeros_like(scores), Letters(*_characters(maps, 15)[:2]))


def _characters(maps: Floats, plane: int) -> tuple[Floats, Floats, Floats]:
    """Boxes (N, 4), scores (N,) and all that is told (N, 16) at the peaks of a plane of logits."""
    logits = np.ascontiguousarray(maps[..., plane])
    highest = cv2.dilate(logits, np.ones((3, 3), np.uint8))
    rows, columns = np.nonzero((logits >= highest) & (logits > np.log(LEAST / (1 - LEAST))))
    told = maps[rows, columns]
    middle = (np.stack([columns, rows], 1) + 0.5 + told[:, 1:3]) * STRIDE
    sides = np.exp(np.clip(told[:, 3:5], -2.5, 3.5)) * UNIT
    boxes = np.concatenate([middle - sides / 2, sides], axis=1)
    scores = 1 / (1 + np.exp(-told[:, plane]))
    return boxes.astype(np.float32), scores.astype(np.float32), told


def joined(parts: list[Detections]) -> Detections:
    """All detections of several parts, best first."""
    boxes, scores, digits, again = map(np.concatenate, zip(NOTHING[:4], *(part[:4] for part in parts), strict=True))
    letters = Letters(*map(np.concatenate, zip(NO_LETTERS, *(part.letters for part in parts), strict=True)))
    order, spelled = np.argsort(-scores, kind="stable"), np.argsort(-letters.scores, kind="stable")
    best_letters = Letters(letters.boxes[spelled], letters.scores[spelled])
    return Detections(boxes[order], scores[order], digits[order], again[order], best_letters)


def without_doubles(found: Detections, scales: int) -> Detections:
    """One detection of each digit seen at 2 or more `scales`, with the score of its best sight.

    Box and digits are averaged over all sights of it.
    """
    boxes, kept, weights = fused(found.boxes, found.scores)
    letters, spelled, _ = fused(*found.letters)
    digits = np.asarray(weights @ found.digits, np.float32)
    others = (weights > 0) @ found.scores - found.scores[kept]
    again = (others / (scales - 1)).astype(np.float32)
    return Detections(boxes, found.scores[kept], digits, again, Letters(letters, found.letters.scores[spelled]))


def fused(boxes: Floats, scores: Floats) -> tuple[Floats, list[int], Floats]:
    """Boxes (N, 4), best first -> one (M, 4) for each place; which stand for it, and the weights (M, N) of all.

    Weighted boxes fusion (doi:10.1016/j.imavis.2021.104117).
    """
    overlap, kept = ious(boxes, boxes), []
    free = np.ones(len(boxes), bool)
    for place in range(len(boxes)):
        if free[place]:
            kept.append(place)
            free &= overlap[place] < SAME
    weights = np.where(overlap[kept] >= SAME, overlap[kept] * scores, 0)
    weights = weights / np.maximum(weights.sum(axis=1, keepdims=True), 1e-9)
    corners = weights @ np.concatenate([boxes[:, :2], boxes[:, :2] + boxes[:, 2:]], axis=1)
    return np.concatenate([corners[:, :2], corners[:, 2:] - corners[:, :2]], axis=1).astype(np.float32), kept, weights
