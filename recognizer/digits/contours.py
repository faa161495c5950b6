"""A character's span in a strip -> the box of its ink, by contours."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from recognizer.lines.strips import HEIGHT

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.float64]
Rectangle = tuple[float, float, float, float]

LEAST_AREA = 0.012
"""Share of a span's pixels that a piece of ink has at least: less is a speck."""
LEAST_HEIGHT = 0.25
"""Share of the strip's height that the ink of a character has at least, save of a small one."""
SPECK = 0.05
"""Share of the largest piece of ink under which a piece is a speck."""
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


def ink_around(picture: Floats) -> Rectangle:
    """The box x, y, width, height around the ink of a picture (H, W) of levels in -1..1, its specks left out.

    The whole picture where it has none.
    """
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink_of(picture), connectivity=8)
    pieces = stats[1:].astype(np.float64)
    if not len(pieces):
        return 0.0, 0.0, float(picture.shape[1]), float(picture.shape[0])
    left, top, wide, tall, area = pieces.T
    kept = area >= SPECK * area.max()
    x, y = left[kept].min(), top[kept].min()
    return float(x), float(y), float((left + wide)[kept].max() - x), float((top + tall)[kept].max() - y)


def ink_boxes(strip: Floats, spans: Sequence[tuple[float, float]], small: Sequence[bool]) -> list[Rectangle]:
    """Of each span, start and end in pixels of a strip (48, W), the box x, y, width, height of its ink.

    `small` tells of which characters the ink may be low, as that of a point or a dash is.
    """
    _, _, stats, centers = cv2.connectedComponentsWithStats(ink_of(strip), connectivity=8)
    pieces = np.column_stack([stats, centers])[1:].astype(np.float64)
    start, end = np.array(spans, np.float64).reshape(-1, 2).T
    boxes = _boxes(pieces, start[:, None], end[:, None])
    is_ink = boxes[:, 3] >= np.where(small, 0.0, LEAST_HEIGHT * HEIGHT)
    top, tall = np.full_like(start, USUAL[0] * HEIGHT), np.full_like(start, USUAL[1] * HEIGHT)
    usual = np.stack([start, top, end - start, tall], axis=1)
    return [(x, y, w, h) for x, y, w, h in np.where(is_ink[:, None], boxes, usual).tolist()]


def _boxes(pieces: Numbers, start: Numbers, end: Numbers) -> Numbers:
    """The boxes (M, 4) around the pieces (N, 7) of ink whose middle is in a span (M, 1) and that reach little over it.

    Where there are none, the height is -inf.
    """
    reach = REACH * (end - start)
    left, top, wide, tall, area, x = pieces[:, :6].T
    kept = (x >= start) & (x <= end) & (left >= start - reach) & (left + wide <= end + reach)
    kept &= area >= LEAST_AREA * HEIGHT * (end - start)
    x0, y0 = (np.where(kept, low, np.inf).min(axis=1, initial=np.inf) for low in (left, top))
    x1, y1 = (np.where(kept, far, -np.inf).max(axis=1, initial=-np.inf) for far in (left + wide, top + tall))
    return np.stack([x0, y0, x1 - x0, y1 - y0], axis=1)
