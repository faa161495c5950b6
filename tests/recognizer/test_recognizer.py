"""The whole way from pixels to a Reading, with the project's own models, on drawn sheets."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from harness.pictures import draw
from recognizer import Options, Recognizer
from recognizer.budget import MOST_UNITS, Budget
from recognizer.forms.form_text import digits_form
from recognizer.reading import DARING, Box, Expectation, Reading
from tests.recognizer import drawn


def written(*rows: str, ink: int = drawn.INK, paper: int = drawn.PAPER, height: int = 60) -> drawn.Gray:
    gray = drawn.sheet(640, 40 + len(rows) * 2 * height, paper)
    for line, text in enumerate(rows):
        drawn.write(gray, text, 60, 40 + 2 * height * line, height, ink)
    return drawn.rgb(gray)


@pytest.mark.parametrize("number", ["2503", "007", "80613", "7"])
def test_a_number_is_read(recognizer: Recognizer, number: str):
    assert recognizer.read(written(number)).text == number


@pytest.mark.parametrize("digit", ["2", "3", "5", "8"])
@pytest.mark.parametrize("ink", [30, 250])
def test_a_thick_digit_that_fills_the_photo_is_read(recognizer: Recognizer, digit: str, ink: int):
    gray = drawn.sheet(360, 400, 140)
    cv2.putText(gray, digit, (60, 350), cv2.FONT_HERSHEY_SIMPLEX, 14, ink, 70, cv2.LINE_AA)
    assert recognizer.read(drawn.rgb(gray)).text == digit


@pytest.mark.parametrize(("units", "truncated"), [(MOST_UNITS, False), (150, True)], ids=["enough", "too few units"])
def test_a_reading_says_whether_a_bound_cut_it_short(
    recognizer: Recognizer, units: int, truncated: bool, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("recognizer.Budget", lambda: Budget(units))
    reading = recognizer.read(written("256", "3084"))
    assert reading.truncated == reading.to_dict()["truncated"] == truncated
    assert truncated or reading.text == "256\n3084"


def test_light_digits_on_a_dark_ground_are_read(recognizer: Recognizer):
    assert recognizer.read(written("4836", ink=235, paper=35)).text == "4836"


def test_rows_are_read_from_top_to_bottom(recognizer: Recognizer):
    assert recognizer.read(written("256", "3084", "792")).text == "256\n3084\n792"


@pytest.mark.parametrize("shade", [0, 128, 255])
def test_a_blank_photo_has_no_digits(recognizer: Recognizer, shade: int):
    reading = recognizer.read(np.full((300, 400, 3), shade, np.uint8))
    assert (reading.rows, reading.text) == ((), "")


def test_the_boxes_lie_on_the_digits(recognizer: Recognizer):
    gray = drawn.sheet(1000, 700)
    boxes = drawn.write(gray, "385", 200, 300, 90)
    reading = recognizer.read(drawn.rgb(gray))
    for digit, (x, y, w, h) in zip(reading.digits, boxes.tolist(), strict=True):
        assert digit.box.center == pytest.approx((x + w / 2, y + h / 2), abs=0.15 * h)
        assert digit.box.height == pytest.approx(h, rel=0.2)


def test_a_reading_tells_size_times_crops_and_what_was_rejected(recognizer: Recognizer):
    reading = recognizer.read(written("2503"))
    assert (reading.width, reading.height) == (640, 160)
    assert set(reading.timings_ms) == {"find", "read", "score"}
    assert all(digit.crop is not None and digit.crop.shape == (28, 28) for digit in reading.digits)
    assert all(proposal.reason for proposal in reading.rejected)
    assert all(0 <= digit.confidence <= 1 for digit in reading.digits)


def test_only_the_region_is_read(recognizer: Recognizer):
    photo = written("256", "3084", "792")
    reading = recognizer.read(photo, Options(region=Box(0, 140, 640, 100)))
    assert reading.text == "3084"
    assert (reading.width, reading.height) == (640, 400)
    assert all(150 < digit.box.center[1] < 230 for digit in reading.digits)


def test_a_photo_is_turned_when_asked(recognizer: Recognizer):
    photo = np.ascontiguousarray(np.rot90(written("25034")))
    reading = recognizer.read(photo, Options(turn=90))
    assert (reading.text, reading.turned) == ("25034", 90)
    assert (reading.width, reading.height) == (photo.shape[1], photo.shape[0])
    assert [digit.box.y for digit in reading.digits] == sorted((d.box.y for d in reading.digits), reverse=True)


@pytest.mark.parametrize("turns", [1, 2, 3])
@pytest.mark.parametrize("number", ["25034", "7432", "1943526"])
def test_a_photo_on_its_side_or_head_is_read(recognizer: Recognizer, number: str, turns: int):
    assert recognizer.read(np.ascontiguousarray(np.rot90(written(number), turns))).text == number


@pytest.mark.parametrize("word", ["HERE", "THREE", "hello"])
def test_words_are_not_stood_on_their_head_to_be_numbers(recognizer: Recognizer, word: str):
    assert recognizer.read(written(word)).text == ""


def test_of_a_longer_number_no_part_is_taken_for_the_expected_one(recognizer: Recognizer):
    reading = recognizer.read(written("05221859"), Options(form=digits_form(4)))
    assert reading.text == "05221859" and reading.expected == Expectation("4 digits", False, 0.0)


def test_the_number_of_the_expected_form_is_told_alone(recognizer: Recognizer):
    reading = recognizer.read(written("25034", "718", height=40), Options(form=digits_form(3)))
    assert reading.text == "718" and reading.expected is not None and reading.expected.fits
    assert [item.digit for item in reading.rejected if item.reason == "not expected"] == list("25034")


def test_digits_that_are_too_faint_by_themselves_count_where_the_form_needs_them(recognizer: Recognizer):
    careful = Options(min_confidence=1.0)
    assert not recognizer.read(written("2503"), careful).digits
    assert recognizer.read(written("2503"), replace(careful, form=digits_form(4))).text == "2503"


def test_nothing_stands_under_the_least_confidence(recognizer: Recognizer):
    assert recognizer.read(written("2503"), Options(min_confidence=1.0)).digits == ()


def test_what_is_faint_is_what_a_daring_reading_shows(recognizer: Recognizer):
    noise = np.random.default_rng(0).normal(0, 50, (240, 480, 3))
    photo = (cv2.GaussianBlur(draw("8"), (0, 0), 16) + noise).clip(0, 255).astype(np.uint8)
    usual, daring = recognizer.read(photo), recognizer.read(photo, Options(min_confidence=DARING))
    assert not usual.digits and any(item.reason == "unsure" for item in usual.rejected)
    assert usual.faint == len(daring.digits) == 1
    assert daring.faint == recognizer.read(written("2503")).faint == 0


def test_the_same_photo_gives_the_same_reading(recognizer: Recognizer):
    def without_times(reading: Reading) -> Reading:
        return Reading(reading.rows, reading.width, reading.height, {}, reading.rejected, reading.turned)

    photo = written("90214")
    assert without_times(recognizer.read(photo)) == without_times(recognizer.read(photo))


@pytest.mark.parametrize("photo", [np.zeros((5, 5)), np.zeros((5, 5, 4), np.uint8), np.zeros((0, 5, 3), np.uint8)])
def test_what_is_no_photo_is_refused(recognizer: Recognizer, photo: np.ndarray):
    with pytest.raises(ValueError, match="photo"):
        recognizer.read(photo)


def test_models_that_are_missing_are_told(tmp_path: Path):
    with pytest.raises((OSError, ValueError)):
        Recognizer.load(tmp_path)
