"""What the recognizer answers: frozen dataclasses from one box up to the reading of a whole photo."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

Source = Literal["contours", "mser", "detector"]
Certainty = Literal["sure", "probably", "unsure"]
Reason = Literal["not a digit", "letter", "unsure", "overlap", "too many"]

# The least confidence at which 99 and 90 of 100 digits are right on the photos of dev (docs/evaluation.md).
SURE = 0.95
PROBABLE = 0.7

# The least confidence that the page offers to ask for.
DARING = 0.25


@dataclass(frozen=True)
class Box:
    """An upright rectangle in pixels of the upright photo, x to the right and y down from the top left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x just past the right edge, in pixels."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y just past the lower edge, in pixels."""
        return self.y + self.height

    @property
    def center(self) -> tuple[float, float]:
        """The middle of the box, (x, y) in pixels."""
        return self.x + self.width / 2, self.y + self.height / 2

    def to_dict(self) -> dict[str, int]:
        """Whole pixels: {"x", "y", "width", "height"}."""
        x, y = round(self.x), round(self.y)
        return {"x": x, "y": y, "width": round(self.right) - x, "height": round(self.bottom) - y}


@dataclass(frozen=True)
class Alternative:
    """Another digit that a box may hold, with its probability in 0..1."""

    digit: str
    probability: float


@dataclass(frozen=True)
class Digit:
    """One digit that was read: a character "0".."9", its calibrated confidence in 0..1, and where it stands."""

    digit: str
    confidence: float
    box: Box
    alternatives: tuple[Alternative, ...] = ()
    source: Source = "contours"
    crop: npt.NDArray[np.uint8] | None = field(default=None, compare=False, repr=False)  # (28, 28), ink is light

    @property
    def certainty(self) -> Certainty:
        """The word that a person is shown for the confidence."""
        return "sure" if self.confidence >= SURE else "probably" if self.confidence >= PROBABLE else "unsure"

    def to_dict(self) -> dict[str, Any]:
        """The digit as in the JSON answer; probabilities are rounded to four places."""
        others = [{"digit": a.digit, "probability": round(a.probability, 4)} for a in self.alternatives]
        return {
            "digit": self.digit,
            "confidence": round(self.confidence, 4),
            "alternatives": others,
            "box": self.box.to_dict(),
        }


@dataclass(frozen=True)
class Row:
    """Digits that stand on one line, left to right, in groups that wide gaps separate."""

    groups: tuple[tuple[Digit, ...], ...]

    @property
    def digits(self) -> tuple[Digit, ...]:
        """All digits of the row, left to right."""
        return tuple(digit for group in self.groups for digit in group)

    @property
    def text(self) -> str:
        """The digits as text; leading zeros stay."""
        return "".join(digit.digit for digit in self.digits)

    def to_dict(self) -> dict[str, Any]:
        """The row as in the JSON answer."""
        groups = ["".join(digit.digit for digit in group) for group in self.groups]
        return {"text": self.text, "groups": groups, "digits": [digit.to_dict() for digit in self.digits]}


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

    `faint` is, where there are no digits, how many would stand at the confidence DARING. `truncated` tells that there
    was more to look at than one photo may cost, so that digits may be missing (recognizer/budget.py).
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
    truncated: bool = False

    @property
    def digits(self) -> tuple[Digit, ...]:
        """All digits in reading order."""
        return tuple(digit for row in self.rows for digit in row.digits)

    @property
    def text(self) -> str:
        """The rows joined by line breaks; empty when there are no digits."""
        return "\n".join(row.text for row in self.rows)

    def to_dict(self) -> dict[str, Any]:
        """The reading as in the JSON answer, without the file's name."""
        return {
            "text": self.text,
            "rows": [row.to_dict() for row in self.rows],
            "truncated": self.truncated,
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
