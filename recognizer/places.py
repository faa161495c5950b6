"""The places of a photo that may hold a digit, and the text lines that they stand in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from recognizer.alphabet import DIGITS, LETTERS, OTHER
from recognizer.geometry import shares
from recognizer.reader import Character
from recognizer.reading import Box, Digit, Rejected

Gray = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]
Found = Digit | Rejected
"""A digit that the detector found, whether it stood or was left out."""

SAME = 0.45
"""Share of the smaller of two boxes that they have in common from which they are of one character."""
LIKELY = 0.5
"""Probability from which a character is counted."""
GUESS = 0.4
"""Probability from which a character counts for the line that it is read in, below which against it ..."""
LETTER_WEIGHT = 0.3
"""... and what a character that is no digit counts beside one that is."""


@dataclass(frozen=True)
class Place:
    """A character of the reader's, a digit of the detector's, or both as one.

    `read` is None where the reader saw nothing there, `found` where the detector did not. `named` (11,) is what the
    classifier makes of its ink and `crop` (28, 28) that ink, both None where it was not asked. Where `read` is
    None, `any_digit` and `any_other` are the highest probabilities of a digit and of another character that the reader
    had there.
    """

    box: Box
    read: Character | None
    found: Found | None
    named: Floats | None = None
    crop: Gray | None = None
    any_digit: float = 0.0
    any_other: float = 0.0

    @property
    def is_space(self) -> bool:
        """Whether the reader saw a space there."""
        return self.read is not None and self.read.character == " "


@dataclass(frozen=True)
class Line:
    """A text line: its places from left to right, its quad (4, 2), and the detector's score in 0..1.

    The score is 0 for a row of lone digits that no text line covers.
    """

    places: tuple[Place, ...]
    quad: Floats
    score: float

    @cached_property
    def counts(self) -> tuple[int, int]:
        """How many digits, and how many letters and other characters but marks, the reader likely saw in it."""
        likely = [one.read.character for one in self.places if one.read is not None and one.read.probability > LIKELY]
        return sum(one in DIGITS for one in likely), sum(one in LETTERS + OTHER for one in likely)


NOWHERE = Line((), np.zeros((4, 2), np.float32), 0.0)
"""The line of digits that stand in no text line."""


def candidates(place: Place) -> list[str]:
    """The digits that a place may hold: the reader's first two, and the detector's."""
    named = [place.read.character, place.read.runner_up] if place.read is not None else []
    named += [place.found.digit] if place.found is not None and place.found.digit else []
    return [one for number, one in enumerate(named) if one in DIGITS and one not in named[:number]]


def once_each(lines: Sequence[Line]) -> list[tuple[Line, Place]]:
    """Every place once: of lines that show the same characters, those of the line that is read best stand."""
    kept: list[tuple[Line, Place]] = []
    taken = sides([])
    for line in sorted(lines, key=_quality, reverse=True):
        boxes = sides([place.box for place in line.places])
        is_free = shares(boxes, taken).max(axis=1, initial=0) <= SAME
        some = [place for place, free in zip(line.places, is_free, strict=True) if free or place.is_space]
        kept += [(line, place) for place in some]
        taken = np.concatenate([taken, sides([place.box for place in some if not place.is_space])])
    return kept


def _quality(line: Line) -> float:
    """How much of a line is read surely, digits first."""
    read = [place.read for place in line.places if place.read is not None]
    return sum((one.probability - GUESS) * (1.0 if one.character in DIGITS else LETTER_WEIGHT) for one in read)


def sides(boxes: Sequence[Box]) -> Floats:
    """Boxes as an array (N, 4): x, y, width, height."""
    return np.array([(box.x, box.y, box.width, box.height) for box in boxes], np.float32).reshape(-1, 4)


def are_inside(boxes: Floats, quad: Floats) -> npt.NDArray[np.bool_]:
    """Whether the middle of each box (N, 4) lies in a convex quad (4, 2), clockwise in a picture: (N,)."""
    middles = boxes[:, None, :2] + boxes[:, None, 2:] / 2
    ways = np.roll(quad, -1, axis=0) - quad
    off = middles - quad
    return np.asarray((ways[:, 0] * off[..., 1] - ways[:, 1] * off[..., 0] >= 0).all(axis=1), bool)
