"""Numbers seen from afar: where all that was seen is small and in one part of a photo, that part is read once more."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from recognizer.reading import Box, Digit, Reading, Rejected
from recognizer.rows import in_rows

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

DETAIL = 720  # px: longer side from which on a photo shows more in its parts than as a whole
SMALL = 1 / 24  # of the longer side: digits up to this height are read better from close by ...
MOST_PART = 0.5  # ... where the longer side of what is around them is no more than this share of the photo's ...
LEAST_PART = 0.2  # ... and no less: a part is no picture that was cut out around one digit
MARGIN = 1.5  # heights around the digits that belong to the part
HEARD = 0.2  # confidence from which what the detector saw counts though it does not stand
NEAR = 2.5  # heights: what is no further apart stands in one place
PLACE, ALL = 0.5, 1.0  # summed confidence that a place has to count, and that those in the part have ...
MOST_SEEN = 0.6  # ... which is at least this share of all: a sheet with digits everywhere is read as a whole


def small_part(reading: Reading) -> Box | None:
    """The part of a photo that is worth a reading of its own, in its pixels; None where none is.

    It is around all places with digits where that is small enough, else around the surest of them if it has most.
    """
    longest = max(reading.width, reading.height)
    boxes, sureness = _candidates(reading)
    if longest < DETAIL or len(boxes) < 2:
        return None
    places = [place for place in _places(boxes) if sureness[place].sum() >= PLACE]
    if not places:
        return None
    surest = max(places, key=lambda place: float(sureness[place].sum()))
    for chosen in (np.any(places, axis=0), surest):
        height = float(np.median(boxes[chosen, 3]))
        least = max(ALL, MOST_SEEN * sureness.sum())
        is_worth = chosen.sum() > 1 and sureness[chosen].sum() >= least and height <= SMALL * longest
        part = _around(boxes[chosen], MARGIN * height, reading)
        if is_worth and max(part.width, part.height) <= MOST_PART * longest:
            return part
    return None


def rejoined(near: Reading, far: Reading, part: Box) -> Reading:
    """The reading of a part, in pixels of the photo, with what the photo's own reading has outside of it."""
    outside = [digit for digit in far.digits if not _is_in(digit.box, part)]
    digits: list[Digit] = [*near.digits, *outside]
    rejected = near.rejected + tuple(one for one in far.rejected if not _is_in(one.box, part))
    rows = in_rows(digits, np.array([_sides(digit.box) for digit in digits], np.float32))
    return replace(near, rows=rows, rejected=rejected, part=part)


def _candidates(reading: Reading) -> tuple[Floats, Floats]:
    """Boxes (N, 4) and confidences (N,) of the digits of a reading and of what the detector saw beside them."""
    heard = [one for one in reading.rejected if one.source == "detector" and one.reason != "overlap"]
    seen: list[Digit | Rejected] = [*reading.digits, *(one for one in heard if one.confidence >= HEARD)]
    boxes = np.array([_sides(one.box) for one in seen], np.float64).reshape(-1, 4)
    return boxes, np.array([one.confidence for one in seen], np.float64)


def _places(boxes: Floats) -> list[Flags]:
    """Which of boxes (N, 4) stand together, (N,) for each place: those that a chain of near ones links."""
    linked = np.array([_near(box, boxes) for box in boxes])
    first, last = np.arange(len(boxes)), np.full(len(boxes), -1)
    while (first != last).any():  # each takes the first that it is linked with, and then what that one took
        last, first = first, np.where(linked, first, len(boxes)).min(axis=1)
        first = first[first]
    return [first == one for one in np.unique(first)]


def _near(box: Floats, boxes: Floats) -> Flags:
    """Which boxes (N, 4) are near one (4,)."""
    apart = np.abs(boxes[:, :2] + boxes[:, 2:] / 2 - box[:2] - box[2:] / 2) - (boxes[:, 2:] + box[2:]) / 2
    return np.asarray((apart <= NEAR * np.maximum(boxes[:, 3:], box[3])).all(axis=1), bool)


def _around(boxes: Floats, margin: float, photo: Reading) -> Box:
    """What is around boxes (N, 4) with a margin in pixels, inside the photo."""
    size = np.array([photo.width, photo.height], np.float64)
    low, high = boxes[:, :2].min(axis=0) - margin, (boxes[:, :2] + boxes[:, 2:]).max(axis=0) + margin
    short = np.maximum(LEAST_PART * size.max() - (high - low), 0) / 2
    low, high = np.maximum(low - short, 0), np.minimum(high + short, size)
    return Box(*map(float, low), *map(float, high - low))


def _is_in(box: Box, part: Box) -> bool:
    x, y = box.center
    return part.x <= x < part.right and part.y <= y < part.bottom


def _sides(box: Box) -> tuple[float, float, float, float]:
    return box.x, box.y, box.width, box.height
