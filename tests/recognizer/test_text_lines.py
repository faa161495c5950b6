"""Text lines are read within bounds, and what is left out last changes no probability."""

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from recognizer import Options, Recognizer
from recognizer.places import NOWHERE, Place
from recognizer.reader import Character
from recognizer.reading import Box, Digit, Reading
from recognizer.text_lines import Scored, Seen, is_filled_by_one, with_confidence
from tests.recognizer import drawn

READING = Reading((), 400, 100)


def page(*lines: str) -> np.ndarray:
    """Lines of print on a page (700, 900, 3) uint8."""
    sheet = Image.new("L", (900, 700), 235)
    for number, line in enumerate(lines):
        ImageDraw.Draw(sheet).text((60, 60 + 90 * number), line, fill=40, font=ImageFont.load_default(size=48))
    return np.repeat(np.asarray(sheet)[..., None], 3, axis=2)


def digit(text: str, confidence: float, x: float) -> Scored:
    box = Box(x, 20, 20, 40)
    return Scored(NOWHERE, Place(box, None, None), Digit(text, confidence, box))


def mark(text: str, x: float) -> Scored:
    place = Place(Box(x, 50, 6, 8), Character(text, 0.9, "x", 0.0, 0, 5), None)
    return Scored(NOWHERE, place, None)


def test_only_the_least_confidence_decides_what_is_left_out() -> None:
    seen = Seen(READING, [digit("1", 0.9, 20), mark(".", 45), digit("7", 0.4, 60)])
    usual, daring, careful = (with_confidence(seen, least) for least in (0.5, 0.25, 0.95))
    assert [row.digits_text for row in usual.rows] == ["1"] and [row.text for row in daring.rows] == ["1.7"]
    assert not careful.rows and careful.faint == 2 and usual.faint == 0
    assert daring.digits[0].confidence == usual.digits[0].confidence


def test_a_digit_that_fills_the_photo_is_left_to_the_network_for_whole_pictures(recognizer: Recognizer) -> None:
    gray = drawn.sheet(360, 400, 140)
    cv2.putText(gray, "5", (60, 350), cv2.FONT_HERSHEY_SIMPLEX, 14, 30, 70, cv2.LINE_AA)
    reading = recognizer.read(drawn.rgb(gray))
    assert is_filled_by_one(reading) and reading.text == "5"
    assert not is_filled_by_one(recognizer.read(page("12")))


@pytest.mark.parametrize("least", [0.25, 0.5, 0.8])
def test_a_lone_digit_under_the_least_confidence_does_not_stand(least: float) -> None:
    one = Reading((with_confidence(Seen(READING, [digit("7", 0.6, 20)]), 0.5).rows), 60, 60)
    assert bool(with_confidence(Seen(one, None), least).rows) == (least <= 0.6)


def test_lines_past_the_bound_are_left_out_and_that_is_told(
    recognizer: Recognizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = ("12,50", "98.6", "10:45", "17%", "2024", "-3.75")
    whole = recognizer.read(page(*lines))
    monkeypatch.setattr("recognizer.text_lines.MOST_TEXT_UNITS", 230)
    cut = recognizer.read(page(*lines))
    assert whole.text == "\n".join(lines) and not whole.truncated
    assert cut.truncated and cut.digits_text == whole.digits_text, "digits found one by one stay"
    assert 0 < sum(bool(row.marks) for row in cut.rows) < len(lines)


def test_a_part_of_a_photo_is_read_as_the_photo_is(recognizer: Recognizer) -> None:
    reading = recognizer.read(page("12,50", "10:45"), Options(region=Box(0, 130, 900, 120)))
    assert reading.text == "10:45"
