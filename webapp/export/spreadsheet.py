"""The digits and marks of a photo as CSV, and cells as spreadsheets take them that open a file by a double click."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from recognizer.reading import Digit, Reading

COLUMNS = ("row", "position", "character", "confidence", "runner_up", "x", "y", "width", "height",
           "corrected", "number", "digits")  # fmt: skip

# The mark by which Excel knows UTF-8.
UTF_8_MARK = "\ufeff"

# What makes a spreadsheet take a cell for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

# The longest text that a spreadsheet takes within a formula.
_LONGEST_TEXT = 255


@dataclass(frozen=True)
class Dialect:
    """A way to write CSV: what stands between cells, the decimal mark, and what the file of a photo begins with."""

    separator: str
    decimal: str
    begin: str

    def decimal_of(self, number: str) -> str:
        """A decimal that has a point, with the mark of this dialect."""
        return number.replace(".", self.decimal)


USUAL = Dialect(",", ".", "")

# As spreadsheets read it that are set to German, French or another language with a decimal comma.
DECIMAL_COMMA = Dialect(";", ",", UTF_8_MARK)


def to_csv(reading: Reading, dialect: Dialect = USUAL) -> str:
    """One line a digit or mark: where it stands, what it is, how sure, the runner-up, its box in pixels, and its row.

    The last columns have the row's numbers as written and its digits alone. Where the user corrects the row,
    static/result/number.js puts that into the last three columns; before, the first of them is empty.
    """
    text = io.StringIO()
    lines = csv.writer(text, delimiter=dialect.separator)
    lines.writerow(COLUMNS)
    for line, row in enumerate(reading.rows, 1):
        whole = as_text(row.text), as_text(row.digits_text)
        for place, one in enumerate(row.characters, 1):
            second = one.alternatives[0].digit if isinstance(one, Digit) and one.alternatives else ""
            sure = dialect.decimal_of(f"{one.confidence:.4f}")
            lines.writerow([line, place, plain(one.sign), sure, second, *one.box.to_dict().values(), "", *whole])
    return dialect.begin + text.getvalue()


def plain(text: str) -> str:
    """Text that is never a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def as_text(number: str) -> str:
    """A number that keeps its zeros, and that no spreadsheet takes for a date: ="007"."""
    if not number or len(number) > _LONGEST_TEXT:
        return plain(number)
    quoted = number.replace('"', '""')
    return f'="{quoted}"'


def digits_of(numbers: str) -> str:
    """The digits of numbers as written, with a space between numbers."""
    found = ("".join(filter(_is_digit, number)) for number in numbers.split())
    return " ".join(filter(None, found))


def _is_digit(char: str) -> bool:
    return char in "0123456789"
