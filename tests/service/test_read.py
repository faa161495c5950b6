import numpy as np
import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from harness.pictures import draw, encode
from recognizer.reading import Box, Digit, Options, Reading, Rejected, Row
from tests.conftest import FixedRecognizer
from webapp.intake.photo import Photo
from webapp.service.read import answer, rescaled, to_working_size


def test_boxes_are_pixels_of_the_whole_photo_though_a_smaller_one_was_read(app: Flask, recognizer: FixedRecognizer):
    recognizer.rows = ("12",)
    with app.app_context():
        reading = answer(encode(draw("12", 4000, 3000), "JPEG")).reading
    ((asked, _),) = recognizer.asked
    assert asked.shape[1] < 2500
    assert (reading.width, reading.height) == (4000, 3000)
    assert [d.box.to_dict() for d in reading.digits] == [
        {"x": 0, "y": 0, "width": 2000, "height": 3000},
        {"x": 2000, "y": 0, "width": 2000, "height": 3000},
    ]


def test_the_region_of_the_whole_photo_reaches_the_recognizer_in_its_pixels():
    photo = Photo(np.zeros((150, 200, 3), np.uint8), 4000, 3000)
    options = to_working_size(Options(min_confidence=0.3, region=Box(2000, 1000, 400, 200)), photo)
    assert options == Options(min_confidence=0.3, region=Box(100, 50, 20, 10))


def test_decoding_is_the_first_of_the_timed_stages(app: Flask):
    with app.app_context():
        timings = answer(encode(draw("1"))).reading.timings_ms
    assert list(timings) == ["decode", "propose", "classify"]
    assert timings["decode"] > 0


@given(st.integers(1, 9000), st.integers(1, 9000), st.floats(0, 500), st.floats(0.1, 400))
def test_rescaling_there_and_back_changes_nothing(width: int, height: int, x: float, size: float):
    box = Box(x, x / 2, size, size * 2)
    digits = Row(((Digit("0", 0.9, box),), (Digit("7", 0.5, box),)))
    reading = Reading((digits,), 640, 480, {"read": 1.0}, (Rejected(box, "letter", "3", 0.2),))
    back = rescaled(rescaled(reading, width, height), 640, 480)
    assert (back.text, back.width, back.height) == ("0 7", 640, 480)
    assert [len(group) for group in back.rows[0].groups] == [1, 1]
    for moved in (*back.digits, *back.rejected):
        assert (moved.box.x, moved.box.width) == pytest.approx((box.x, box.width))
        assert (moved.box.y, moved.box.height) == pytest.approx((box.y, box.height))
