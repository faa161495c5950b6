"""The drawn reading: where, in which colours, and what it leaves alone."""

from __future__ import annotations

import numpy as np
import pytest

from recognizer.annotate import COLORS, annotate, has_tiny_boxes, letter_places
from recognizer.reading import Box, Digit, Reading, Row


def reading(box: Box, confidence: float, size: tuple[int, int]) -> Reading:
    return Reading((Row(((Digit("7", confidence, box),),)),), *size)


def has(picture: np.ndarray, color: tuple[int, int, int]) -> np.ndarray:
    return (picture == np.array(color, np.uint8)).all(axis=2)


@pytest.mark.parametrize("ground", [0, 128, 255])
@pytest.mark.parametrize(("confidence", "word"), [(0.99, "sure"), (0.8, "probably"), (0.4, "unsure")])
def test_a_box_in_the_colour_of_its_certainty(ground: int, confidence: float, word: str):
    photo = np.full((300, 400, 3), ground, np.uint8)
    drawn = annotate(photo, reading(Box(150, 120, 40, 60), confidence, (400, 300)))
    ys, xs = np.nonzero(has(drawn, COLORS[word]))
    assert xs.min() < 150 and xs.max() > 188 and ys.min() < 120 and ys.max() > 178
    assert photo.min() == photo.max() == ground, "the photo itself is left alone"


def test_the_ink_in_the_box_stays_visible():
    drawn = annotate(np.full((300, 400, 3), 90, np.uint8), reading(Box(150, 120, 40, 60), 0.99, (400, 300)))
    assert (drawn[121:179, 151:189] == 90).all()


def test_unsure_boxes_are_dashed():
    photo = np.full((600, 800, 3), 255, np.uint8)
    sure = annotate(photo, reading(Box(200, 200, 200, 200), 0.99, (800, 600)))
    unsure = annotate(photo, reading(Box(200, 200, 200, 200), 0.4, (800, 600)))
    sides = np.s_[250:350, 190:200]  # the left side alone, away from corners and letter
    assert has(sure[sides], COLORS["sure"]).any(axis=1).all()
    assert 0.2 < has(unsure[sides], COLORS["unsure"]).any(axis=1).mean() < 0.8


def test_the_colours_differ_in_lightness_or_blueness_for_every_kind_of_colour_vision():
    # What all kinds of dichromats but the rare tritans still see: the sum of red and green, and blue.
    seen = [np.array([(r + g) / 2, b]) for r, g, b in COLORS.values()]
    assert min(np.abs(a - b).max() for i, a in enumerate(seen) for b in seen[:i]) > 35


@pytest.mark.parametrize("box", [Box(0, 0, 48, 23), Box(40, 2, 30, 40), Box(-5, -5, 4, 4), Box(0, 0, 0, 0)])
def test_boxes_at_and_over_the_border_do_no_harm(box: Box):
    assert annotate(np.zeros((23, 48, 3), np.uint8), reading(box, 0.5, (48, 23))).shape == (23, 48, 3)


def test_nothing_read_nothing_drawn():
    photo = np.full((20, 30, 3), 7, np.uint8)
    assert (annotate(photo, Reading((), 30, 20)) == photo).all()


def test_letters_of_a_tight_row_keep_off_each_other_and_off_all_digits():
    boxes = [Box(40 + 16 * i, 30, 12, 60) for i in range(8)]
    row = Row((tuple(Digit("1", 0.99, box) for box in boxes),))
    letters = letter_places(Reading((row,), 200, 120), 200, 120)
    for i, letter in enumerate(letters):
        for other in [*boxes, *letters[:i]]:
            apart = letter.right <= other.x or other.right <= letter.x
            assert apart or letter.bottom <= other.y or other.bottom <= letter.y


def test_letters_keep_off_the_digits_of_the_row_above():
    boxes = [Box(150, 60, 40, 60), Box(150, 130, 40, 60)]
    rows = tuple(Row(((Digit("7", 0.99, box),),)) for box in boxes)
    drawn = annotate(np.full((300, 400, 3), 90, np.uint8), Reading(rows, 400, 300))
    assert (drawn[61:119, 151:189] == 90).all()


def test_a_sheet_of_tiny_digits_is_outlined_finely_and_without_letters():
    boxes = [Box(20 + 14 * i, 40 + 30 * j, 10, 20) for i in range(8) for j in range(5)]
    rows = tuple(Row((tuple(Digit("1", 0.99, box) for box in boxes[i::5]),)) for i in range(5))
    sheet, photo = Reading(rows, 1600, 1200), np.full((1200, 1600, 3), 90, np.uint8)
    assert has_tiny_boxes(sheet) and letter_places(sheet, 1600, 1200) == [None] * 40
    assert (annotate(photo, sheet)[:36] == 90).all(), "nothing is written above"
    few = Reading(rows[:2], 1600, 1200)
    assert not has_tiny_boxes(few) and (annotate(photo, few)[:36] != 90).any()
    assert not has_tiny_boxes(Reading(rows, 400, 300))
