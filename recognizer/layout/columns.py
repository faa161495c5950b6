"""Finds the columns in which the groups of many rows stand, as in a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress

import numpy as np

from recognizer.layout.grid import Cell, Cells, with_empty_lines
from recognizer.reading import Row

REACH = 6  # rows above and below that tell whether a group stands over several columns


@dataclass(frozen=True)
class _Span:
    """A group, and from where to where it reaches on its row, in pixels along the rows."""

    digits: Cell
    left: float
    right: float

    def shares(self, other: _Span) -> float:
        """How much of its width it has in common with another, in pixels; at most 0 where that is nothing."""
        return min(self.right, other.right) - max(self.left, other.left)


def in_columns(rows: Sequence[Row]) -> Cells:
    """The groups of each row in the columns of a table, left to right: as many cells in every row, () in empty ones.

    Groups that stand above each other are a column, wherever they begin and end. What stands over several columns, as
    a heading does, is in the first of them. A grid, as that of a puzzle, has its empty rows and columns too.
    () where the rows are no table: where fewer than two columns have groups in two rows, or fewer than two rows have
    groups in two columns, as in a letter.
    """
    if len(rows) < 2:
        return ()
    lines = _spans(rows)
    over = [[_is_over_several(span, lines, index) for span in line] for index, line in enumerate(lines)]
    columns: list[list[_Span | None]] = []
    for index, line in enumerate(lines):
        _add(columns, index, list(compress(line, np.logical_not(over[index]))))
    for index, line in enumerate(lines if columns else ()):
        _put_over(columns, index, list(compress(line, over[index])))
    cells = [[span.digits if span else () for span in line] for line in zip(*columns, strict=True)]
    if _with_two(cells) < 2 or _with_two(zip(*cells, strict=True)) < 2:
        return ()
    return with_empty_lines(tuple(map(tuple, cells)), _slope(rows))


def _with_two(lines: Iterable[Iterable[Cell]]) -> int:
    """How many rows or columns have two cells or more that are not empty."""
    return sum(sum(map(bool, line)) > 1 for line in lines)


def _spans(rows: Sequence[Row]) -> list[list[_Span]]:
    """The groups of each row, along the usual slope of the rows."""
    slope = _slope(rows)

    def span(group: Cell) -> _Span:
        shift = slope * float(np.mean([digit.box.center[1] for digit in group]))
        return _Span(group, min(digit.box.x for digit in group) + shift, max(d.box.right for d in group) + shift)

    return [[span(group) for group in row.groups] for row in rows]


def _slope(rows: Sequence[Row]) -> float:
    """How far the rows fall from left to right, in pixels down for each pixel to the right."""
    ends = [(row.digits[0].box.center, row.digits[-1].box.center) for row in rows if len(row.digits) > 1]
    slopes = [(end[1] - start[1]) / (end[0] - start[0]) for start, end in ends if end[0] > start[0]]
    return float(np.median(slopes)) if slopes else 0.0


def _is_over_several(span: _Span, lines: list[list[_Span]], index: int) -> bool:
    """Whether it has two groups above or below it in as many of the rows nearby as it has one."""
    nearby = lines[max(index - REACH, 0) : index] + lines[index + 1 : index + 1 + REACH]
    under = [sum(span.shares(other) > 0 for other in line) for line in nearby]
    several = sum(count > 1 for count in under)
    return several > 0 and several >= under.count(1)


def _add(columns: list[list[_Span | None]], index: int, line: list[_Span]) -> None:
    """Put each group of row `index` into the column that it stands in, or into a new one between its neighbours."""
    lasts = [_last(column) for column in columns]
    for column in columns:
        column.append(None)
    for span in line:
        place = max(range(len(lasts)), key=lambda i: span.shares(lasts[i]), default=0)
        if not lasts or span.shares(lasts[place]) <= 0:
            place = sum(last.left < span.left for last in lasts)
            lasts.insert(place, span)
            columns.insert(place, [None] * (index + 1))
        columns[place][index] = _together(columns[place][index], span)


def _put_over(columns: list[list[_Span | None]], index: int, line: list[_Span]) -> None:
    """Put each group into the first of the columns that it stands over, or else into the nearest."""
    for span in line:
        shared = [max((span.shares(other) for other in _near(column, index)), default=-np.inf) for column in columns]
        over = [place for place, width in enumerate(shared) if width > 0]
        place = over[0] if over else int(np.argmax(shared))
        columns[place][index] = _together(columns[place][index], span)


def _near(column: list[_Span | None], index: int) -> Iterator[_Span]:
    return (span for span in column[max(index - REACH, 0) : index + REACH + 1] if span)


def _last(column: list[_Span | None]) -> _Span:
    return next(span for span in reversed(column) if span)


def _together(one: _Span | None, other: _Span) -> _Span:
    if not one:
        return other
    digits = tuple(sorted(one.digits + other.digits, key=lambda digit: digit.box.x))
    return _Span(digits, min(one.left, other.left), max(one.right, other.right))
