"""The characters that were read in a photo's text lines, each with its place, and which lines stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from recognizer.lines.alphabet import DIGITS, LETTERS, OTHER
from recognizer.lines.detector import TextLine
from recognizer.lines.geometry import around_quads, intersections, quad_iou, shares
from recognizer.lines.reader import Character
from recognizer.reading import Box

Gray = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]

SAME = 0.45
"""Share of the smaller of two boxes that they have in common from which they are of one character."""
COVERED = 0.5
"""Share of a line's characters that stand in better lines from which the line is one that was read already."""
LEGIBLE = 0.9
"""Mean probability of its characters from which a line is read well ..."""
ALIKE = 0.6
"""... and overlap (IoU) with it from which another line is the same one."""
LIKELY = 0.5
"""Probability from which a character is counted."""
GUESS = 0.75
"""Probability from which a character counts for the line that it is read in, below which against it ..."""
LETTER_WEIGHT = 0.3
"""... and what a character that is no digit counts beside one that is."""


@dataclass(frozen=True)
class Place:
    """A character as the reader read it, and the box of its ink in pixels of the photo.

    `named` (11,) is what the classifier makes of its ink and `crop` (28, 28) that ink, both None where it was not
    asked.
    """

    box: Box
    read: Character
    named: Floats | None = None
    crop: Gray | None = None

    @property
    def is_space(self) -> bool:
        """Whether the reader read a space there."""
        return self.read.character == " "


@dataclass(frozen=True)
class Line:
    """A text line: its places from left to right, its quad (4, 2), and the detector's score in 0..1.

    The score is 0 where the line is a whole photo. `stacked` tells that it is a row of a tall line.
    """

    places: tuple[Place, ...]
    quad: Floats
    score: float
    stacked: bool = False

    @cached_property
    def counts(self) -> tuple[int, int]:
        """How many digits, and how many letters and other characters but marks, the reader likely saw in it."""
        likely = [one.read.character for one in self.places if one.read.probability > LIKELY]
        return sum(one in DIGITS for one in likely), sum(one in LETTERS + OTHER for one in likely)

    @cached_property
    def sureness(self) -> tuple[int, float]:
        """How many characters it has, spaces apart, and the sum of their probabilities."""
        likely = [one.read.probability for one in self.places if not one.is_space]
        return len(likely), sum(likely)

    @property
    def legibility(self) -> float:
        """How sure its characters are on average, in 0..1; 0 without any."""
        count, total = self.sureness
        return total / count if count else 0.0

    @cached_property
    def quality(self) -> float:
        """How much of the line is read surely, digits first."""
        return sum(
            (one.read.probability - GUESS) * (1.0 if one.read.character in DIGITS else LETTER_WEIGHT)
            for one in self.places
        )


def unread(found: Sequence[TextLine], lines: Sequence[Line]) -> list[TextLine]:
    """Of text lines that were found those that are not, at a finer scale, among the lines that are read well."""
    clear = [line.quad for line in lines if line.legibility >= LEGIBLE]
    touching = intersections(around_quads([one.quad for one in found]), around_quads(clear)) > 0
    return [
        one
        for one, near in zip(found, touching, strict=True)
        if not any(quad_iou(one.quad, clear[number]) >= ALIKE for number in np.flatnonzero(near))
    ]


def candidates(place: Place) -> list[str]:
    """The digits that a place may hold, of the reader's first two characters."""
    return [one for one in (place.read.character, place.read.runner_up) if one in DIGITS]


def usual_height(places: Sequence[Place]) -> float | None:
    """The median height, in pixels, of what the reader likely took for digits; None where there is nothing of it."""
    heights = [one.box.height for one in places if one.read.character in DIGITS and one.read.probability > LIKELY]
    return float(np.median(heights)) if heights else None


def once_each(lines: Sequence[Line]) -> list[tuple[Line, Place]]:
    """Every place once, lines that are read best first.

    Lines of several scales show the same characters: of these the line that is read best stands, and of others only
    what stands in no better one.
    """
    kept: list[tuple[Line, Place]] = []
    taken = sides([])
    for line in sorted(lines, key=lambda one: one.quality, reverse=True):
        boxes = sides([place.box for place in line.places])
        is_free = shares(boxes, taken).max(axis=1, initial=0) <= SAME
        solid = np.array([not place.is_space for place in line.places], bool)
        if not solid.any() or 1 - is_free[solid].mean() > COVERED:
            continue
        kept += [(line, place) for place, free in zip(line.places, is_free | ~solid, strict=True) if free]
        taken = np.concatenate([taken, boxes[is_free & solid]])
    return kept


def sides(boxes: Sequence[Box]) -> Floats:
    """Boxes as an array (N, 4): x, y, width, height."""
    return np.array([(box.x, box.y, box.width, box.height) for box in boxes], np.float32).reshape(-1, 4)


def are_inside(boxes: Floats, quad: Floats) -> npt.NDArray[np.bool_]:
    """Whether the middle of each box (N, 4) lies in a convex quad (4, 2), clockwise in a picture: (N,)."""
    middles = boxes[:, None, :2] + boxes[:, None, 2:] / 2
    ways = np.roll(quad, -1, axis=0) - quad
    off = middles - quad
    return np.asarray((ways[:, 0] * off[..., 1] - ways[:, 1] * off[..., 0] >= 0).all(axis=1), bool)
