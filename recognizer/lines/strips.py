"""A text line -> its strip: levelled, 48 px high, from the photo's own pixels, and the way back."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

Gray = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]

HEIGHT = 48
"""Pixels: height of a strip."""
STEP = 32
"""Pixels: widths of strips are multiples of this, so that few plans of the network are needed."""
WIDEST = 1280
"""Pixels: a longer line is squeezed to this width."""
FLATTEST = 12.0
"""Gray levels: half of the least contrast that is stretched; paler paper stays pale."""
EXTREMES = (1, 99)
"""Percentiles of gray that are stretched to -1 and 1."""


class Strip(NamedTuple):
    """A strip (48, W) float32 in about -1..1, and the matrix (3, 3) that takes its pixels to the photo's."""

    pixels: Floats
    to_photo: npt.NDArray[np.float64]


def cut_strip(gray: Gray, quad: npt.NDArray[np.floating]) -> Strip:
    """The strip of a line in a photo (H, W): `quad` (4, 2) x, y from its top left corner, clockwise.

    Its width keeps the line's proportions, rounded up to STEP pixels; what is missing comes from beside the line.
    """
    corners = np.asarray(quad, np.float64)
    across = (np.linalg.norm(corners[1] - corners[0]) + np.linalg.norm(corners[2] - corners[3])) / 2
    down = (np.linalg.norm(corners[3] - corners[0]) + np.linalg.norm(corners[2] - corners[1])) / 2
    wide = float(np.clip(HEIGHT * across / max(down, 1.0), 1, WIDEST))
    width = int(np.ceil(wide / STEP)) * STEP
    left = (width - wide) / 2
    target = np.array([[left, 0], [left + wide, 0], [left + wide, HEIGHT], [left, HEIGHT]], np.float32)
    to_photo = np.asarray(cv2.getPerspectiveTransform(target, corners.astype(np.float32)), np.float64)
    return Strip(stretched(_warped(gray, to_photo, width, down / HEIGHT)), to_photo)


def _warped(gray: Gray, to_photo: npt.NDArray[np.float64], width: int, shrink: float) -> Gray:
    """The pixels under a strip; of a large line they are averaged first, so that thin strokes stay."""
    size = (width, HEIGHT)
    if shrink <= 1.5:
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        return np.asarray(
            cv2.warpPerspective(gray, to_photo, size, flags=flags, borderMode=cv2.BORDER_REPLICATE), np.uint8
        )
    times = min(int(np.ceil(shrink)), 8)
    larger = to_photo @ np.diag([1 / times, 1 / times, 1.0])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    big = cv2.warpPerspective(
        gray, larger, (width * times, HEIGHT * times), flags=flags, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(cv2.resize(big, size, interpolation=cv2.INTER_AREA), np.uint8)


def stretched(strip: Gray) -> Floats:
    """A strip (48, W) uint8 with its contrast stretched to about -1..1, float32."""
    low, high = _extremes(strip)
    half = max((high - low) / 2, FLATTEST)
    levels = np.clip((np.arange(256) - (low + high) / 2) / half, -1.5, 1.5)
    return np.asarray(cv2.LUT(strip, levels.astype(np.float32)), np.float32)


def _extremes(strip: Gray) -> tuple[float, float]:
    """The percentiles EXTREMES of gray as `np.percentile` has them, by a histogram: many times as fast."""
    up_to = cv2.calcHist([strip], [0], None, [256], [0, 256])[:, 0].cumsum(dtype=np.float64)
    places = (strip.size - 1) * np.array(EXTREMES) / 100
    first, second = (np.searchsorted(up_to, np.floor(places) + one, side="right") for one in (0, 1))
    low, high = first + (second - first) * (places % 1)
    return float(low), float(high)
