"""What the text-line detector should answer: lines as shrunk quads, and where it is not judged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from recognizer.lines.strips import row_quad

Floats = npt.NDArray[np.floating]
Quads = list[Floats]
Rectangle = tuple[Sequence[float], Sequence[float], float]
"""Middle, width and height, and degrees, as OpenCV has turned rectangles."""

SHRUNK = 0.6
"""Lines are shrunk by this ratio (arXiv:1911.08947); of seven the one that is most like what the pre-trained network
shows of lines that it finds."""
TOGETHER = 1.0
"""Heights between characters up to which they are of one line."""
LEVEL = 0.5
"""Heights by which the middles of characters of one line differ at most."""
MARGIN = 0.08
"""Heights of a character by which a line's quad is wider than its boxes."""
LEAST_SIDE = 6.0
"""Pixels: a line whose quad is narrower is not judged."""


class Target(NamedTuple):
    """Maps (H, W): where text is, 0 or 1; how much a pixel counts, 0 or 1; the number of its line, from 1."""

    text: Floats
    weight: Floats
    line: npt.NDArray[np.int32]


def lines_of(boxes: Floats) -> Quads:
    """The quads (4, 2) of the lines that the boxes (N, 4) x, y, width, height of characters form."""
    rows: list[list[int]] = []
    for number in np.argsort(boxes[:, 0], kind="stable") if len(boxes) else []:
        row = next((row for row in rows if _belongs(boxes[number], boxes[row])), None)
        if row is None:
            rows.append([int(number)])
        else:
            row.append(int(number))
    return [row_quad(boxes[row], MARGIN) for row in rows]


def _belongs(box: Floats, row: Floats) -> bool:
    """Whether a character's box (4,) goes on with the row (N, 4): near its end, and level with a tall one there."""
    end, tall = float((row[:, 0] + row[:, 2]).max()), max(float(box[3]), float(row[-3:, 3].max()))
    if box[0] - end >= TOGETHER * tall:
        return False
    return any(_is_level(box, last) for last in row[-3:])


def _is_level(one: Floats, other: Floats) -> bool:
    """Whether two boxes (4,) stand on one line; a point and the like stand at the foot of their neighbours."""
    apart = abs(one[1] + one[3] / 2 - other[1] - other[3] / 2)
    small, large = (one, other) if one[3] < other[3] else (other, one)
    is_low = small[3] < 0.5 * large[3] and large[1] < small[1] + small[3] / 2 < large[1] + 1.2 * large[3]
    return bool(is_low or apart < LEVEL * small[3])


def target_of(size: tuple[int, int], quads: Sequence[Floats], ignored: Sequence[Floats]) -> Target:
    """The maps (H, W) of a picture with these lines; nothing is judged in the ignored quads."""
    text, weight, line = np.zeros(size, np.float32), np.ones(size, np.float32), np.zeros(size, np.int32)
    for quad in ignored:
        cv2.fillPoly(weight, [np.rint(quad).astype(np.int32)], 0.0)
    for number, quad in enumerate(quads, 1):
        rectangle = cv2.minAreaRect(np.asarray(quad, np.float32))
        corners = np.rint(cv2.boxPoints(rectangle)).astype(np.int32)
        if min(rectangle[1]) < LEAST_SIDE:
            cv2.fillPoly(weight, [corners], 0.0)
            continue
        cv2.fillPoly(weight, [corners], 1.0)
        cv2.fillPoly(line, [corners], number)
        cv2.fillPoly(text, [np.rint(cv2.boxPoints(_shrunk(rectangle))).astype(np.int32)], 1.0)
    return Target(text, weight, line)


def _shrunk(
    rectangle: tuple[Sequence[float], Sequence[float], float],
) -> tuple[Sequence[float], Sequence[float], float]:
    middle, (width, height), degrees = rectangle
    distance = width * height * (1 - SHRUNK**2) / (2 * (width + height))
    return middle, (width - 2 * distance, height - 2 * distance), degrees
