"""Puts empty rows and columns of a grid back into its table, as a puzzle has them, so that each cell has its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from recognizer.reading import Digit

Floats = npt.NDArray[np.float64]
Cell = tuple[Digit, ...]
Cells = tuple[tuple[Cell, ...], ...]

LEAST = 4  # rows and columns that a grid has at least
ALONE = 0.9  # share of the filled cells that hold one digit
EQUAL = 1.4  # times the smallest step: steps up to this are one row or column wide
OFF = 0.3  # of a step: so far may a distance be from whole steps
MOST = 3  # rows or columns side by side that may be empty
SQUARE = 1.6  # times: so much longer may one side of a cell be than the other


def with_empty_lines(cells: Cells, slope: float) -> Cells:
    """The cells of a table with the empty rows and columns of a grid between the others; any other table as it is.

    `slope` is how far its rows fall from left to right, in pixels down for each pixel to the right. A grid has a digit
    in a cell, and its rows and columns stand as far from each other as its cells are large, or several times as far.
    """
    filled = [cell for line in cells for cell in line if cell]
    if len(cells) < LEAST or len(cells[0]) < LEAST or sum(len(cell) == 1 for cell in filled) < ALONE * len(filled):
        return cells
    down, across = _places(cells, (-slope, 1.0)), _places(list(zip(*cells, strict=True)), (1.0, slope))
    steps = _step(down), _step(across)
    if not min(steps) or max(steps) > SQUARE * min(steps):
        return cells
    rows, columns = _numbers(down, steps[0]), _numbers(across, steps[1])
    if rows is None or columns is None:
        return cells
    grid: list[list[Cell]] = [[()] * (columns[-1] + 1) for _ in range(rows[-1] + 1)]
    for row, line in zip(rows, cells, strict=True):
        for column, cell in zip(columns, line, strict=True):
            grid[row][column] = cell
    return tuple(map(tuple, grid))


def _places(lines: Sequence[Sequence[Cell]], way: tuple[float, float]) -> Floats:
    """Where lines (N,) of cells stand on a way x, y, in pixels: the middle place of their digits' centres."""
    return np.array([np.median([np.dot(way, one) for one in _centres(line)]) for line in lines])


def _centres(line: Sequence[Cell]) -> Iterator[tuple[float, float]]:
    return (digit.box.center for cell in line for digit in cell)


def _step(places: Floats) -> float:
    """The usual distance, in pixels, of places (N,) of lines between which there is none; 0 where they are mixed up."""
    apart = np.diff(places)
    return float(np.median(apart[apart <= EQUAL * apart.min()])) if apart.min() > 0 else 0.0


def _numbers(places: Floats, step: float) -> list[int] | None:
    """The numbers of lines at places (N,) in pixels, counted in steps from 0; None where they are not so far apart."""
    apart = np.diff(places) / step
    counts = np.rint(apart)
    if (np.abs(apart - counts) > OFF).any() or counts.min() < 1 or counts.max() > MOST + 1:
        return None
    return [0, *np.cumsum(counts.astype(int)).tolist()]
