"""A character's span in a strip -> the box of its ink, by contours."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from recognizer.strips import HEIGHT

Floats = npt.NDArray[np.float32]
Rectangle = tuple[float, float, float, float]

LEAST_AREA = 0.012
"""Share of a span's pixels that a piece of ink has at least: less is a speck."""
REACH = 0.35
"""Share of a span by which ink may reach over its ends."""
USUAL = (0.16, 0.68)
"""Top and height, as shares of the strip, of a character whose ink is not told from its ground."""


def ink_of(strip: Floats) -> npt.NDArray[np.uint8]:
    """Ink (48, W) of a strip (48, W), 1 where it is: what is on the other side of Otsu's threshold than the ground.

    The ground is the side that most of the strip's rim is on.
    """
    gray = np.clip((strip + 1) * 127.5, 0, 255).astype(np.uint8)
    _, light = cv2.threshold(gray, 0, 1, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    rim = np.concatenate([light[0], light[-1], light[:, 0], light[:, -1]])
    inked = 1 - light if rim.mean() > 0.5 else light
    return np.asarray(inked, np.uint8)


def ink_boxes(strip: Floats, spans: Sequence[tuple[float, float]]) -> list[Rectangle]:
    """Of each span, start and end in pixels of a strip (48, W), the box x, y, width, height of its ink."""
    _, _, stats, centers = cv2.connectedComponentsWithStats(ink_of(strip), connectivity=8)
    pieces = np.column_stack([stats, centers])[1:].astype(np.float64)
    return [_box(pieces, float(start), float(end)) for start, end in spans]


def _box(pieces: npt.NDArray[np.floating], start: float, end: float) -> Rectangle:
    """The box around the pieces (N, 7) of ink whose middle is in a span and that reach little over it."""
    reach = REACH * (end - start)
    left, top, wide, tall, area, x = pieces[:, :6].T
    kept = (x >= start) & (x <= end) & (left >= start - reach) & (left + wide <= end + reach)
    kept &= area >= LEAST_AREA * HEIGHT * (end - start)
    if not kept.any() or np.ptp(np.concatenate([top[kept], (top + tall)[kept]])) < 0.25 * HEIGHT:
        return start, USUAL[0] * HEIGHT, end - start, USUAL[1] * HEIGHT
    x0, y0 = left[kept].min(), top[kept].min()
    return float(x0), float(y0), float((left + wide)[kept].max() - x0), float((top + tall)[kept].max() - y0)
