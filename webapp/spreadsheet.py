"""The digits of a photo as CSV, and cells as spreadsheets take them that open a file by a double click."""

from __future__ import annotations

import csv
import io

from recognizer.reading import Reading

COLUMNS = ("row", "position", "digit", "confidence", "runner_up", "x", "y", "width", "height", "corrected", "number")

# What makes a spreadsheet take a cell for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

# The longest text that a spreadsheet takes within a formula.
_LONGEST_TEXT = 255


def to_csv(reading: Reading) -> str:
    """One line a digit: where it stands, what it is, how sure, the runner-up, its box in pixels, and its row's number.

    Where the user corrects the row, static/number.js puts that into the last two columns; before, the first is empty.
    """
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(COLUMNS)
    for line, row in enumerate(reading.rows, 1):
        for place, digit in enumerate(row.digits, 1):
            second = digit.alternatives[0].digit if digit.alternatives else ""
            box = digit.box.to_dict().values()
            sure = f"{digit.confidence:.4f}"
            lines.writerow([line, place, digit.digit, sure, second, *box, "", as_text(row.text)])
    return text.getvalue()


def plain(text: str) -> str:
    """Text that is never a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def as_text(number: str) -> str:
    """A number that keeps its zeros: ="007"."""
    if not number or len(number) > _LONGEST_TEXT:
        return plain(number)
    quoted = number.replace('"', '""')
    return f'="{quoted}"'
