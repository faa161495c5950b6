import csv
import io
from dataclasses import replace

import numpy as np
import pytest

from harness.pictures import draw
from recognizer.reading import Box, Digit, Options, Reading, Reason, Rejected, Row
from recognizer.views import turned_back
from tests.conftest import FixedRecognizer
from webapp.config import MAX_LEFT_OUT, MAX_OPEN_CROPS
from webapp.export.annotated import shown
from webapp.export.spreadsheet import to_csv
from webapp.intake.photo import Photo
from webapp.pages.result_view import REASONS, view
from webapp.service.read import Answer


def answered(*rows: str, turned: int = 0, rejected: tuple[Rejected, ...] = ()) -> Answer:
    rgb = draw(rows[0] if rows else "")
    recognizer = FixedRecognizer(*rows)
    recognizer.turned = turned
    return Answer(Photo(rgb, 480, 240), replace(recognizer.read(rgb), rejected=rejected), "version")


def left_out(reason: Reason, confidence: float = 0.5) -> Rejected:
    return Rejected(Box(10, 20, 30, 40), reason, "3", confidence)


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_boxes_and_region_stay_on_their_pixels_however_the_photo_is_shown(turned: int):
    answer = answered("12", turned=turned, rejected=(left_out("overlap"),))
    for spot, box in ((10, answer.reading.digits[0].box), (200, Box(300, 60, 90, 120))):
        answer.photo.rgb[round(box.y) : round(box.bottom), round(box.x) : round(box.right)] = spot
    rgb, reading, frame = shown(answer, Box(300, 60, 90, 120))
    assert (reading.width, reading.height) == (rgb.shape[1], rgb.shape[0])
    assert frame is not None and len(reading.rejected) == 1
    assert np.all(rgb[round(frame.y) : round(frame.bottom), round(frame.x) : round(frame.right)] == 200)
    first = reading.digits[0].box
    inside = rgb[round(first.y) : round(first.bottom), round(first.x) : round(first.right)]
    assert np.all(inside == 10)


def test_a_small_photo_is_shown_larger_with_its_boxes_in_place():
    rgb = draw("12", 96, 48)
    rgb_shown, reading, _ = shown(Answer(Photo(rgb, 96, 48), FixedRecognizer("12").read(rgb), "version"))
    assert rgb_shown.shape == (240, 480, 3)
    assert reading.digits[1].box == Box(240, 0, 240, 240)


def test_what_was_left_out_is_counted_and_the_likeliest_are_shown_first():
    rejected = (*[left_out("letter", 0.1)] * 100, left_out("unsure", 0.6), left_out("not expected", 0.9))
    shown_view = view(answered("7", rejected=rejected), "a.png", Options())
    assert shown_view.reasons == ((REASONS["unsure"], 1), (REASONS["not expected"], 1), (REASONS["letter"], 100))
    assert [item.reason for item in shown_view.left_out[:3]] == ["unsure", "not expected", "letter"]
    assert len(shown_view.left_out) == MAX_LEFT_OUT


def test_the_crops_of_a_sheet_are_folded_away():
    assert [view(answered("1" * count), "a.png", Options()).folded for count in (1, MAX_OPEN_CROPS)] == [False, False]
    assert view(answered("1" * MAX_OPEN_CROPS, "2"), "a.png", Options()).folded


def test_advice_is_given_only_where_nothing_was_read():
    assert view(answered("7"), "a.png", Options()).advice == ()


@pytest.mark.parametrize(("faint", "told"), [(1, "one thing that may be a digit"), (2, "2 things that may be digits")])
def test_to_be_daring_is_advised_where_that_shows_something(faint: int, told: str):
    nothing = answered(rejected=(left_out("unsure"),))
    first, *_ = view(replace(nothing, reading=replace(nothing.reading, faint=faint)), "a.png", Options()).advice
    assert told in first and "daring" in first
    assert "daring" not in " ".join(view(nothing, "a.png", Options()).advice)


def test_the_stages_fill_the_bar():
    stages = view(answered("7"), "a.png", Options()).stages
    assert [stage.name for stage in stages] == ["propose", "classify"]
    assert stages[0].start == 0 and stages[-1].start + stages[-1].share == pytest.approx(100)


def test_csv_has_a_line_for_each_digit_of_each_row():
    lines = list(csv.DictReader(io.StringIO(to_csv(answered("07", "4").reading))))
    assert [(line["row"], line["position"], line["character"]) for line in lines] == [
        ("1", "1", "0"),
        ("1", "2", "7"),
        ("2", "1", "4"),
    ]
    assert [line["corrected"] for line in lines] == [""] * 3
    assert [line["number"] for line in lines] == ['="07"', '="07"', '="4"']


def test_csv_has_a_line_for_each_mark_of_a_number_too():
    lines = list(csv.DictReader(io.StringIO(to_csv(answered("-1,5 7%").reading))))
    assert [line["character"] for line in lines] == ["'-", "1", ",", "5", "7", "%"]
    assert {line["number"] for line in lines} == {'="-1,5 7%"'} and {line["digits"] for line in lines} == {'="157"'}


def test_numbers_in_columns_are_a_table_however_the_photo_is_turned():
    boxes = [Box(x, y, 20, 40) for y in (20, 80) for x in (40, 62, 300)]
    for turned in (0, 90, 180, 270):
        digits = [Digit(digit, 1.0, box) for digit, box in zip("123456", boxes, strict=True)]
        rows = tuple(Row((tuple(digits[i : i + 2]), (digits[i + 2],))) for i in (0, 3))
        size = (480, 240) if turned % 180 == 0 else (240, 480)
        upright = Reading(rows, 480, 240, turned=turned)
        answer = Answer(Photo(draw("", *size), *size), turned_back(upright, turned), "version")
        assert view(answer, "a.png", Options()).table == (("12", "3"), ("45", "6"))
    assert view(answered("12", "34"), "a.png", Options()).table == ()
