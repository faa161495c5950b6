"""The columns of drawn tables: what a spreadsheet should get."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from recognizer.layout.columns import in_columns
from recognizer.reading import Box as DigitBox
from recognizer.reading import Digit, Row
from tests.recognizer.drawn import in_rows
from tests.recognizer.layout.test_rows import Box, some_boxes, turned

HEIGHT, ROW = 20, 32


def number(text: str, x: float, y: float) -> list[tuple[str, Box]]:
    """The digits of a number that begins at x, with their boxes."""
    return [(digit, (x + 14 * i, y, 12, HEIGHT)) for i, digit in enumerate(text)]


def sheet(*lines: list[tuple[str, float]], degrees: float = 0) -> tuple[Row, ...]:
    """The rows of a sheet with these numbers, each at its x, turned clockwise."""
    drawn = [item for i, line in enumerate(lines) for text, x in line for item in number(text, x, 40 + ROW * i)]
    boxes = turned([box for _, box in drawn], degrees)
    digits = [Digit(text, 1.0, DigitBox(*box)) for (text, _), box in zip(drawn, boxes, strict=True)]
    return in_rows(digits, np.array(boxes))


def read(*lines: list[tuple[str, float]], degrees: float = 0) -> list[list[str]]:
    return [["".join(d.digit for d in cell) for cell in line] for line in in_columns(sheet(*lines, degrees=degrees))]


@pytest.mark.parametrize("degrees", [-8, -3, 0, 3, 8])
def test_numbers_above_each_other_are_a_column(degrees: float):
    lines = [[("12", 40.0), ("345", 200.0), ("67", 400.0)], [("8", 40.0), ("90", 200.0), ("123", 400.0)]] * 4
    assert read(*lines, degrees=degrees) == [["12", "345", "67"], ["8", "90", "123"]] * 4


def test_an_empty_cell_stays_empty():
    full, gap = [("1", 40.0), ("2", 200.0), ("3", 400.0)], [("4", 40.0), ("5", 400.0)]
    assert read(full, gap, full, gap) == [["1", "2", "3"], ["4", "", "5"]] * 2


def test_a_column_that_the_first_row_lacks_comes_in_its_place():
    assert read([("1", 40.0), ("3", 400.0)], *[[("4", 40.0), ("5", 200.0), ("6", 400.0)]] * 2) == [
        ["1", "", "3"], ["4", "5", "6"], ["4", "5", "6"],
    ]  # fmt: skip


def test_numbers_that_end_together_are_a_column_as_are_those_that_begin_together():
    ending = [[("1", 82.0), ("10000", 200.0)], [("1000", 40.0), ("1", 200.0)], [("10", 68.0), ("100", 200.0)]]
    assert read(*ending) == [["1", "10000"], ["1000", "1"], ["10", "100"]]


def test_a_heading_over_several_columns_does_not_join_them():
    body = [("12", 40.0), ("34", 120.0), ("56", 200.0)]
    assert read([("20261123004711", 40.0)], body, body) == [["20261123004711", "", ""], *[["12", "34", "56"]] * 2]


def test_one_row_that_was_parted_wrongly_does_not_part_the_column():
    body = [("123456", 40.0), ("7", 300.0)]
    parted = [("12", 40.0), ("56", 100.0), ("7", 300.0)]
    assert read(body, body, parted, body, body)[2] == ["1256", "7"]


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [[("123", 40.0)]],
        [[("123", 40.0), ("456", 300.0)]],
        [[("123", 40.0)], [("456", 40.0)], [("789", 40.0)]],
        [[("123", 40.0), ("456", 300.0)], [("789", 40.0)]],
        [[("123", 40.0)], [("456", 300.0)], [("789", 40.0)], [("123", 300.0)]],
    ],
    ids=["nothing", "a number", "a row", "a column", "a number that stands beside", "lines of a letter"],
)
def test_what_is_no_table_has_no_columns(lines: list[list[tuple[str, float]]]):
    assert read(*lines) == []


@given(some_boxes)
def test_every_digit_is_in_a_cell_of_its_row(boxes: list[Box]):
    rows = in_rows([Digit("7", 1.0, DigitBox(*box)) for box in boxes], np.array(boxes).reshape(-1, 4))
    table = in_columns(rows)
    assert len({len(line) for line in table}) <= 1
    filled = [line for line in table if any(line)]
    for row, line in zip(rows, filled, strict=bool(table)):
        assert sorted(map(id, row.digits)) == sorted(id(digit) for cell in line for digit in cell)
