"""The characters of a row that are not sure, and where they stand, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from recognizer.reading import Character, Digit, Mark, Row

MARKS = {
    ".": "a point",
    ",": "a comma",
    ":": "a colon",
    "/": "a slash",
    "-": "a dash",
    "+": "a plus",
    "%": "a percent sign",
    "'": "an apostrophe",
}


@dataclass(frozen=True)
class Doubt:
    """A character that is not sure; `index` is its place among all characters of the row, from 0.

    `digit`: the how many-eth digit of the row it is, or for a mark the one before it; 0 is a mark in front of all.
    """

    index: int
    digit: int
    character: Character

    @property
    def is_mark(self) -> bool:
        """Whether it is no digit."""
        return isinstance(self.character, Mark)

    @property
    def name(self) -> str:
        """The character in words, "an 8" or "a point"."""
        return named(self.character)

    @property
    def other(self) -> str | None:
        """What it may be instead, in words; None where nothing is known."""
        if isinstance(self.character, Mark):
            return "nothing"
        others = self.character.alternatives
        return _digit_in_words(others[0].digit) if others else None


def named(character: Character) -> str:
    """A character in words."""
    if isinstance(character, Digit):
        return _digit_in_words(character.digit)
    return MARKS.get(character.sign, f"a {character.sign}")


def doubts_in(row: Row) -> Iterator[Doubt]:
    """The characters of a row that are not sure, left to right."""
    digits = 0
    for index, character in enumerate(row.characters):
        digits += isinstance(character, Digit)
        if character.certainty != "sure":
            yield Doubt(index, digits, character)


def _digit_in_words(digit: str) -> str:
    return f"an {digit}" if digit == "8" else f"a {digit}"
