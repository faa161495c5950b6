"""Which way up a photo is: only where its text is hard to read as it stands are the other quarter turns looked at.

It stays as it is unless a turn, seen at its finest size alone, shows clearly more than the photo does at all sizes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from recognizer.lines.alphabet import MARKS
from recognizer.lines.places import Place

TURNS = (90, 180, 270)
"""Degrees clockwise that a photo may have to be turned."""
SAMPLE = 16
"""Text lines of a turn that are read, spread over the photo, so that a full page is not read four times."""
LEGIBLE = 0.85
"""Share of its characters that are read surely from which a photo is upright."""
MARGIN = 1.2
"""How many times as much a turn must show ..."""
LEAST_GAIN = 1.5
"""... and how many sure characters on top: digits that read well both ways stay as the photo is. Both are chosen on
1,205 pictures of all sets together, shown as they are and turned."""


class Legibility(NamedTuple):
    """How much of a photo's text is read surely: its characters, each from 0 for a guess to 1 for a sure one."""

    strength: float
    characters: int

    @property
    def is_clear(self) -> bool:
        """Whether no other turn need be looked at."""
        return self.characters > 0 and self.strength >= LEGIBLE * self.characters


def legibility(places: Sequence[Place], share: float = 1.0) -> Legibility:
    """How well a photo reads, by its characters or a `share` of them; spaces and marks look alike whichever way up."""
    likely = [one.read.probability for one in places if one.read.character not in " " + MARKS]
    return Legibility(sum(max(2 * one - 1, 0) for one in likely) / share, round(len(likely) / share))


def is_better(turned: Legibility, upright: Legibility) -> bool:
    """Whether a turn shows clearly more than the photo as it stands."""
    return turned.strength > MARGIN * upright.strength + LEAST_GAIN
