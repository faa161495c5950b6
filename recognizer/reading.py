"""What the recognizer answers: frozen dataclasses from a row up to the reading of a whole photo."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from recognizer.characters import PROBABLE, SURE, Alternative, Box, Certainty, Character, Digit, Mark
from recognizer.forms.form import Form
from recognizer.layout.line import in_order
from recognizer.layout.numbers import Number, numbers_of

Reason = Literal["letter", "unsure", "not expected"]

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
    "Expectation",
    "Mark",
    "Number",
    "Options",
    "Reading",
    "Reason",
    "Rejected",
    "Row",
]


@dataclass(frozen=True)
class Row:
    """Digits that stand on one line, left to right, in groups that wide gaps separate, and the marks between them.

    `marks` are in reading order: points, signs and, as they end numbers, letters and spaces. `turned`: degrees
    clockwise by which the photo was turned when the row was read, against that in whose pixels its boxes are. `whole`:
    all of it is one number, letters and spaces too, because an expected form has them.
    """

    groups: tuple[tuple[Digit, ...], ...]
    marks: tuple[Mark, ...] = ()
    turned: int = 0
    whole: bool = False

    @property
    def digits(self) -> tuple[Digit, ...]:
        """All digits of the row, left to right."""
        return tuple(digit for group in self.groups for digit in group)

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        """The numbers as written, left to right."""
        if self.whole:
            return (Number(tuple(place.char for place in in_order(self.groups, self.marks, self.turned))),)
        return numbers_of(self.groups, self.marks, self.turned)

    @property
    def characters(self) -> tuple[Character, ...]:
        """All digits, and the marks that belong to numbers, left to right."""
        return tuple(one for number in self.numbers for one in number.characters)

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
    """A digit that may stand in the photo and was left out, with the reason."""

    box: Box
    reason: Reason
    digit: str
    confidence: float


@dataclass(frozen=True)
class Expectation:
    """Whether what was read has the expected form, which is told as the user wrote it; confidence in 0..1, 0 if not."""

    form: str
    fits: bool
    confidence: float

    def to_dict(self) -> dict[str, Any]:
        """The expectation as in the JSON answer."""
        return {"form": self.form, "fits": self.fits, "confidence": round(self.confidence, 4)}


@dataclass(frozen=True)
class Reading:
    """Everything that was read in one photo; width and height are those of the upright photo, in pixels.

    `faint` is, where there are no digits, how many would stand at the confidence DARING. `truncated` tells that there
    was more to look at than one photo may cost, so that digits may be missing (recognizer/budget.py).
    """

    rows: tuple[Row, ...]
    width: int
    height: int
    timings_ms: dict[str, float] = field(default_factory=dict)
    rejected: tuple[Rejected, ...] = ()
    turned: int = 0  # degrees clockwise by which the photo was turned before this reading: 0, 90, 180 or 270
    faint: int = 0
    truncated: bool = False
    expected: Expectation | None = None  # None where no form was expected

    @property
    def digits(self) -> tuple[Digit, ...]:
        """All digits in reading order."""
        return tuple(digit for row in self.rows for digit in row.digits)

    @property
    def characters(self) -> tuple[Character, ...]:
        """All digits and the marks of numbers, in reading order."""
        return tuple(one for row in self.rows for one in row.characters)

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
        expected = {"expected": self.expected.to_dict()} if self.expected else {}
        return {
            "text": self.text,
            **expected,
            "rows": [row.to_dict() for row in self.rows],
            "truncated": self.truncated,
            "image": {"width": self.width, "height": self.height},
            "timings_ms": {stage: round(ms, 1) for stage, ms in self.timings_ms.items()},
        }


@dataclass(frozen=True)
class Options:
    """What a user may ask of a reading.

    `min_confidence` in 0..1: digits under it are left out. `form`: what the number is expected to look like, or None
    where anything may be there.
    `region`: the part of the upright photo to read, or None for all of it. `turn`: degrees clockwise, a multiple of
    90, by which the photo is turned first; None lets the recognizer find out.
    """

    min_confidence: float = 0.5
    form: Form | None = None
    region: Box | None = None
    turn: int | None = None
