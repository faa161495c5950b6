"""What a spreadsheet makes of a number as written: an amount where nothing of it is lost, else text."""

from __future__ import annotations

from dataclasses import dataclass

from recognizer.layout.values import readings

# The digits that a spreadsheet keeps of a number; of more, it makes the last ones zeros.
MOST_DIGITS = 15

THOUSANDS = "#,##0"


@dataclass(frozen=True)
class Amount:
    """A number cell: its value, and the number format that shows it with the decimals that were written."""

    value: float
    format: str


def cell_of(number: str) -> Amount | str:
    """The cell of a number as written.

    An amount is a plain decimal number with one value: not "007", whose zeros would go, not "1.234", which may be two
    values, and neither a date nor a code of 16 digits.
    """
    values = readings(number)
    if len(values) != 1 or not _is_plain(number):
        return number
    _, _, fraction = values[0].partition(".")
    body = number.removeprefix("-")
    marks = sum(not char.isdigit() for char in body)
    whole = THOUSANDS if marks > bool(fraction) else "0" if body[0].isdigit() else ""
    return Amount(float(values[0]), f"{whole}.{'0' * len(fraction)}" if fraction else whole)


def _is_plain(number: str) -> bool:
    """Whether a number with a value looks the same as a cell."""
    body = number.removeprefix("-")
    digits = "".join(filter(str.isdigit, body))
    if body.startswith("+") or body.endswith("%") or len(digits) > MOST_DIGITS:
        return False
    has_zero_in_front = body[0] == "0" and body[1:2].isdigit()
    is_minus_zero = body != number and not digits.strip("0")
    return not has_zero_in_front and not is_minus_zero
