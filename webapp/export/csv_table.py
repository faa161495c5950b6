"""The CSV file of many readings: written row by row, valid at every moment, and taken up again where it ended."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, TextIO

from webapp.export.json_lines import Record, digits, fault, least_confidence, numbers

if TYPE_CHECKING:
    from _csv import Reader, Writer

COLUMNS = ("file", "page", "numbers", "digits", "least_confidence", "fits", "error")


class NotOurTable(Exception):
    """The file to go on with was not written by this program."""


class Table:
    """A CSV file that records are appended to.

    Attributes:
        done: the files that it has rows of.
    """

    def __init__(self, path: Path, resume: bool = False) -> None:
        """Open a new table, or take up one that is there.

        Raises:
            FileExistsError: it is there, and `resume` was not asked for.
            NotOurTable: what is there is no such table.
        """
        self.done: set[str] = set()
        if resume and path.exists():
            self._repair(path)
            self._file = _open(path, "a")
        else:
            self._file = _open(path, "x")
            self._append([list(COLUMNS)])

    def write(self, records: list[Record]) -> None:
        """Append all records of one file, at one go: after an interrupt a file is in the table as a whole or not."""
        self._append([row_of(record) for record in records])

    def __enter__(self) -> Table:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def _append(self, rows: list[list[str]]) -> None:
        csv.writer(self._file, lineterminator="\n").writerows(rows)
        self._file.flush()

    def _repair(self, path: Path) -> None:
        """Drop what a sudden end left half written, and note the files that are there."""
        whole = path.with_name(f"{path.name}.part")
        try:
            with _open(path, "r") as old, _open(whole, "w") as new:
                self._copy(csv.reader(old, strict=False), csv.writer(new, lineterminator="\n"), path)
            os.replace(whole, path)  # noqa: PTH105 - one step, so that there is a table at every moment
        except csv.Error:  # a field that is longer than any of ours
            raise NotOurTable from None
        finally:
            whole.unlink(missing_ok=True)

    def _copy(self, rows: Reader, lines: Writer, path: Path) -> None:
        if next(rows, None) != list(COLUMNS):
            raise NotOurTable
        lines.writerow(COLUMNS)
        for name, group in _whole_files(rows, _ends_with_line(path)):
            self.done.add(name)
            lines.writerows(group)


def row_of(record: Record) -> list[str]:
    """The row of a record: its numbers as written and its digits alone; both are text, so leading zeros stay.

    `fits` is yes or no where a form was expected.
    """
    least = least_confidence(record)
    sure = "" if least is None else f"{least:.4f}"
    fits = {True: "yes", False: "no"}.get(record.get("expected", {}).get("fits"), "")
    return [record["file"], str(record["page"]), numbers(record), digits(record), sure, fits, fault(record)]


def _whole_files(rows: Iterator[list[str]], ended: bool) -> Iterator[tuple[str, list[list[str]]]]:
    """The rows of each file; those of the last one only where its last row is whole."""
    held: tuple[str, list[list[str]]] | None = None
    for name, group in groupby(rows, lambda row: row[0] if row else ""):
        if held:
            yield held
        held = name, list(group)
    if held and ended and len(held[1][-1]) == len(COLUMNS):
        yield held


def _ends_with_line(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read() == b"\n"


def _open(path: Path, mode: str) -> TextIO:
    """As UTF-8; the bytes of names that are not come out as they went in."""
    return open(path, mode, encoding="utf-8", errors="surrogateescape", newline="")  # type: ignore[return-value]  # noqa: PTH123
