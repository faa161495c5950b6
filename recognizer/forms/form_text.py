"""Reads what a user wrote as expected form: "5 digits", the name of a code with a check digit, or a pattern."""

from __future__ import annotations

from collections.abc import Callable

from recognizer.forms.check_digits import LUHN_LENGTHS, Check, ContainerCheck, IbanCheck, ean, isbn_10, luhn
from recognizer.forms.form import DIGITS, LETTERS, Atom, BadForm, Form, Shape
from recognizer.forms.patterns import pattern

LONGEST_TEXT = 64  # characters of a form as it is written
MOST_DIGITS = 200  # digits that may be expected

WITHIN = frozenset(".,:/-'")  # marks that may stand between digits where only their number is expected
SPACE = frozenset(" ")
PRINTED_GAPS = frozenset(" -")  # what codes are printed with between their groups


def parse(text: str) -> Form:
    """The form that a user wrote; raises BadForm with a sentence that says what is wrong."""
    text = text.strip()
    if not text or len(text) > LONGEST_TEXT:
        raise BadForm(
            f"An expected form has 1 to {LONGEST_TEXT} characters. Please write one such as 5 digits or 000.0."
        )
    words = text.lower().replace(",", " ").split()
    if len(words) in (2, 3) and words[1] in ("digit", "digits"):
        return Form(text, _digits(words[0], words[2:]))
    named = NAMED.get(text.lower().replace(" ", "").replace("-", ""))
    return Form(text, named() if named else (pattern(text),))


def digits_form(count: int) -> Form:
    """The form of a number of so many digits, with any marks between them."""
    return Form("1 digit" if count == 1 else f"{count} digits", (_of_digits(count),))


def _digits(word: str, check: list[str]) -> tuple[Shape, ...]:
    if not (word.isascii() and word.isdecimal() and len(word) <= 9 and 1 <= int(word) <= MOST_DIGITS):
        raise BadForm(f"How many digits must be a whole number from 1 to {MOST_DIGITS}. Please write it so: 5 digits.")
    count = int(word)
    if not check:
        return (_of_digits(count),)
    if check != ["luhn"]:
        raise BadForm("Behind the number of digits only Luhn may stand, as in 16 digits Luhn. Please leave it out.")
    return (_code((DIGITS,) * count, luhn(count)),)


def _of_digits(count: int) -> Shape:
    """So many digits, with marks between them, a sign in front and a percent sign behind."""
    between = [atom for _ in range(count - 1) for atom in (Atom(WITHIN, True), Atom(DIGITS))]
    front = Atom(frozenset("+-"), True), Atom(frozenset(".,"), True), Atom(DIGITS)
    return Shape((*front, *between, Atom(frozenset("%"), True)), SPACE)


def _code(chars: tuple[frozenset[str], ...], check: Check, most_optional: int = 0) -> Shape:
    atoms = [Atom(one) for one in chars] + [Atom(DIGITS | LETTERS, True)] * most_optional
    return Shape(tuple(atoms), PRINTED_GAPS, check)


def _ean(length: int) -> Shape:
    return _code((DIGITS,) * length, ean(length))


def _isbn_13() -> Shape:
    return _code((frozenset("9"), frozenset("7"), frozenset("89"), *(DIGITS,) * 10), ean(13))


def _isbn_10() -> Shape:
    return _code((*(DIGITS,) * 9, DIGITS | {"X"}), isbn_10())


def _iban() -> Shape:
    return _code((LETTERS, LETTERS, DIGITS, DIGITS, *(DIGITS | LETTERS,) * 11), IbanCheck(), most_optional=19)


def _container() -> Shape:
    return _code((LETTERS, LETTERS, LETTERS, frozenset("UJZ"), *(DIGITS,) * 7), ContainerCheck())


NAMED: dict[str, Callable[[], tuple[Shape, ...]]] = {
    "ean": lambda: (_ean(13), _ean(8), _ean(12)),
    "ean13": lambda: (_ean(13),),
    "ean8": lambda: (_ean(8),),
    "upc": lambda: (_ean(12),),
    "isbn": lambda: (_isbn_13(), _isbn_10()),
    "isbn13": lambda: (_isbn_13(),),
    "isbn10": lambda: (_isbn_10(),),
    "luhn": lambda: tuple(_code((DIGITS,) * length, luhn(length)) for length in LUHN_LENGTHS),
    "iban": lambda: (_iban(),),
    "container": lambda: (_container(),),
}
"""Codes with a check digit, by their name in small letters without blanks and dashes."""
