"""The characters of a reading: digits and marks, each with its confidence and its box."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

Certainty = Literal["sure", "probably", "unsure"]

# The least confidence at which 99 and 90 of 100 digits are right on the photos of dev (docs/evaluation.md).
SURE = 0.95
PROBABLE = 0.7

# Other ways in which a mark may come, each with the way in which it is told.
SPELLINGS = str.maketrans("−–—’‘·，：％", "---''.,:%")


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


def around(boxes: list[Box]) -> Box:
    """The smallest box around several; there must be one at least."""
    left, top = min(box.x for box in boxes), min(box.y for box in boxes)
    return Box(left, top, max(box.right for box in boxes) - left, max(box.bottom for box in boxes) - top)


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
    crop: npt.NDArray[np.uint8] | None = field(default=None, compare=False, repr=False)  # (28, 28), ink is light

    @property
    def sign(self) -> str:
        """The digit, by the name that it shares with marks."""
        return self.digit

    @property
    def certainty(self) -> Certainty:
        """The word that a person is shown for the confidence."""
        return certainty(self.confidence)

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
class Mark:
    """One character that is no digit: `char` is one of . , : / - + % ' = ( ), a letter, a space, or another sign."""

    char: str
    confidence: float
    box: Box

    @property
    def sign(self) -> str:
        """The character in its usual spelling, "-" for any dash."""
        return self.char.translate(SPELLINGS)

    @property
    def certainty(self) -> Certainty:
        """The word that a person is shown for the confidence."""
        return certainty(self.confidence)

    def to_dict(self) -> dict[str, Any]:
        """The mark as in the JSON answer."""
        return {"mark": self.sign, "confidence": round(self.confidence, 4), "box": self.box.to_dict()}


Character = Digit | Mark


def certainty(confidence: float) -> Certainty:
    """The word for a confidence in 0..1."""
    return "sure" if confidence >= SURE else "probably" if confidence >= PROBABLE else "unsure"
