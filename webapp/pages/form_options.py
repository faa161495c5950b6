"""The few choices that the page offers, in plain words, and which of them stand as the user left them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import request
from werkzeug.exceptions import HTTPException

from recognizer.reading import DARING
from webapp.errors import BadChoice, Refusal
from webapp.pages.wording import percent
from webapp.service.options import FIELDS, MIN_CONFIDENCE, Choices, choices_from

Item = tuple[str, str]  # the value of a field, and its words

# Confidences under which a digit is left out, as values of the field. The usual one is what an empty field means.
CAREFUL: tuple[Item, ...] = (
    (str(DARING), f"daring: {percent(DARING)} sure"),
    (str(MIN_CONFIDENCE), f"usual: {percent(MIN_CONFIDENCE)} sure"),
    ("0.8", "careful: 80 % sure"),
    ("0.95", "very careful: 95 % sure"),
)

# Parts of the photo, so that nobody needs to drag a frame; shares of its sides.
PARTS: tuple[Item, ...] = (
    ("", "the whole photo"),
    ("0,0,1,0.5", "the upper half"),
    ("0,0.5,1,0.5", "the lower half"),
    ("0,0,0.5,1", "the left half"),
    ("0.5,0,0.5,1", "the right half"),
    ("0.25,0.25,0.5,0.5", "the middle"),
)

# Forms that many numbers have, offered while one is typed.
FORMS: tuple[Item, ...] = (
    ("5 digits", "so many digits, with any marks"),
    ("000.0", "0 is any digit, marks stand for themselves"),
    ("hh:mm", "a time"),
    ("dd.mm.yyyy", "a date"),
    ("[A-Z]{2}-0000", "two letters, a dash, four digits"),
    ("EAN", "the code of a product, with its check digit"),
    ("ISBN", "the code of a book, with its check digit"),
    ("Luhn", "the number of a card, with its check digit"),
    ("IBAN", "an account, with its check digits"),
    ("container", "the code of a container, with its check digit"),
)

TURNS: tuple[Item, ...] = (
    ("", "automatically"),
    ("0", "not at all"),
    ("90", "a quarter, clockwise"),
    ("180", "upside down"),
    ("270", "a quarter, anticlockwise"),
)


@dataclass(frozen=True)
class Menu:
    """A choice of the form.

    Attributes:
        name: the field.
        items: what can be chosen, each with its words.
        value: what is chosen.
    """

    name: str
    items: tuple[Item, ...]
    value: str


def chosen() -> dict[str, str]:
    """The fields of the request at hand as they came; none where its form is not to be had."""
    try:
        return {name: request.values.get(name, "").strip() for name in FIELDS}
    except (HTTPException, Refusal):  # a request that was refused before its form was read
        return dict.fromkeys(FIELDS, "")


def are_usual(fields: Mapping[str, str]) -> bool:
    """Whether nothing else is chosen than what happens without a choice."""
    try:
        return choices_from(fields) == Choices()
    except BadChoice:
        return False


def expected_in(fields: Mapping[str, str]) -> str:
    """The form that is expected, as the page shows it; a number of digits is one too."""
    digits = fields["digits"] if fields["digits"] != "any" else ""
    return fields["expected"] or (f"{digits} digits" if digits else "")


def menus(fields: Mapping[str, str]) -> dict[str, Menu]:
    """The menus of the form with what is chosen; a value of the user's own joins its menu."""
    confidence = fields["min_confidence"] or str(MIN_CONFIDENCE)
    return {
        "careful": _menu("min_confidence", CAREFUL, confidence, "as sure as you chose"),
        "part": _menu("region", PARTS, fields["region"], "the frame on the photo"),
        "turn": _menu("turn", TURNS, "" if fields["turn"] == "auto" else fields["turn"], "otherwise"),
    }


def _menu(name: str, items: tuple[Item, ...], value: str, own: str) -> Menu:
    known = value in (item for item, _ in items)
    return Menu(name, items if known else (*items, (value, own)), value)
