"""The box of a character's ink is found in its span."""

import cv2
import numpy as np
import pytest

from recognizer.digits.contours import ink_around, ink_boxes, ink_of


def strip_with(*boxes: tuple[int, int, int, int], light: bool = False) -> np.ndarray:
    """A strip (48, 96) of ink boxes x, y, width, height."""
    strip = np.full((48, 96), 0.9, np.float32)
    for x, y, w, h in boxes:
        cv2.rectangle(strip, (x, y), (x + w - 1, y + h - 1), -0.9, -1)
    return -strip if light else strip


@pytest.mark.parametrize("light", [False, True])
def test_each_span_has_the_box_of_its_own_ink(light: bool) -> None:
    strip = strip_with((10, 8, 16, 30), (40, 10, 6, 28), light=light)
    assert ink_boxes(strip, [(8, 28), (34, 52)], [False, False]) == [(10, 8, 16, 30), (40, 10, 6, 28)]


def test_specks_and_rules_are_no_ink_of_a_digit() -> None:
    strip = strip_with((10, 8, 16, 30), (13, 44, 2, 2), (0, 46, 96, 2))
    assert ink_boxes(strip, [(8, 28)], [False]) == [(10, 8, 16, 30)]


def test_the_ink_of_a_point_is_as_small_as_it_is_and_that_of_a_digit_is_not() -> None:
    strip = strip_with((10, 8, 16, 30), (32, 32, 6, 6))
    assert ink_boxes(strip, [(8, 28), (30, 40)], [False, True])[1] == (32, 32, 6, 6)
    assert ink_boxes(strip, [(8, 28), (30, 40)], [False, False])[1][3] > 20


def test_without_ink_the_span_itself_is_told() -> None:
    ((x, y, w, h),) = ink_boxes(np.zeros((48, 64), np.float32), [(20, 36)], [False])
    assert (x, w) == (20, 16) and 0 < y < y + h < 48


def test_ink_is_what_the_rim_is_not() -> None:
    assert ink_of(strip_with((30, 10, 20, 20))).sum() == 400 == ink_of(strip_with((30, 10, 20, 20), light=True)).sum()


def test_the_ink_of_a_picture_is_found_without_its_specks() -> None:
    assert ink_around(strip_with((10, 8, 16, 30), (30, 12, 10, 20), (80, 40, 2, 2))) == (10, 8, 30, 30)
    assert ink_around(np.zeros((20, 30), np.float32))[2:] == (30, 20)
