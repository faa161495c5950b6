"""What the recognizer answers: frozen dataclasses from a row up to the reading of a whole photo."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from recognizer.characters import PROBABLE, SURE, Alternative, Box, Certainty, Character, Digit, Mark, Source
from recognizer.numbers import Number, numbers_of

Reason = Literal["not a digit", "letter", "unsure", "overlap", "too many"]

# The least confidence that the page offers to ask for.
DARING = 0.25

__all__ = [
    "DARING",
    "PROBABLE",
    "SURE",
    "Alternative",
    "Box",
    "Certainty",
    "Character",
    "Digit",
    "Mark",
    "Number",
    "Options",
    "Reading",
    "Reason",
    "Rejected",
    "Row",
    "Source",
]


@dataclass(frozen=True)
class Row:
    """Digits that stand on one line, left to right, in groups that wide gaps separate, and the marks between them.

    `marks` are in reading order: points, signs and, as they end numbers, letters and spaces. `turned`: degrees
    clockwise by which the photo was turned when the row was read, against that in whose pixels its boxes are.
    """

    groups: tuple[tuple[Digit, ...], ...]
    marks: tuple[Mark, ...] = ()
    turned: int = 0

    @property
    def digits(self) -> tuple[Digit, ...]:
        """All digits of the row, left to right."""
        return tuple(digit for group in self.groups for digit in group)

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        """The numbers as written, left to right."""
        return numbers_of(self.groups, self.marks, self.turned)

    @property
    def text(self) -> str:
        """The numbers as written, with a space between them; leading zeros stay."""
        return " ".join(number.text for number in self.numbers)

    @property
    def digits_text(self) -> str:
        """The digits alone; leading zeros stay."""
        return "".join(digit.digit for digit in self.digits)

    def to_dict(self) -> dict[str, Any]:
        """The row as in the JSON answer."""
        return {
            "text": self.text,
            "digits_text": self.digits_text,
            "numbers": [number.to_dict() for number in self.numbers],
            "groups": ["".join(digit.digit for digit in group) for group in self.groups],
            "digits": [digit.to_dict() for digit in self.digits],
        }


@dataclass(frozen=True)
class Rejected:
    """A proposal that was looked at and left out, with the reason."""

    box: Box
    reason: Reason
    source: Source
    digit: str | None = None
    confidence: float = 0.0


@dataclass(frozen=True)
class Reading:
    """Everything that was read in one photo; width and height are those of the upright photo, in pixels.

    `faint` is, where there are no digits, how many would stand at the confidence DARING.
    """

    rows: tuple[Row, ...]
    width: int
    height: int
    timings_ms: dict[str, float] = field(default_factory=dict)
    rejected: tuple[Rejected, ...] = ()
    turned: int = 0  # degrees clockwise by which the photo was turned before this reading: 0, 90, 180 or 270
    part: Box | None = None  # what was read once more from close by, in pixels of the photo as it was read, so turned
    tilt: float = 0.0  # degrees clockwise by which the rows leaned then, where the photo or that part was levelled
    faint: int = 0

    @property
    def digits(self) -> tuple[Digit, ...]:
        """All digits in reading order."""
        return tuple(digit for row in self.rows for digit in row.digits)

    @property
    def text(self) -> str:
        """The numbers as written, one space between them and a line break between rows; empty without digits."""
        return "\n".join(row.text for row in self.rows)

    @property
    def digits_text(self) -> str:
        """The digits alone, a line break between rows."""
        return "\n".join(row.digits_text for row in self.rows)

    def to_dict(self) -> dict[str, Any]:
        """The reading as in the JSON answer, without the file's name."""
        return {
            "text": self.text,
            "rows": [row.to_dict() for row in self.rows],
            "image": {"width": self.width, "height": self.height},
            "timings_ms": {stage: round(ms, 1) for stage, ms in self.timings_ms.items()},
        }


@dataclass(frozen=True)
class Options:
    """What a user may ask of a reading.

    `min_confidence` in 0..1: digits under it are left out. `digits`: the number of digits expected, or None for any.
    `region`: the part of the upright photo to read, or None for all of it. `turn`: degrees clockwise, a multiple of
    90, by which the photo is turned first; None lets the recognizer find out.
    """

    min_confidence: float = 0.5
    digits: int | None = None
    region: Box | None = None
    turn: int | None = None
