"""O or 0 in print: a nought as wide as a letter among narrower figures is one.

In 700 faces a nought is as wide as the middle one of the figures 2 to 9, 1.02 times at the median, and 1.25 times
or more in 3 faces of a hundred; an O is that wide in 55. And all noughts of a face have one width.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Boxes = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]
Digits = npt.NDArray[np.integer]

WIDE = 1.25  # widths of the figures beside it from which on a nought is an O ...
WIDER = 1.12  # ... where it is also wider than the narrowest other nought of its size by this
LIKE = 1.15  # heights: figures that differ by less are of one size
REACH = 8.0  # heights to each side: figures so near are beside it ...
DRIFT = 0.6  # ... and no higher or lower than this
FEWEST = 2  # figures that tell how wide they are


def are_letters(boxes: Boxes, digits: Digits, stand: Flags) -> Flags:
    """Which noughts among boxes (N, 4) x, y, width, height of digits (N,) are an O, (N,).

    The boxes that `stand` (N,) tell by their widths: figures from 2 to 9 beside it, or of its size where those are too
    few, and the other noughts.
    """
    found = np.zeros(len(boxes), bool)
    for place in np.flatnonzero(stand & (digits == 0)):
        alike = stand & _of_one_size(boxes, place)
        figures, others = alike & (digits >= 2), alike & (digits == 0)
        near, others[place] = figures & _beside(boxes, place), False
        widths = boxes[near if near.sum() >= FEWEST else figures, 2]
        if len(widths) >= FEWEST:
            least = max(WIDE * np.median(widths), WIDER * boxes[others, 2].min() if others.any() else 0)
            found[place] = boxes[place, 2] >= least
    return found


def _of_one_size(boxes: Boxes, place: np.intp) -> Flags:
    """Which boxes (N, 4) are about as high as that at a place."""
    ratios = boxes[:, 3] / boxes[place, 3]
    return np.asarray((ratios < LIKE) & (ratios > 1 / LIKE), bool)


def _beside(boxes: Boxes, place: np.intp) -> Flags:
    """Which boxes (N, 4) stand in line with that at a place and near it."""
    middle, height = boxes[:, :2] + boxes[:, 2:] / 2, boxes[place, 3]
    return np.asarray((np.abs(middle - middle[place]) < height * np.array([REACH, DRIFT])).all(axis=1), bool)
