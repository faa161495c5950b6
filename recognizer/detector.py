"""Digits and letters that the learned detector sees: windows of a photo at several scales through one network."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from recognizer import budget as work
from recognizer.budget import Budget
from recognizer.runtime import Model
from recognizer.sights import LEAST, PLAIN, Detections, Seen, Sights, best_of, joined, without_doubles
from recognizer.tiles import MOST_ENLARGED, WINDOW, Tile, fullest, inked, likeliest, tiles_of
from recognizer.windows import CELL, Placed, drawn, packed, tucked_in

Gray = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]

UNIT = 16.0  # px: a side of this length has the logarithm 0 in the network's maps

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
FEW = 4  # sure sights from afar, from which on only small ones may be part of a sheet
FINEST = 1600  # px: longer side at which a tile shows whether a photo is a sheet of small characters ...
MANY = 8  # ... which has so many there, of figures alone where one was sure from afar, or twice so many best way up ...
READABLE = 22  # px: ... and at FINE_LEVEL at least all of it, so large that they are as tall as this
AGAIN = 224  # px: of the smallest photos the longer side at a second scale, for two looks see more than one
STEP = 1.25  # times: a level brings something from so much above the last one on


class Detector:
    """Finds digits in gray pictures; one may serve any number of threads."""

    def __init__(self, model: Model) -> None:
        self._model = model

    @classmethod
    def load_both(cls, folder: Path) -> tuple[Detector, Detector]:
        """Reads the detector for all photos and the one for print from a folder.

        Raises OSError or ValueError where it cannot.
        """
        return cls(Model(folder / "detector.tflite")), cls(Model(folder / "print.tflite"))

    def detect(
        self, gray: Gray, detail: int | None = None, tall: float = 0.0, budget: Budget | None = None
    ) -> Detections:
        """The digits of a picture (h, w) uint8 at the scales that it has the pixels for, in its pixels.

        `detail` is the longer side of the photo that the picture was enlarged from, where it was; `tall` the height of
        the characters, where it is known to be a sheet of small ones. Its windows are booked in `budget`; of more
        characters than may be compared the best are told.
        """
        budget = budget or Budget()
        largest, finest = max(gray.shape), _finest(gray, detail)
        scales = levels(finest)
        windows = packed([tile for level in scales for tile in tiles_of(gray, level)])
        found = self._looked(tucked_in(windows, tiles_of(gray, OVERVIEW)[0]._replace(least=TALL)), budget)
        boxes, scores = found.digits[:2]
        is_sure = bool((scores >= SURE).any())
        small = boxes[(boxes[:, 3] * LEVELS[-1] < SMALL * largest) & (scores >= (CLEAR if is_sure else LEAST))]
        tall = tall or self._height_on_sheet(gray, budget, finest, len(small), int((scores >= SURE).sum()))
        fine = _fine_tiles(gray, finest, small, tall)
        if fine:
            found = joined([found, self._looked(packed(fine), budget)])
        if len(scales) == len(LEVELS) and _is_large_and_doubtful(found.digits, LARGE * min(gray.shape)):
            (tile,) = tiles_of(thickened(gray), LEVELS[0])
            found = joined([found, self._looked([[Placed(tile._replace(least=LARGE_THERE), 0, 0)]], budget)])
        return _each_once(found, len(scales), budget)._replace(tall=tall)

    def _height_on_sheet(self, gray: Gray, budget: Budget, finest: int, small: int, sure: int) -> float:
        """How tall the characters of a sheet are, in pixels of the picture; 0 where its likeliest tiles show no sheet.

        Where a digit was seen surely from afar, figures alone count: in a text the others are looked for.
        """
        if not _shows_more(finest) or (small < MANY and sure >= FEW):
            return 0.0
        for tile in tiles_of(gray, min(FINEST, finest), partial(likeliest, gray)):
            found = self._looked([[Placed(tile, 0, 0)]], budget)
            digits, letters = (seen.boxes[seen.scores >= PLAIN, 3] for seen in (found.digits, found.letters))
            if len(digits) + (0 if sure else len(letters)) >= MANY:
                return float(np.median(np.concatenate([digits, letters])))
        return 0.0

    def glances(self, gray: Gray, detail: int | None, budget: Budget) -> Iterator[list[Detections]]:
        """What is seen of a picture as it stands and after each quarter turn clockwise, scale by scale.

        At the second coarsest scale first, then at the coarsest, each by itself and in pixels of the window.
        """
        for level in levels(_finest(gray, detail))[1::-1]:
            yield self._turned(tiles_of(gray, level)[0], budget)

    def close_glances(self, gray: Gray, detail: int | None, budget: Budget) -> list[Detections]:
        """The same of the likeliest part of a sheet of small characters, from close by; of anything else nothing."""
        finest = _finest(gray, detail)
        if not _shows_more(finest):
            return []
        for tile in tiles_of(gray, min(FINEST, finest), partial(likeliest, gray)):
            turned = self._turned(tile, budget)
            if max(map(_characters_in, turned)) >= 2 * MANY:
                return turned
        return []

    def _turned(self, tile: Tile, budget: Budget) -> list[Detections]:
        """What is seen in a tile as it stands and after each quarter turn clockwise, each thing once."""
        white = tile.white()
        budget.spend(4 * work.WINDOW)
        return [self._glanced(np.rot90(white, -turns), budget) for turns in range(4)]

    def _glanced(self, white: Floats, budget: Budget) -> Detections:
        """What is seen in a whitened picture (h, w) that fits a window."""
        view = np.zeros((1, WINDOW, WINDOW, 1), np.float32)
        view[0, : white.shape[0], : white.shape[1], 0] = white
        (maps,) = self._model.run(view)
        return _each_once(peaks(maps[0]), 2, budget)

    def _looked(self, windows: list[list[Placed]], budget: Budget) -> Sights:
        """What is seen in windows, in pixels of the picture that their tiles come from."""
        found = []
        budget.spend(len(windows) * work.WINDOW)
        for window in windows:
            (maps,) = self._model.run(drawn(window))
            found += [_in_tile(maps[0], place) for place in window]
        return joined(found)


def _each_once(found: Sights, scales: int, budget: Budget) -> Detections:
    """Each thing that was seen once: of too many to be compared, the best."""
    counts = budget.comparable(len(found.which)), budget.comparable(len(found.letters.boxes))
    return without_doubles(best_of(found, *counts), scales)


def _finest(gray: Gray, detail: int | None) -> int:
    """The longer side in pixels up to which a picture shows more; `detail` as in Detector.detect."""
    largest = max(gray.shape)
    return round(MOST_ENLARGED * float(min(detail or largest, largest)))


def _shows_more(finest: int) -> bool:
    """Whether a picture that has the pixels for so long a side shows more at FINE_LEVEL than at the last of LEVELS."""
    return finest > FINE_STEP * LEVELS[-1]


def _fine_tiles(gray: Gray, finest: int, small: Floats, tall: float) -> list[Tile]:
    """What is to be looked at from closer by: of a sheet of characters all, else where small digits (N, 4) are."""
    if not _shows_more(finest):
        return []
    if tall:
        level = max(round(READABLE * max(gray.shape) / tall), FINE_LEVEL)
        return tiles_of(gray, min(level, finest), partial(inked, gray))
    return tiles_of(gray, min(FINE_LEVEL, finest), partial(fullest, small)) if len(small) else []


def _characters_in(found: Detections) -> int:
    """How many characters were plainly seen."""
    return int((found.scores >= PLAIN).sum() + (found.letters.scores >= PLAIN).sum())


def _is_large_and_doubtful(found: Seen, large: float) -> bool:
    """Whether nothing was seen surely, but something that is at least so large, in pixels."""
    return bool((found.boxes[:, 3] > large).any() and not (found.scores >= SURE).any())


def thickened(gray: Gray) -> Gray:
    """(h, w) uint8 with its strokes, dark on light or light on dark, wider by THICKER of the longer side."""
    wider = max(3, round(max(gray.shape) * THICKER) | 1)
    pen = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (wider, wider))
    is_dark = np.median(gray) > gray.mean()
    return np.asarray(cv2.erode(gray, pen) if is_dark else cv2.dilate(gray, pen), np.uint8)


def _in_tile(maps: Floats, place: Placed) -> Sights:
    """What the maps (h, w, 16) of a window show in one of its tiles, in pixels of the picture."""
    width, height = (-(-side // CELL) for side in place.tile.size)
    row, column = place.y // CELL, place.x // CELL
    found = peaks(maps[row : row + height, column : column + width])
    digits, letters = (_held(one, place.tile) for one in (found.digits, found.letters))
    return Sights(digits, found.which[place.tile.holds(found.digits.boxes)], letters)


def _held(seen: Seen, tile: Tile) -> Seen:
    """What a tile holds whole of what is seen in it, in pixels of the picture."""
    whole = tile.holds(seen.boxes)
    return Seen(tile.on_picture(seen.boxes[whole]), seen.scores[whole], seen.scales[whole] * np.float32(tile.scale))


def levels(finest: float) -> list[int]:
    """Longer sides in pixels at which a photo is looked at that has the pixels for the `finest`."""
    scales = [LEVELS[0], *(min(level, round(finest)) for last, level in pairwise(LEVELS) if finest > STEP * last)]
    return scales if len(scales) > 1 else [LEVELS[0], AGAIN]


def peaks(maps: Floats) -> Sights:
    """Maps (h, w, 16) of the network -> what it sees in pixels of the window: where, which and how large."""
    digits, told = _characters(maps, 0)
    powers = np.exp(told[:, 5:15] - told[:, 5:15].max(axis=1, keepdims=True, initial=-1e9))
    which = np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)
    return Sights(digits, which, _characters(maps, 15)[0])


def _characters(maps: Floats, plane: int) -> tuple[Seen, Floats]:
    """What is seen, and all that is told of it (N, 16), at the peaks of a plane of logits."""
    logits = np.ascontiguousarray(maps[..., plane])
    highest = cv2.dilate(logits, np.ones((3, 3), np.uint8))
    rows, columns = np.nonzero((logits >= highest) & (logits > np.log(LEAST / (1 - LEAST))))
    told = maps[rows, columns]
    middle = (np.stack([columns, rows], 1) + 0.5 + told[:, 1:3]) * CELL
    sides = np.exp(np.clip(told[:, 3:5], -2.5, 3.5)) * UNIT
    boxes = np.concatenate([middle - sides / 2, sides], axis=1)
    scores = 1 / (1 + np.exp(-told[:, plane]))
    return Seen(boxes.astype(np.float32), scores.astype(np.float32), np.ones(len(boxes), np.float32)), told
