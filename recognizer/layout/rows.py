"""Arranges boxes into rows, groups and reading order, in the frame in which their rows are level."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from recognizer.layout.joining import joined
from recognizer.layout.level import Level, chains, levelled

Floats = npt.NDArray[np.float64]
Groups = list[list[int]]

WIDE_GAP = 0.8  # heights: narrower gaps never start a new group ...
WIDER_THAN_USUAL = 2.0  # ... nor those under this many times the usual gap of the row
UNREAD_GAP = 1.2  # heights: wider gaps start one where the reader saw no space
LARGEST_USUAL_GAP = 0.3  # heights: a usual gap is counted as no more than this where the row has but one or two
CELL_ROWS = 4  # rows from which on digits may stand in the cells of a grid ...
USUAL_CELL_GAP, CLOSE_CELL_GAP = 0.75, 0.4  # heights: ... where all gaps are wide, or half this, all others this ...
ABOVE = 0.4  # heights: ... and each digit under one of the row above, no further to the side than this
MOST = 0.95  # share of gaps and digits that counts as all: a few may be wrong
SQUARE = 1.25  # times: so much longer may one side of a puzzle's cell be than the other ...
NARROWEST_STEP = 0.7  # of the step from row to row: ... all its digits stand this far apart ...
ALIGNED = 0.7  # ... and this share of them under one of the row above


class Known(NamedTuple):
    """What text lines tell of digits: the number of each one's line (N,), and the spaces before it there (N,)."""

    line: npt.NDArray[np.intp]
    spaces: npt.NDArray[np.intp]

    def ordered(self, order: npt.NDArray[np.intp]) -> Known:
        """The same in another order."""
        return Known(self.line[order], self.spaces[order])


def arrange(boxes: npt.NDArray[np.floating], known: Known | None = None) -> list[Groups]:
    """Rows from top to bottom, each a list of groups, each a list of indices into boxes, left to right.

    Boxes are (N, 4) x, y, width, height in pixels, of digits upright within MAX_SKEW. Every index comes exactly once.
    The skew is estimated from the boxes themselves; tolerances are shares of the digits' heights. Where it is `known`
    which digits are of one text line, those are of one row.
    """
    if not len(boxes):
        return []
    order = np.lexsort(np.asarray(boxes).T[::-1])
    level = levelled(np.asarray(boxes, np.float64)[order])
    known = known.ordered(order) if known is not None else None
    rows = joined(level, chains(level) if known is None else _of_lines(known.line))
    rows.sort(key=lambda row: (float(np.mean(level.y[row])), float(np.min(level.x[row]))))
    gaps = [_gaps(level, row) for row in rows]
    cell_gap = _cell_gap(level, rows, gaps)
    return [
        [[int(order[i]) for i in group] for group in _grouped(row, _breaks(row, gap, cell_gap, known))]
        for row, gap in zip(rows, gaps, strict=True)
    ]


def _of_lines(lines: npt.NDArray[np.intp]) -> list[list[int]]:
    """The indices of the boxes of each text line."""
    return [np.flatnonzero(lines == one).tolist() for one in np.unique(lines)]


def _gaps(level: Level, row: list[int]) -> Floats:
    """Free space between the neighbours of a row, in the row's usual heights: (len(row) - 1,)."""
    left = level.x[row] - level.width[row] / 2
    right = level.x[row] + level.width[row] / 2
    return (left[1:] - np.maximum.accumulate(right)[:-1]) / float(np.median(level.height[row]))


def _cell_gap(level: Level, rows: list[list[int]], gaps: list[Floats]) -> float | None:
    """The gap from which on digits are in two cells, in heights; None where the rows are no grid of lone digits."""
    every = np.concatenate(gaps)
    if len(rows) < CELL_ROWS or not len(every):
        return None
    if (every > WIDE_GAP).mean() > MOST:
        return WIDE_GAP
    if _is_puzzle(level, rows):
        return -np.inf
    is_close_grid = np.median(every) > USUAL_CELL_GAP and (every > CLOSE_CELL_GAP).mean() > MOST
    return CLOSE_CELL_GAP if is_close_grid and _aligned(level, rows) > MOST else None


def _is_puzzle(level: Level, rows: list[list[int]]) -> bool:
    """Whether digits stand in square cells, as those of a sudoku; their boxes may have its rulings in them."""
    down = float(np.median(np.diff([np.median(level.y[row]) for row in rows])))
    steps = np.concatenate([np.diff(level.x[row]) for row in rows]) / max(down, 1e-6)
    is_square = 1 / SQUARE <= np.median(steps) <= SQUARE and (steps > NARROWEST_STEP).mean() > MOST
    return bool(is_square) and _aligned(level, rows) > ALIGNED


def _aligned(level: Level, rows: list[list[int]]) -> float:
    """The share of digits that stand under one of the row above."""
    aside = [np.abs(level.x[row][:, None] - level.x[above]).min(axis=1) for above, row in pairwise(rows)]
    return float((np.concatenate(aside) <= ABOVE * np.median(level.height)).mean())


def _breaks(row: list[int], gaps: Floats, cell_gap: float | None, known: Known | None) -> npt.NDArray[np.bool_]:
    """Where a row is parted (len(row) - 1,): where a gap is wide for the row or, in a grid, for its cells.

    Between two digits of one text line the reader saw whether there is a space.
    """
    if not len(gaps):
        return np.zeros(0, bool)
    narrow = np.sort(gaps)[: max(len(gaps) // 2, 1)]
    usual = float(np.median(narrow)) if len(gaps) > 2 else min(float(narrow[0]), LARGEST_USUAL_GAP)
    is_wide = gaps > (cell_gap or max(WIDE_GAP, WIDER_THAN_USUAL * usual))
    if known is None or cell_gap is not None:
        return is_wide
    left, right = row[:-1], row[1:]
    is_read = known.line[left] == known.line[right]
    return np.where(is_read, (gaps > UNREAD_GAP) | (known.spaces[left] < known.spaces[right]), is_wide)


def _grouped(row: list[int], breaks: npt.NDArray[np.bool_]) -> Groups:
    """A row in groups."""
    return [list(map(int, group)) for group in np.split(np.array(row), np.flatnonzero(breaks) + 1)]
