"""The ground that boxes stand on: evened, or their own where it could not be, as on a note on a dark table."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from recognizer.prepare import GROUND_LEVEL

Boxes = npt.NDArray[np.float32]
Gray = npt.NDArray[np.uint8]

STRIP = 48  # gray levels off GROUND_LEVEL: what surrounds a box so far off is too narrow a paper to be evened out
AROUND = 0.3  # of the box's longer side: what surrounds it ...
SAMPLED = 16  # ... looked at in so many places along that side


def ground(even: Gray, left: int, top: int, shape: tuple[int, ...]) -> float:
    """The gray of the ground around a part of even (h, w): GROUND_LEVEL, or its own where that is far from it."""
    middle = _around(even, left, top, shape)
    return middle if abs(middle - GROUND_LEVEL) > STRIP else GROUND_LEVEL


def are_washed_out(even: Gray, boxes: Boxes) -> npt.NDArray[np.bool_]:
    """Which boxes (N, 4) x, y, width, height stand on ground so light in even (h, w) that their ink pales (N,)."""
    return np.array([_is_washed_out(even, *box) for box in boxes.tolist()], bool)


def _is_washed_out(even: Gray, x: float, y: float, width: float, height: float) -> bool:
    left, top = max(int(x), 0), max(int(y), 0)
    shape = max(round(y + height) - top, 1), max(round(x + width) - left, 1)
    return _around(even, left, top, shape) > GROUND_LEVEL + STRIP


def _around(even: Gray, left: int, top: int, shape: tuple[int, ...]) -> float:
    """The usual gray of a part and what surrounds it."""
    margin, step = round(AROUND * max(shape)), max(max(shape) // SAMPLED, 1)
    rows = slice(max(top - margin, 0), top + shape[0] + margin, step)
    return float(np.median(even[rows, max(left - margin, 0) : left + shape[1] + margin : step]))
