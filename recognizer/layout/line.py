"""The digits and marks of a row in reading order, each with its place along the row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from recognizer.characters import Character, Digit, Mark


class Place(NamedTuple):
    """A character and where it stands along its row, in heights of the row's digits; `foot` and `height` across it."""

    char: Character
    start: float
    end: float
    foot: float
    height: float
    group: int = -1  # which of the row's groups, of digits alone

    @property
    def middle(self) -> float:
        """Half way between its start and its end."""
        return (self.start + self.end) / 2


def in_order(groups: Sequence[Sequence[Digit]], marks: Sequence[Mark], turned: int = 0) -> list[Place]:
    """Digits and marks along a row; the order of the digits is kept.

    `groups` are the row's digits, parted where gaps are wide; `marks` in reading order. `turned`: degrees clockwise by
    which the photo was turned when the row was read; the boxes are in pixels of the photo before that.
    """
    return _merged(*_placed(groups, marks, turned))


def _placed(groups: Sequence[Sequence[Digit]], marks: Sequence[Mark], turned: int) -> tuple[list[Place], list[Place]]:
    """Digits and marks with their places along the row."""
    is_upright = turned % 180 == 0
    heights = [digit.box.height if is_upright else digit.box.width for group in groups for digit in group]
    unit = max(float(np.median(heights)), 1e-6) if heights else 1.0

    def place(char: Character, group: int = -1) -> Place:
        box = char.box
        # Left, right and foot as they were when the row was read.
        start, end, foot = {
            0: (box.x, box.right, box.bottom),
            90: (-box.bottom, -box.y, box.right),
            180: (-box.right, -box.x, -box.y),
            270: (box.y, box.bottom, -box.x),
        }[turned % 360]
        return Place(
            char, start / unit, end / unit, foot / unit, (box.height if is_upright else box.width) / unit, group
        )

    digits = [place(digit, index) for index, group in enumerate(groups) for digit in group]
    return digits, [place(mark) for mark in marks]


def _merged(digits: list[Place], marks: list[Place]) -> list[Place]:
    """Marks among digits, by their middles."""
    merged, waiting = list[Place](), sorted(marks, key=lambda mark: mark.middle)
    for digit in digits:
        while waiting and waiting[0].middle <= digit.middle:
            merged.append(waiting.pop(0))
        merged.append(digit)
    return merged + waiting
