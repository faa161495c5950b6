"""Photos held askew: how far their rows lean, and the way of boxes to the levelled photo and back."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest

from recognizer import Recognizer
from recognizer.reading import Box, Digit, Reading, Row
from recognizer.tilt import LEAST, laid_back, levelled, tilt
from tests.recognizer import drawn


def reading_of(boxes: np.ndarray, width: int = 640, height: int = 480) -> Reading:
    digits = tuple(Digit("5", 0.9, Box(*map(float, box))) for box in boxes)
    return Reading((Row((digits,)),), width, height)


def leaning(degrees: float, count: int = 5) -> np.ndarray:
    step = math.tan(math.radians(degrees)) * 60
    return np.array([(100 + 60 * place, 200 + step * place, 40, 60) for place in range(count)], np.float32)


@pytest.mark.parametrize("degrees", [-18, -9, 8, 15])
def test_the_lean_of_a_row_is_told(degrees: float) -> None:
    assert tilt(reading_of(leaning(degrees))) == pytest.approx(degrees, abs=2)


def test_a_little_lean_and_lone_digits_do_not_matter() -> None:
    assert tilt(reading_of(leaning(LEAST - 2))) == tilt(reading_of(leaning(15, count=1))) == 0
    assert tilt(reading_of(leaning(15, count=0))) == 0


@pytest.mark.parametrize("scale", [1, 8])
def test_boxes_come_back_to_where_they_were(scale: int) -> None:
    gray = np.full((300 * scale, 500 * scale), 230, np.uint8)
    cv2.ellipse(gray, (140 * scale, 90 * scale), (20 * scale, 30 * scale), 0, 0, 360, 20, -1)
    level = levelled(drawn.rgb(gray), 14.0)
    rows, columns = np.nonzero(level[..., 0] < 120)
    x, y, right, bottom = columns.min(), rows.min(), columns.max() + 1, rows.max() + 1
    found = reading_of(np.array([(x, y, right - x, bottom - y)]), level.shape[1], level.shape[0])
    assert max(level.shape) < 2000
    back = laid_back(found, 14.0, 500 * scale, 300 * scale)
    assert (back.width, back.height, back.tilt) == (500 * scale, 300 * scale, 14.0)
    box = back.digits[0].box
    assert box.center == pytest.approx((140 * scale, 90 * scale), abs=1.5 * scale)
    assert (box.width, box.height) == pytest.approx((40 * scale, 60 * scale), rel=0.12)


@pytest.mark.parametrize("degrees", [-25, 25])
def test_a_number_held_askew_is_read_and_boxed_where_it_stands(recognizer: Recognizer, degrees: float) -> None:
    gray = drawn.sheet(900, 500)
    boxes = drawn.write(gray, "1471417", 150, 220, 26)
    turn = cv2.getRotationMatrix2D((450, 250), -degrees, 1)
    photo = drawn.rgb(cv2.warpAffine(gray, turn, (900, 500), borderMode=cv2.BORDER_REPLICATE))
    reading = recognizer.read(photo)
    assert (reading.text, reading.width, reading.height) == ("1471417", 900, 500)
    assert reading.tilt == pytest.approx(degrees, abs=3)
    for digit, (x, y, w, h) in zip(reading.digits, boxes.tolist(), strict=True):
        assert digit.box.center == pytest.approx(tuple(turn @ (x + w / 2, y + h / 2, 1)), abs=0.25 * h)
    explained, seen = recognizer.explain(photo)
    assert (explained.text, explained.tilt) == (reading.text, reading.tilt)
    assert explained.width == seen.prepared.photo_size[0] > 900


def test_upright_digits_that_step_down_stay_as_they_are_read(recognizer: Recognizer) -> None:
    gray = drawn.sheet(700, 420)
    for place, digit in enumerate("40867"):
        drawn.write(gray, digit, 100 + 90 * place, 120 + 20 * place, 70)
    assert recognizer.read(drawn.rgb(gray)).text == "40867"
