"""The table of many photos as CSV for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from webapp.export.spreadsheet import USUAL, UTF_8_MARK, Dialect, as_text, digits_of, plain

COLUMNS = ("File", "Page", "Number", "Digits", "Least confidence", "Remark")


def to_csv(rows: Iterable[tuple[str, ...]], dialect: Dialect = USUAL) -> str:
    """The table as CSV that spreadsheets open as it is: numbers as text, names never as formulas.

    A number is written as ="007", which keeps its zeros, and 10-12 from becoming a date, wherever the file is opened by
    a double click; its rows have a space between them.
    """
    text = io.StringIO()
    lines = csv.writer(text, delimiter=dialect.separator)
    lines.writerow(COLUMNS)
    for file, page_number, number, least, remark in rows:
        in_one_line = " ".join(number.split())
        digits = as_text(digits_of(in_one_line))
        sure = plain(dialect.decimal_of(least))
        lines.writerow([plain(file), plain(page_number), as_text(in_one_line), digits, sure, plain(remark)])
    return UTF_8_MARK + text.getvalue()
