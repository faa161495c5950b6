"""What a person may choose about a reading: the fields of a form or a query become choices, or a refusal."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from recognizer.forms.form import BadForm, Form
from recognizer.forms.form_text import MOST_DIGITS, digits_form, parse
from recognizer.reading import Box, Options
from webapp.config import MIN_SIDE
from webapp.errors import BadChoice, OffPhoto

# The confidence in 0..1 under which a digit is left out unless the user chooses otherwise.
MIN_CONFIDENCE = Options.min_confidence

FIELDS = ("min_confidence", "expected", "digits", "region", "turn")


@dataclass(frozen=True)
class Choices:
    """What was chosen, before the size of the photo is known.

    Attributes:
        min_confidence: confidence in 0..1 under which a digit is left out.
        form: what the number is expected to look like, or None where anything may be there.
        region: x, y, width, height of the part to read, or None for all of it: shares of the upright photo's sides
            where all four are at most 1, else its pixels.
        turn: degrees clockwise by which the photo is turned first (0, 90, 180, 270); None lets the recognizer find out.
    """

    min_confidence: float = MIN_CONFIDENCE
    form: Form | None = None
    region: tuple[float, float, float, float] | None = None
    turn: int | None = None

    def for_photo(self, width: int, height: int) -> Options:
        """The recognizer's options for an upright photo of this size in pixels.

        Raises:
            OffPhoto: what of the region lies on the photo is too small to hold a digit.
        """
        return Options(self.min_confidence, self.form, self._region_on(width, height), self.turn)

    def _region_on(self, width: int, height: int) -> Box | None:
        if self.region is None:
            return None
        across, down = (width, height) if max(self.region) <= 1 else (1, 1)
        x, y, wide, high = self.region
        left, top = max(x * across, 0), max(y * down, 0)
        right, bottom = min((x + wide) * across, width), min((y + high) * down, height)
        if right - left < MIN_SIDE or bottom - top < MIN_SIDE:
            raise OffPhoto(
                f"The part of the photo to read must lie on the photo, which is {width} × {height} pixels, and be at "
                f"least {MIN_SIDE} pixels wide and high. Please choose a larger part."
            )
        return Box(left, top, right - left, bottom - top)


def choices_from(fields: Mapping[str, str]) -> Choices:
    """Read the choices out of the fields of a form or a query; a field that is missing or empty keeps its default.

    `digits` is the older way to expect a number of digits, 5 for "5 digits"; `expected` goes first.

    Raises:
        BadChoice: a field is not what it must be; the sentence says which.
    """
    confidence, form, digits, region, turn = (fields.get(name, "").strip() for name in FIELDS)
    return Choices(
        _confidence(confidence) if confidence else MIN_CONFIDENCE,
        _form(form, digits),
        _region(region) if region else None,
        _turn(turn) if turn not in ("", "auto") else None,
    )


def _confidence(text: str) -> float:
    value = _number(text)
    if value is None or not 0 <= value <= 1:
        raise BadChoice("min_confidence must be a number from 0 to 1. Please leave it out, or choose one such as 0.5.")
    return value


def _form(form: str, digits: str) -> Form | None:
    count = _digits(digits) if digits not in ("", "any") else None
    try:
        return parse(form) if form else digits_form(count) if count else None
    except BadForm as fault:
        raise BadChoice(f"expected must be a form that I know. {fault}") from None


def _digits(text: str) -> int:
    # The length is asked first: Python refuses to convert very long runs of digits in its own words.
    if not (text.isascii() and text.isdecimal() and len(text) <= 9 and 1 <= int(text) <= MOST_DIGITS):
        raise BadChoice(
            f"digits must be a whole number from 1 to {MOST_DIGITS}, or “any”. Please choose one of these.",
            {"unit": "digits", "least": 1, "most": MOST_DIGITS},
        )
    return int(text)


def _region(text: str) -> tuple[float, float, float, float]:
    numbers = [number for number in map(_number, text.split(",")) if number is not None]
    if len(numbers) != 4 or text.count(",") != 3 or min(numbers[2:]) <= 0:
        raise BadChoice(
            "region must be “x,y,width,height” in pixels of the upright photo, or in shares of its sides (0 to 1). "
            "Please write four numbers with commas between them, or leave it out."
        )
    x, y, width, height = numbers
    return x, y, width, height


def _turn(text: str) -> int:
    if text not in ("0", "90", "180", "270"):
        raise BadChoice("turn must be 0, 90, 180 or 270 degrees clockwise, or “auto”. Please choose one of these.")
    return int(text)


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
