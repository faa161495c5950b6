"""Rows and groups of drawn layouts: what a reader would read, whatever the order of the boxes."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognizer.layout.rows import arrange

Box = tuple[float, float, float, float]


def line(x: float, y: float, count: int, height: float = 20, pitch: float = 1.0) -> list[Box]:
    """`count` boxes of a row that starts at x, y; `pitch` in heights from one left edge to the next."""
    return [(x + i * pitch * height, y, 0.6 * height, height) for i in range(count)]


def turned(boxes: list[Box], degrees: float) -> list[Box]:
    """The boxes with their centres turned about the origin, clockwise on the screen."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    centres = [(x + w / 2, y + h / 2, w, h) for x, y, w, h in boxes]
    return [(cx * cos - cy * sin - w / 2, cx * sin + cy * cos - h / 2, w, h) for cx, cy, w, h in centres]


def read(boxes: list[Box]) -> list[list[list[int]]]:
    return arrange(np.array(boxes, np.float32).reshape(-1, 4))


def rows_of(boxes: list[Box]) -> list[list[int]]:
    return [[index for group in row for index in group] for row in read(boxes)]


some_boxes = st.lists(
    st.tuples(
        st.integers(0, 800).map(float), st.integers(0, 600).map(float), st.integers(2, 60).map(float),
        st.integers(4, 90).map(float),
    ),
    max_size=25,
)  # fmt: skip


@given(some_boxes)
def test_every_box_is_read_exactly_once(boxes: list[Box]):
    assert sorted(index for row in rows_of(boxes) for index in row) == list(range(len(boxes)))


@given(some_boxes.filter(lambda boxes: len(set(boxes)) == len(boxes)), st.randoms(use_true_random=False))
def test_the_order_in_which_boxes_come_does_not_matter(boxes: list[Box], random):
    shuffled = list(range(len(boxes)))
    random.shuffle(shuffled)
    back = [[[shuffled[i] for i in group] for group in row] for row in read([boxes[i] for i in shuffled])]
    assert back == read(boxes)


@given(some_boxes)
def test_no_row_and_no_group_is_empty(boxes: list[Box]):
    assert all(row and all(row) for row in read(boxes))


@given(some_boxes, st.integers(2, 9))
def test_size_does_not_matter(boxes: list[Box], factor: int):
    assert read([tuple(factor * value for value in box) for box in boxes]) == read(boxes)  # type: ignore[misc]


def test_nothing_gives_no_rows():
    assert read([]) == []


def test_a_lone_digit_is_a_row():
    assert read([(5, 5, 2, 20)]) == [[[0]]]


@pytest.mark.parametrize("degrees", [-10, -4, 0, 4, 10])
def test_rows_of_a_skewed_sheet(degrees: float):
    sheet = [box for row in range(5) for box in line(40, 40 + 32 * row, 10)]
    assert rows_of(turned(sheet, degrees)) == [list(range(10 * row, 10 * row + 10)) for row in range(5)]


@pytest.mark.parametrize("side", [1, -1])
def test_rows_fan_out_on_a_sheet_seen_at_an_angle(side: int):
    """A receipt: names of goods that no one reads between how many there are at the left and prices at the right."""
    leading, count = 34.0, 12
    sheet = [box for i in range(count) for x, digits in ((0, 2), (560, 4)) for box in line(x, i * leading, digits)]
    boxes = []
    for x, y, w, h in sheet:
        near = 1 + side * 0.0004 * (x - 300)
        boxes.append(((x - 300) / near + 300, (y - count * leading / 2) / near + 300, w / near, h / near))
    assert rows_of(boxes) == [list(range(6 * i, 6 * i + 6)) for i in range(count)]


def test_two_digits_on_a_steep_baseline_are_one_row():
    assert rows_of([(0, 0, 12, 20), (18, 12, 12, 20)]) == [[0, 1]]


def test_two_sizes_on_one_sheet():
    sheet = line(30, 30, 6, height=80) + line(40, 150, 12, height=18) + line(40, 180, 12, height=18)
    assert [len(row) for row in rows_of(sheet)] == [6, 12, 12]


def test_small_digits_beside_a_large_one_keep_their_rows():
    sheet = [(0.0, 0.0, 50.0, 90.0)] + line(80, 10, 5, height=20) + line(80, 60, 5, height=20)
    assert sorted(len(row) for row in rows_of(sheet)) == [1, 5, 5]


