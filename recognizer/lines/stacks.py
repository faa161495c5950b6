"""Splits tall text lines into the rows that stand in them.

The detector takes short numbers close below one another, as those of a column, for one line of text on its side. Their
rows are told apart by the projection profile of their strokes.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from recognizer.budget import STACK, Budget
from recognizer.lines.detector import TextLine
from recognizer.lines.geometry import around_quads, intersections, shared_area
from recognizer.lines.places import LEGIBLE, Line

Gray = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]

TALL = 1.5
"""Height over width from which on a line may be a stack of rows."""
FILLED = 0.3
"""Share of a line up to which lines that are read well may lie in it: what they hold is read already."""
NARROWEST, WIDEST = 16, 48
"""Pixels: width at which a line is looked at, its own within these."""
TALLEST = 80
"""Heights over widths: what is taller is squeezed."""
SLANTS = np.linspace(-0.3, 0.3, 13)
"""How far rows may fall over the width of their line, as a share of it: that with the clearest profile is taken."""
FLAT = 0.5
"""Share of its upper decile that the lower decile of a profile has at most: else there is nothing between rows."""
EDGE = 0.3
"""Share of the way from the lower decile of a profile to the upper one from which on there is a row."""
LOWEST = 0.15
"""Widths: height of a row at least."""
EVEN = 2.0
"""Times: so much higher or lower than the usual row of its stack may a row be."""
MARGIN_ACROSS, MARGIN_DOWN = 0.15, 0.2
"""Heights that a row is widened by on either side: the detector's map of a stack is narrow."""


def rows_in_stacks(gray: Gray, lines: Sequence[Line], read: Sequence[Line], budget: Budget) -> list[TextLine]:
    """The rows of those lines of a photo (H, W) that are tall, are read badly, and hold little of what is read well."""
    clear = [line.quad for line in read if line.legibility >= LEGIBLE]
    tall = [line for line in lines if line.legibility < LEGIBLE and _is_tall(line.quad)]
    stacks = [line for line in tall if _share_filled(line.quad, clear) <= FILLED]
    stacks = stacks[: budget.granted(len(stacks), STACK)]
    return [TextLine(row, line.score, stacked=True) for line in stacks for row in rows_of_stack(gray, line.quad)]


def _size(quad: Floats) -> tuple[float, float]:
    """Width and height of a quad (4, 2), each the mean of two sides."""
    sides = np.linalg.norm(np.roll(quad, -1, axis=0) - quad, axis=1)
    return float(sides[0] + sides[2]) / 2, float(sides[1] + sides[3]) / 2


def _is_tall(quad: Floats) -> bool:
    width, height = _size(quad)
    return height >= TALL * width


def _share_filled(quad: Floats, others: Sequence[Floats]) -> float:
    """The share of a quad that others lie in; more than 1 where they overlap one another."""
    near = np.flatnonzero(intersections(around_quads([quad]), around_quads(others))[0])
    return sum(shared_area(quad, others[int(one)]) for one in near) / max(cv2.contourArea(quad), 1.0)


def rows_of_stack(gray: Gray, quad: Floats) -> list[Floats]:
    """The quads (4, 2) of the rows in a quad (4, 2) of a photo (H, W), the highest first; none where it has not two."""
    patch, to_photo = _patch(gray, quad)
    slant, profile = _clearest_profile(patch)
    rows = _even(_runs(profile, max(LOWEST * patch.shape[1], 4)))
    if len(rows) < 2:
        return []
    corners = np.array([_corners(top, bottom, slant, patch.shape[1]) for top, bottom in rows], np.float32)
    on_photo = cv2.perspectiveTransform(corners, to_photo)
    return list(np.clip(on_photo, 0, [gray.shape[1], gray.shape[0]]).astype(np.float32))


def _patch(gray: Gray, quad: Floats) -> tuple[Floats, npt.NDArray[np.float64]]:
    """The pixels under a quad as an upright patch (h, w) float32, and the matrix (3, 3) that takes it to the photo."""
    across, down = _size(quad)
    width = int(np.clip(across, NARROWEST, WIDEST))
    height = int(width * min(down / max(across, 1.0), TALLEST))
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    to_photo = np.asarray(cv2.getPerspectiveTransform(corners, quad), np.float64)
    times = int(np.clip(np.ceil(across / width), 1, 8))
    larger = to_photo @ np.diag([1 / times, 1 / times, 1.0])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    size = (width * times, height * times)
    big = cv2.warpPerspective(gray, larger, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return cv2.resize(big, (width, height), interpolation=cv2.INTER_AREA).astype(np.float32), to_photo


def _clearest_profile(patch: Floats) -> tuple[float, Floats]:
    """The slant at which the strokes of a patch (h, w) lie most in rows, and how many there are at each height (h,)."""
    strokes = np.abs(cv2.Sobel(patch, cv2.CV_32F, 1, 0)) + np.abs(cv2.Sobel(patch, cv2.CV_32F, 0, 1))
    profiles = [_profile(strokes, float(slant)) for slant in SLANTS]
    best = int(np.argmax([profile.var() for profile in profiles]))
    return float(SLANTS[best]), profiles[best]


def _profile(strokes: Floats, slant: float) -> Floats:
    height, width = strokes.shape
    shear = np.array([[1, 0, 0], [slant, 1, -slant * width / 2]], np.float32)
    flags = cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP
    level = cv2.warpAffine(strokes, shear, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(level.mean(axis=1), np.float32)


def _runs(profile: Floats, lowest: float) -> list[tuple[int, int]]:
    """First and last height of each row that a profile shows."""
    low, high = np.percentile(profile, (10, 90))
    if low > FLAT * high:
        return []
    is_row = (profile > low + EDGE * (high - low)).astype(np.int8)
    edges = np.flatnonzero(np.diff(is_row, prepend=0, append=0)).tolist()
    return [(top, bottom) for top, bottom in zip(edges[::2], edges[1::2], strict=True) if bottom - top >= lowest]


def _even(rows: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Those of a stack's rows that are about as high as the usual one."""
    heights = np.array([bottom - top for top, bottom in rows])
    usual = float(np.median(heights)) if rows else 0.0
    return [row for row, height in zip(rows, heights, strict=True) if usual / EVEN <= height <= usual * EVEN]


def _corners(top: int, bottom: int, slant: float, width: int) -> list[tuple[float, float]]:
    """The corners of a row of a patch of that width, clockwise from its top left, with its margins."""
    across, down = MARGIN_ACROSS * (bottom - top), MARGIN_DOWN * (bottom - top) + 1
    left, right = -across, width + across
    fall = (slant * (left - width / 2), slant * (right - width / 2))
    upper, lower = top - down, bottom + down
    return [(left, upper + fall[0]), (right, upper + fall[1]), (right, lower + fall[1]), (left, lower + fall[0])]
