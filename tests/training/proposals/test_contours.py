"""Whether drawn digits are among the proposals: any polarity, size and place, crossed, broken or touching."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from recognizer.lines.geometry import ious
from tests.recognizer import drawn
from training.proposals import contours
from training.proposals.masks import without_lines
from training.proposals.prepare import prepare


def found(gray: drawn.Gray, boxes: drawn.Boxes, least: float = 0.6) -> list[bool]:
    """For each box whether a proposal matches it."""
    prepared = prepare(drawn.rgb(gray))
    return list(ious(boxes, prepared.to_photo(contours.propose(prepared))).max(axis=1, initial=0) >= least)


@pytest.mark.parametrize(("paper", "ink"), [(225, 40), (225, 170), (30, 230), (120, 70)])
def test_digits_of_both_polarities(paper: int, ink: int):
    gray = drawn.sheet(paper=paper)
    assert all(found(gray, drawn.write(gray, "0123456789", 20, 90, 50, ink)))


def test_dark_and_light_digits_in_one_photo():
    gray = drawn.sheet()
    gray[:, 320:] = 30
    boxes = np.concatenate([drawn.write(gray, "123", 60, 80), drawn.write(gray, "456", 380, 80, ink=230)])
    assert all(found(gray, boxes))


@pytest.mark.parametrize("height", [14, 40, 120, 400, 900])
def test_small_and_large_digits(height: int):
    gray = drawn.sheet(1600, 1200)
    assert all(found(gray, drawn.write(gray, "25", 100, 100, height)))


def test_a_digit_may_fill_the_photo_and_touch_its_border():
    gray = drawn.sheet(300, 400)
    box = drawn.write(gray, "7", 20, 0, 400)
    assert all(found(gray, np.minimum(box, [[300, 400, 280, 400]]).astype(np.float32)))


def test_a_thin_one_is_no_line():
    gray = drawn.sheet()
    cv2.line(gray, (300, 60), (300, 160), drawn.INK, 8)
    assert found(gray, np.array([[296, 56, 9, 109]], np.float32)) == [True]


def test_digits_on_ruled_paper():
    gray = drawn.sheet()
    boxes = drawn.write(gray, "12345", 120, 92)
    for y in (60, 152, 210):
        cv2.line(gray, (0, y), (639, y + 6), 110, 2)
    assert all(found(gray, boxes))


def test_digits_crossed_by_a_line():
    gray = drawn.sheet()
    boxes = drawn.write(gray, "60942", 120, 92)
    cv2.line(gray, (0, 120), (639, 122), 60, 3)
    assert all(found(gray, boxes))


def test_digits_that_touch():
    gray = drawn.sheet()
    assert all(found(gray, drawn.write(gray, "3502", 120, 92, spacing=-0.08)))


def test_the_bar_of_a_five_may_be_detached():
    gray = drawn.sheet()
    boxes = drawn.write(gray, "5", 300, 90, 80)
    x, y, w, _ = boxes[0].astype(int)
    gray[y + 10 : y + 14, x - 2 : x + w + 2] = drawn.PAPER
    assert all(found(gray, boxes, 0.7))


def test_segments_are_joined_to_digits():
    gray = drawn.sheet()
    x, y, side = 300, 60, 50
    for dy in (0, side, 2 * side):
        cv2.line(gray, (x + 6, y + dy), (x + side - 6, y + dy), drawn.INK, 6)
    for dx in (0, side):
        for dy in (0, side):
            cv2.line(gray, (x + dx, y + dy + 7), (x + dx, y + dy + side - 7), drawn.INK, 6)
    assert found(gray, np.array([[x - 3, y - 3, side + 6, 2 * side + 6]], np.float32)) == [True]


def test_digits_in_the_cells_of_a_table():
    gray = drawn.sheet(500, 500)
    for k in range(10):
        cv2.line(gray, (20 + 50 * k, 20), (20 + 50 * k, 470), 60, 2)
        cv2.line(gray, (20, 20 + 50 * k), (470, 20 + 50 * k), 60, 2)
    boxes = np.concatenate([drawn.write(gray, str(k + 1), 37 + 50 * k, 31 + 50 * k, 30) for k in range(9)])
    assert all(found(gray, boxes))


def test_blank_paper_proposes_nothing():
    assert len(contours.propose(prepare(drawn.rgb(drawn.sheet())))) == 0


def test_noise_stays_within_bounds():
    noise = np.random.default_rng(2).integers(0, 256, (1200, 1600, 3)).astype(np.uint8)
    assert len(contours.propose(prepare(noise))) <= contours.MAX_PROPOSALS


@pytest.mark.parametrize("size", [(1, 1), (1, 300), (300, 1), (7, 5)])
def test_tiny_pictures_do_no_harm(size: tuple[int, int]):
    assert contours.propose(prepare(np.full((*size, 3), 90, np.uint8))).shape == (0, 4)


def test_a_line_is_taken_out_and_the_stroke_across_it_repaired():
    mask = np.zeros((100, 400), np.uint8)
    mask[20:80, 200:206] = 1
    mask[50:53] = 1
    rest = without_lines(mask)
    assert rest is not None
    assert rest[50:53, :190].sum() == 0
    assert rest[20:80, 201:205].all()


def test_a_mask_without_lines_is_left_alone():
    mask = np.zeros((100, 400), np.uint8)
    mask[20:80, 200:206] = 1
    assert without_lines(mask) is None
