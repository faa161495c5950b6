"""Parts and turns of a photo, and the way of a reading back from them to the whole photo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from recognizer.reading import Box, Reading, Row

Image = npt.NDArray[np.uint8]


def cropped(rgb: Image, region: Box | None) -> tuple[Image, int, int]:
    """The part of (H, W, 3) inside a region, at least one pixel of it, with the part's left and top in pixels."""
    if region is None:
        return rgb, 0, 0
    height, width = rgb.shape[:2]
    left, top = min(max(int(region.x), 0), width - 1), min(max(int(region.y), 0), height - 1)
    right, bottom = max(round(region.right), left + 1), max(round(region.bottom), top + 1)
    return rgb[top:bottom, left:right], left, top


def quarter_turned(rgb: Image, degrees: int) -> Image:
    """(H, W, 3) turned clockwise by 0, 90, 180 or 270 degrees; raises ValueError for other angles."""
    if degrees % 90:
        raise ValueError(f"A photo is turned by quarter turns, not by {degrees} degrees.")
    return np.ascontiguousarray(np.rot90(rgb, -(degrees // 90)))


def turned_back(reading: Reading, degrees: int) -> Reading:
    """The reading of a photo that was turned clockwise by degrees, with boxes and size as before that turn."""
    width, height = reading.width, reading.height
    back: dict[int, Callable[[Box], Box]] = {
        90: lambda b: Box(b.y, width - b.right, b.height, b.width),
        180: lambda b: Box(width - b.right, height - b.bottom, b.width, b.height),
        270: lambda b: Box(height - b.bottom, b.x, b.height, b.width),
    }
    before = (height, width) if degrees in (90, 270) else (width, height)
    at_place = mapped(reading, back[degrees]) if degrees else reading
    rows = tuple(replace(row, turned=(row.turned + degrees) % 360) for row in at_place.rows)
    return replace(at_place, rows=rows, width=before[0], height=before[1], turned=degrees)


def moved(reading: Reading, left: int, top: int, width: int, height: int) -> Reading:
    """The reading of a part of a photo as one of the whole photo, whose size is given in pixels."""
    at_place = mapped(reading, lambda b: Box(b.x + left, b.y + top, b.width, b.height)) if left or top else reading
    return replace(at_place, width=width, height=height)


def inside(reading: Reading) -> Reading:
    """The reading with its boxes cut to the photo, a pixel of each at least: nothing is over the edge."""

    def cut(box: Box) -> Box:
        left, top = min(max(box.x, 0), reading.width - 1), min(max(box.y, 0), reading.height - 1)
        right, bottom = max(min(box.right, reading.width), left + 1), max(min(box.bottom, reading.height), top + 1)
        return Box(left, top, right - left, bottom - top)

    return mapped(reading, cut)


def mapped(reading: Reading, change: Callable[[Box], Box]) -> Reading:
    """The reading with each of its boxes changed."""
    rows = tuple(_mapped_row(row, change) for row in reading.rows)
    rejected = tuple(replace(proposal, box=change(proposal.box)) for proposal in reading.rejected)
    return replace(reading, rows=rows, rejected=rejected)


def _mapped_row(row: Row, change: Callable[[Box], Box]) -> Row:
    groups = tuple(tuple(replace(digit, box=change(digit.box)) for digit in group) for group in row.groups)
    return replace(row, groups=groups, marks=tuple(replace(mark, box=change(mark.box)) for mark in row.marks))
