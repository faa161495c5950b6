"""What stands in a file for spreadsheets: an XLSX workbook, read from its XML, and CSV."""

import csv
import io
import re
import zipfile
from xml.etree import ElementTree as ET

Cell = float | str
NAMES = {"": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def part(data: bytes, name: str) -> ET.Element:
    """A part of the workbook."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return ET.fromstring(archive.read(f"xl/{name}.xml"))


def rows_of(data: bytes) -> list[dict[str, tuple[Cell, str]]]:
    """The rows of the sheet: each cell by the letter of its column, with its value and its number format."""
    texts = ["".join(item.itertext()) for item in part(data, "sharedStrings").findall("si", NAMES)]
    formats = _formats(data)
    return [
        {_column(cell): (_value(cell, texts), formats[int(cell.get("s", "0"))]) for cell in row.findall("c", NAMES)}
        for row in part(data, "worksheets/sheet1").iterfind("sheetData/row", NAMES)
    ]


def dicts(data: bytes) -> list[dict[str, Cell]]:
    """The lines below the header by its words; "" where a cell is empty."""
    header, *rows = rows_of(data)
    return [{str(name): row.get(column, ("", ""))[0] for column, (name, _) in header.items()} for row in rows]


def _formats(data: bytes) -> list[str]:
    styles = part(data, "styles")
    own = {item.get("numFmtId"): item.get("formatCode", "") for item in styles.iterfind("numFmts/numFmt", NAMES)}
    built_in = {"0": "General", "1": "0", "2": "0.00", "3": "#,##0", "4": "#,##0.00", "49": "@"}
    return [(built_in | own)[str(item.get("numFmtId"))] for item in styles.iterfind("cellXfs/xf", NAMES)]


def _column(cell: ET.Element) -> str:
    return re.sub(r"\d", "", cell.get("r", ""))


def _value(cell: ET.Element, texts: list[str]) -> Cell:
    assert cell.find("f", NAMES) is None, "a formula"
    written = cell.findtext("v", "", NAMES)
    return texts[int(written)] if cell.get("t") == "s" else float(written)


def rows_of_csv(text: str) -> list[list[str]]:
    """The cells of a CSV file, row by row."""
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
