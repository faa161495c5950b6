"""Numbers as an XLSX workbook: one sheet, a frozen header, numbers as amounts where nothing is lost, else as text."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from itertools import islice

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from webapp.config import MAX_SHEET_LINES
from webapp.errors import LongTable
from webapp.export.cells import cell_of
from webapp.export.number_lines import Line

MIMETYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

COLUMNS = ("File", "Page", "Row", "Number", "Digits", "Read as", "Least confidence", "Remark")

# The columns whose text may be an amount.
AMOUNTS = ("Page", "Row", "Number", "Least confidence")

# Widths of columns, in characters.
LEAST_WIDTH, MOST_WIDTH = 6, 60

AS_TEXT = "@"

# What no XML may hold.
_NO_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")


def to_xlsx(lines: Iterable[Line]) -> bytes:
    """The workbook, made in memory: nothing of it goes to the disk.

    Raises:
        LongTable: there are more lines than MAX_SHEET_LINES.
    """
    table = list(islice(lines, MAX_SHEET_LINES + 1))
    if len(table) > MAX_SHEET_LINES:
        raise LongTable
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Numbers")
        sheet.write_row(0, 0, COLUMNS, book.add_format({"bold": True, "bottom": 1}))
        sheet.freeze_panes(1, 0)
        _fill(sheet, table, _Formats(book))
        _fit_widths(sheet, table)
        # Numbers are text on purpose: no cell is to be flagged for it.
        sheet.ignore_errors({"number_stored_as_text": f"A1:H{len(table) + 1}"})
    return file.getvalue()


class _Formats(dict[str, Format]):
    """The cell formats of a workbook by their number formats, each made once."""

    def __init__(self, book: Workbook) -> None:
        super().__init__()
        self._book = book

    def __missing__(self, number_format: str) -> Format:
        self[number_format] = self._book.add_format({"num_format": number_format})
        return self[number_format]


def _fill(sheet: Worksheet, table: list[Line], formats: _Formats) -> None:
    for at, line in enumerate(table, 1):
        for column, (name, text) in enumerate(zip(COLUMNS, line, strict=True)):
            cell = cell_of(text) if name in AMOUNTS else text
            if not isinstance(cell, str):
                sheet.write_number(at, column, cell.value, formats[cell.format])
            elif cell:
                sheet.write_string(at, column, _writable(cell), formats[AS_TEXT])


def _fit_widths(sheet: Worksheet, table: list[Line]) -> None:
    for column, texts in enumerate(zip(COLUMNS, *table, strict=True)):
        longest = max(map(len, texts)) + 2
        sheet.set_column(column, column, min(max(longest, LEAST_WIDTH), MOST_WIDTH))


def _writable(text: str) -> str:
    """Text as XlsxWriter takes it: it would write what looks like its own markup for rich text as it is."""
    text = _NO_XML.sub("", text)
    return f"{text} " if text.startswith("<r>") else text
