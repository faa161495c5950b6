"""The grids of puzzles as tables: each digit in its place, however many rows and columns are empty."""

from __future__ import annotations

import numpy as np
import pytest

from recognizer.layout.columns import in_columns
from recognizer.reading import Box, Digit
from tests.recognizer.drawn import in_rows
from tests.recognizer.layout.test_rows import turned

PUZZLE = [
    "5.2.6.7.1",
    ".........",
    "1..9.4..6",
    "..1...3..",
    "9...8...5",
    "..7...1..",
    "4..1.7..9",
    ".........",
    "6.8.4.2.3",
]
"""Two rows and two columns of it are empty."""


def read(lines: list[str], step: tuple[float, float] = (40, 40), degrees: float = 0) -> list[str]:
    """The table of a grid with these lines, its cells so wide and high, turned clockwise."""
    cells = [(text, 60 + step[0] * j, 60 + step[1] * i) for i, line in enumerate(lines) for j, text in enumerate(line)]
    found = [(text, (x, y, 14.0, 22.0)) for text, x, y in cells if text not in ". "]
    boxes = turned([box for _, box in found], degrees)
    digits = [Digit(text, 1.0, Box(*box)) for (text, _), box in zip(found, boxes, strict=True)]
    table = in_columns(in_rows(digits, np.array(boxes)))
    return ["".join(cell[0].digit if cell else "." for cell in line) for line in table]


@pytest.mark.parametrize("degrees", [-5, -2, 0, 2, 5])
def test_empty_rows_and_columns_of_a_puzzle_are_in_its_table(degrees: float):
    assert read(PUZZLE, degrees=degrees) == PUZZLE


def test_a_full_grid_stays_as_it_is():
    full = ["4913", "5768", "8321", "6597"]
    assert read(full) == full


def test_three_empty_rows_side_by_side_are_found():
    lines = ["12345", "67.89", ".....", ".....", ".....", "98.76", "54.32"]
    assert read(lines) == lines


@pytest.mark.parametrize("step", [(40, 90), (90, 40)])
def test_figures_whose_cells_are_no_squares_are_no_grid(step: tuple[float, float]):
    table = read(PUZZLE, step)
    assert len(table) == 7 and {len(line) for line in table} == {7}


def test_blocks_further_apart_than_by_whole_cells_are_no_grid():
    digits = [(40 * j + (20 if j > 2 else 0), 40 * i) for i in range(6) for j in range(6)]
    boxes = np.array([(60.0 + x, 60.0 + y, 14.0, 22.0) for x, y in digits])
    table = in_columns(in_rows([Digit("7", 1.0, Box(*box)) for box in boxes], boxes))
    assert len(table) == 6 and {len(line) for line in table} == {6}