def test_a_grid_has_a_row_for_each_of_its_rows_in_spite_of_empty_cells():
    rng = np.random.default_rng(5)
    cells = [(row, column) for row in range(9) for column in range(9) if rng.random() < 0.45]
    sheet = [
        (60.0 * column + rng.uniform(14, 22), 60.0 * row + rng.uniform(10, 18), 18.0, 30.0) for row, column in cells
    ]
    expected = [[i for i, cell in enumerate(cells) if cell[0] == row] for row in range(9)]
    assert rows_of(turned(sheet, 3)) == [row for row in expected if row]


def test_every_cell_of_a_grid_is_a_group():
    sheet = [(60.0 * column + 20, 60.0 * row + 15, 18.0, 30.0) for row in range(9) for column in range(9)]
    assert read(sheet) == [[[9 * row + column] for column in range(9)] for row in range(9)]


def test_every_square_cell_is_a_group_though_the_boxes_have_rulings_in_them():
    rng = np.random.default_rng(8)
    sheet = [
        (60.0 * column + 8, 60.0 * row + 8, 28.0 + 20 * (rng.random() < 0.4), 42.0)
        for row in range(9)
        for column in range(9)
    ]
    assert read(turned(sheet, 2)) == [[[9 * row + column] for column in range(9)] for row in range(9)]


def test_numbers_of_two_digits_that_fill_square_cells_stay_whole():
    boxes = [box for row in range(6) for column in range(6) for box in line(60 * column, 50 * row, 2, height=20)]
    assert [len(group) for groups in read(boxes) for group in groups] == [2] * 36


def pen_rows(begins: float) -> list[Box]:
    """Six rows of nine wide digits far apart, by an unsteady pen; each begins up to so many heights further in."""
    rng = np.random.default_rng(3)
    starts = rng.uniform(0, begins, 6) * 30
    return [
        (starts[row] + 44.0 * column + rng.uniform(0, 9), 60.0 * row + rng.uniform(0, 8), 15.0, 30.0)
        for row in range(6)
        for column in range(9)
    ]


@pytest.mark.parametrize("degrees", [0, 4])
def test_every_cell_of_a_grid_filled_by_hand_is_a_group(degrees: float):
    assert read(turned(pen_rows(0), degrees)) == [[[9 * row + column] for column in range(9)] for row in range(6)]


def test_rows_written_wide_that_are_no_grid_stay_whole():
    assert read(pen_rows(1.4)) == [[list(range(9 * row, 9 * row + 9))] for row in range(6)]


def test_a_column_of_numbers_is_read_downwards():
    sheet = [box for row in range(8) for box in line(20, 30 * row, 2)]
    assert read(sheet) == [[[2 * row, 2 * row + 1]] for row in range(8)]


def test_a_column_of_lone_digits_is_read_downwards():
    assert rows_of([(10.0 + row % 3, 26.0 * row, 12.0, 20.0) for row in range(10)]) == [[row] for row in range(10)]


def test_the_columns_of_a_table_are_groups_of_its_rows():
    sheet = [box for row in range(6) for x in (10, 160) for box in line(x, 34 * row, 3)]
    assert read(sheet) == [
        [[6 * row, 6 * row + 1, 6 * row + 2], [6 * row + 3, 6 * row + 4, 6 * row + 5]] for row in range(6)
    ]


def test_dancing_digits_are_one_row():
    sheet = [(14.0 * i, 10.0 + 8 * (-1) ** i, 11.0, 22.0) for i in range(6)]
    assert rows_of(sheet) == [[0, 1, 2, 3, 4, 5]]


def test_digits_that_overlap_are_read_from_left_to_right():
    assert rows_of([(0, 0, 20, 30), (16, 2, 5, 28), (19, 0, 22, 30)]) == [[0, 1, 2]]


def test_short_zeros_after_tall_digits_stay_on_the_row():
    sheet = [(0, 0, 20, 40), (25, 2, 22, 38), (50, 16, 20, 24), (74, 17, 20, 23), (98, 16, 20, 24)]
    assert rows_of(sheet) == [[0, 1, 2, 3, 4]]
    assert rows_of([(0, 0, 20, 48), (25, 27, 18, 20), (46, 26, 18, 20), (67, 28, 18, 20)]) == [[0, 1, 2, 3]]


def test_a_wide_gap_starts_a_group_and_an_even_spread_does_not():
    assert read(line(0, 0, 3) + line(110, 0, 3)) == [[[0, 1, 2], [3, 4, 5]]]
    assert read(line(0, 0, 6, pitch=2.2)) == [[[0, 1, 2, 3, 4, 5]]]


def test_a_cross_of_digits_is_three_rows():
    assert rows_of([(100, 0, 24, 40), (20, 90, 24, 40), (100, 95, 24, 40), (180, 92, 24, 40), (100, 180, 24, 40)]) == [
        [0], [1, 2, 3], [4],
    ]  # fmt: skip
