"""The lines of a spreadsheet of numbers: one for each number of a photo, as it was corrected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from recognizer.reading import Row
from webapp.export.spreadsheet import digits_of


class Line(NamedTuple):
    """A line of the spreadsheet, all of it text; `read_as` is empty where the row stands as it was read."""

    file: str
    page: str
    row: str
    number: str
    digits: str
    read_as: str
    least: str
    remark: str


@dataclass(frozen=True)
class Entry:
    """What the page has of a photo, or of one row of it.

    Attributes:
        file: the file's name.
        page: which page of it, or empty.
        row: which row of the photo the first one is, from 1; in figures.
        text: the rows as they were corrected, each on a line of its own.
        read: the rows as they were read, as `as_field` gives them; empty where that is not known.
        least: the confidence of what is least sure.
        remark: what to look at.
    """

    file: str
    page: str
    row: str
    text: str
    read: str
    least: str
    remark: str


def as_field(rows: Iterable[Row]) -> str:
    """The numbers of rows as read: a tab between numbers, which may hold spaces themselves, and a line for each row."""
    return "\n".join("\t".join(number.text for number in row.numbers) for row in rows)


def lines_of(entry: Entry) -> Iterator[Line]:
    """A line for each number; one without a number where there is none."""
    read = [row.split("\t") for row in entry.read.splitlines()]
    known = {" ".join(numbers): numbers for numbers in read}
    texts = [" ".join(row.split()) for row in entry.text.splitlines() if row.strip()]
    first = int(entry.row) if entry.row.isdecimal() else 1
    everything = " ".join(known)
    if not texts:
        yield Line(entry.file, entry.page, "", "", "", everything, entry.least, entry.remark)
    for at, text in enumerate(texts):
        before = read[at] if len(read) == len(texts) else []
        read_as = "" if text in known else " ".join(before) or everything
        for number in known.get(text) or _numbers(text, before):
            digits = digits_of(number).replace(" ", "")
            yield Line(entry.file, entry.page, str(first + at), number, digits, read_as, entry.least, entry.remark)


def _numbers(text: str, before: list[str]) -> list[str]:
    """The numbers of a corrected row: a row that was one number with spaces in it stays one."""
    return [text] if len(before) == 1 and " " in before[0] else text.split()
