"""A column of short numbers is told apart into its rows, though the detector takes it for one line on its side."""

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from recognizer import Recognizer
from recognizer.budget import Budget
from recognizer.lines.places import Line, Place
from recognizer.lines.reader import Character
from recognizer.lines.stacks import rows_in_stacks, rows_of_stack
from recognizer.reading import Box
from tests.recognizer.drawn import sheet, write

PITCH, HEIGHT, FIRST = 50, 30, 40
QUAD = np.array([[190, 20], [290, 20], [290, 340], [190, 340]], np.float32)


def column(slant: float = 0.0) -> np.ndarray:
    """A sheet (360, 480) with six numbers of two figures below one another, and its rows falling by a slant."""
    gray = sheet(480, 360)
    for row in range(6):
        write(gray, "47", 215, FIRST + PITCH * row, HEIGHT)
    shear = np.array([[1, 0, 0], [slant, 1, -slant * 240]], np.float32)
    return cv2.warpAffine(gray, shear, (480, 360), borderMode=cv2.BORDER_REPLICATE)


def line(quad: np.ndarray, probability: float) -> Line:
    """A line with one character of that probability."""
    character = Character("4", probability, " ", 0.0, 0.0, 4.0)
    return Line((Place(Box(200, 100, 20, 30), character),), quad, 0.8)


@pytest.mark.parametrize("slant", [0, 0.15, -0.15])
def test_each_row_of_a_column_has_a_quad_around_it(slant: float) -> None:
    rows = rows_of_stack(column(slant), QUAD)
    assert len(rows) == 6
    for number, quad in enumerate(rows):
        top, bottom = FIRST + PITCH * number, FIRST + PITCH * number + HEIGHT
        assert top - HEIGHT / 2 < quad[:2, 1].mean() < top and bottom < quad[2:, 1].mean() < bottom + HEIGHT / 2
        assert (quad[1, 1] - quad[0, 1]) / (quad[1, 0] - quad[0, 0]) == pytest.approx(slant, abs=0.06)


def test_an_empty_sheet_and_one_tall_digit_have_no_rows() -> None:
    one = sheet(480, 360)
    write(one, "4", 210, 40, 280)
    assert rows_of_stack(sheet(480, 360), QUAD) == []
    assert rows_of_stack(one, QUAD) == []


def test_only_a_tall_line_that_is_read_badly_is_split() -> None:
    gray, tall, level = column(), line(QUAD, 0.4), line(np.roll(QUAD, 1, axis=0)[:, ::-1].copy(), 0.4)
    assert len(rows_in_stacks(gray, [tall], [tall], Budget())) == 6
    assert rows_in_stacks(gray, [line(QUAD, 0.95)], [], Budget()) == []
    assert rows_in_stacks(gray, [level], [level], Budget()) == []


def test_a_tall_line_whose_rows_are_read_already_is_not_split() -> None:
    gray, tall = column(), line(QUAD, 0.4)
    read = [line(quad, 0.95) for quad in rows_of_stack(gray, QUAD)]
    assert rows_in_stacks(gray, [tall], read, Budget()) == []


def test_what_the_budget_does_not_grant_is_not_split_and_told() -> None:
    budget = Budget(0)
    assert rows_in_stacks(column(), [line(QUAD, 0.4)], [], budget) == []
    assert budget.truncated


@pytest.mark.parametrize(("size", "pitch"), [(30, 34), (20, 28)])
def test_a_column_of_short_numbers_is_read_number_by_number(recognizer: Recognizer, size: int, pitch: int) -> None:
    rng, font = np.random.default_rng(7), ImageFont.load_default(size=size)
    numbers = ["".join(map(str, rng.integers(0, 10, 2))) for _ in range(24)]
    page = Image.new("RGB", (1200, 1600), (235, 235, 235))
    for row, number in enumerate(numbers):
        ImageDraw.Draw(page).text((560, 120 + pitch * row), number, fill=(40, 40, 40), font=font)
    read = recognizer.read(np.asarray(page))
    assert [number.text for row in read.rows for number in row.numbers] == numbers
