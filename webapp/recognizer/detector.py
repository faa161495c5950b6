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
from webapp.recognizer.windows import CELL, Placed, Tile, cut_tile, drawn, fullest, packed, tile_corners, tucked_in

Gray = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]

UNIT = 16.0  # px: a side of this length has the logarithm 0 in the network's maps

WHITE_REACH = 49  # px to each side over which mean and deviation are taken
DEVIATION_FLOOR = 8.0  # gray levels: what varies less is left weak
STRONGEST = 3.0  # deviations at which the input is cut

OVERVIEW = 60  # px: longer side of the whole photo at a look for digits that fill it ...
TALL = 20.0  # px: ... and the height there from which on a digit is seen well at so small a scale
LEVELS = (160, 320, 576)  # px: longer side of the photo at each scale; tiles fill them without rest
SURE = 0.8  # score under which what was seen is doubtful
LARGE = 0.4  # of the photo's shorter side: what is large and doubtful may have so thin a line that it is seen badly ...
THICKER = 1 / 70  # ... so, unless the photo is small, it is seen with strokes this share of a side thicker ...
LARGE_THERE = 50.0  # px: ... from this height on at the first of LEVELS
FINE_LEVEL = 1088  # px: only where the others saw digits as small as this ...
SMALL = 16.0  # px of the last of LEVELS: height under which a digit is looked at again ...
CLEAR = 0.4  # ... where its score is at least this, or nothing at all was seen surely
FINE_STEP = 1.4  # times the last of LEVELS that FINE_LEVEL must bring: less shows little and costs the same
MOST_ENLARGED = 1.5  # times: more pixels than that a picture does not have
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
        windows = packed([tile for level in scales for tile in _tiles(gray, level)])
        found = self._looked(tucked_in(windows, _tiles(gray, OVERVIEW)[0]._replace(least=TALL)))
        clear = CLEAR if (found.scores >= SURE).any() else LEAST
        small = found.boxes[(found.boxes[:, 3] * LEVELS[-1] < SMALL * largest) & (found.scores >= clear)]
        fine = min(FINE_LEVEL, round(finest))
        if len(small) and fine > FINE_STEP * LEVELS[-1]:
            found = joined([found, self._looked(packed(_tiles(gray, fine, small)))])
        if len(scales) == len(LEVELS) and _is_large_and_doubtful(found, LARGE * min(gray.shape)):
            (tile,) = _tiles(thickened(gray), LEVELS[0])
            found = joined([found, self._looked([[Placed(tile._replace(least=LARGE_THERE), 0, 0)]])])
        return without_doubles(found, len(scales))

    def glances(self, gray: Gray, detail: int | None = None) -> Iterator[list[Detections]]:
        """What is seen of a picture as it stands and after each quarter turn clockwise, scale by scale.

        At the second coarsest scale first, then at the coarsest, each by itself and in pixels of the window.
        """
        largest = max(gray.shape)
        for level in levels(MOST_ENLARGED * min(detail or largest, largest))[1::-1]:
            (tile,) = _tiles(gray, level)
            yield [self._glanced(np.rot90(tile.white, -turns)) for turns in range(4)]

    def _glanced(self, white: Floats) -> Detections:
        """What is seen in a whitened picture (h, w) that fits a window, each thing once."""
        (maps,) = self._model.run(drawn([Placed(cut_tile(white, (0, 0), 1.0), 0, 0)]))
        return without_doubles(peaks(maps[0]), 2)

    def _looked(self, windows: list[list[Placed]]) -> Detections:
        """What is seen in windows, in pixels of the picture that their tiles come from."""
        found = []
        for window in windows:
            (maps,) = self._model.run(drawn(window))
            found += [_in_tile(maps[0], place) for place in window]
        return joined(found)


def _tiles(gray: Gray, level: int, near: Floats | None = None) -> list[Tile]:
    """The tiles of a picture brought to a longer side of `level` pixels, or less where it is small.

    Where boxes (N, 4) are given to look `near`, only the tiles with most of them.
    """
    scale = min(level / max(gray.shape), MOST_ENLARGED)
    size = max(round(gray.shape[1] * scale), 1), max(round(gray.shape[0] * scale), 1)
    corners = list(tile_corners(*size))
    if near is not None:
        corners = fullest(corners, (near[:, :2] + near[:, 2:] / 2) * scale)
    white = whiten(resize(gray, size))
    return [cut_tile(white, corner, scale) for corner in corners]


def _is_large_and_doubtful(found: Detections, large: float) -> bool:
    """Whether nothing was seen surely, but something that is at least so large, in pixels."""
    return bool((found.boxes[:, 3] > large).any() and not (found.scores >= SURE).any())


def thickened(gray: Gray) -> Gray:
    """(h, w) uint8 with its strokes, dark on light or light on dark, wider by THICKER of the longer side."""
    wider = max(3, round(max(gray.shape) * THICKER) | 1)
    pen = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (wider, wider))
    is_dark = np.median(gray) > gray.mean()
    return np.asarray(cv2.erode(gray, pen) if is_dark else cv2.dilate(gray, pen), np.uint8)


def _in_tile(maps: Floats, place: Placed) -> Detections:
    """What the maps (h, w, 16) of a window show in one of its tiles, in pixels of the picture."""
    height, width = (-(-side // CELL) for side in place.tile.white.shape)
    row, column = place.y // CELL, place.x // CELL
    found = peaks(maps[row : row + height, column : column + width])
    whole, spelled = place.tile.holds(found.boxes), place.tile.holds(found.letters.boxes)
    letters = Letters(place.tile.on_picture(found.letters.boxes[spelled]), found.letters.scores[spelled])
    boxes = place.tile.on_picture(found.boxes[whole])
    return Detections(boxes, found.scores[whole], found.digits[whole], found.again[whole], letters)


def levels(finest: float) -> list[int]:
    """Longer sides in pixels at which a photo is looked at that has the pixels for the `finest`."""
    scales = [LEVELS[0], *(min(level, round(finest)) for last, level in pairwise(LEVELS) if finest > STEP * last)]
    return scales if len(scales) > 1 else [LEVELS[0], AGAIN]


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
    middle = (np.stack([columns, rows], 1) + 0.5 + told[:, 1:3]) * CELL
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
