import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from harness.pictures import draw, encode
from recognizer.forms.form_text import MOST_DIGITS, parse
from recognizer.reading import Box, Options
from tests.conftest import FixedRecognizer
from webapp.errors import BadChoice, OffPhoto
from webapp.service.options import FIELDS, MIN_CONFIDENCE, Choices, choices_from
from webapp.service.read import answer


@pytest.mark.parametrize("fields", [{}, {"digits": "", "turn": " "}, {"digits": "any", "turn": "auto"}, {"other": "x"}])
def test_what_is_not_chosen_keeps_its_default(fields: dict[str, str]):
    assert choices_from(fields) == Choices(MIN_CONFIDENCE, None, None, None)
    assert choices_from(fields).for_photo(640, 480) == Options()


def test_every_choice_reaches_the_options():
    chosen = choices_from({"min_confidence": "0.5", "expected": "000.0", "region": "10, 20,300,40", "turn": "270"})
    assert chosen.for_photo(640, 480) == Options(0.5, parse("000.0"), Box(10, 20, 300, 40), 270)


def test_a_number_of_digits_is_a_form_and_a_form_goes_before_it():
    assert choices_from({"digits": "7"}).form == parse("7 digits") == choices_from({"expected": "7 digits"}).form
    assert choices_from({"digits": "7", "expected": "00:00"}).form == parse("00:00")


def test_a_region_may_be_in_shares_of_the_sides():
    assert choices_from({"region": "0.25,0,0.5,1"}).for_photo(400, 200).region == Box(100, 0, 200, 200)


def test_a_region_that_hangs_over_the_border_ends_there():
    assert choices_from({"region": "-10,-10,30,500"}).for_photo(400, 200).region == Box(0, 0, 20, 200)


@pytest.mark.parametrize("region", ["500,0,100,100", "0,0,3,100", "0.5,0.5,0.001,0.5"])
def test_a_region_without_room_for_a_digit_is_refused(region: str):
    with pytest.raises(OffPhoto, match="400 × 200 pixels"):
        choices_from({"region": region}).for_photo(400, 200)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("min_confidence", ["much", "1.1", "-0.1", "nan", "inf"]),
        ("digits", ["0", "-1", "2.5", "²", str(MOST_DIGITS + 1), "9" * 5000]),
        ("expected", ["what", "0{99}", "[A-", "0" * 5000, "many digits"]),
        ("region", ["1,2,3", "1,2,3,4,5", "a,b,c,d", "0,0,0,10", "0,0,10,-1", ",,,", "nan,0,1,1"]),
        ("turn", ["45", "-90", "360", "left"]),
    ],
)
def test_a_wrong_choice_is_named(field: str, values: list[str]):
    for value in values:
        with pytest.raises(BadChoice, match=f"^{field} must be .* Please "):
            choices_from({field: value})


@given(st.dictionaries(st.sampled_from(FIELDS), st.text()))
def test_any_text_at_all_is_a_choice_or_a_refusal(fields: dict[str, str]):
    try:
        assert 0 <= choices_from(fields).min_confidence <= 1
    except BadChoice as refusal:
        assert refusal.status == 400


def test_the_choices_reach_the_recognizer_in_the_pixels_that_it_reads(app: Flask, recognizer: FixedRecognizer):
    with app.app_context():
        answer(encode(draw("12", 4000, 3000), "JPEG"), Choices(0.4, parse("2 digits"), (0.5, 0.5, 0.25, 0.25), 90))
    ((rgb, asked),) = recognizer.asked
    assert (asked.min_confidence, asked.form, asked.turn) == (0.4, parse("2 digits"), 90)
    assert asked.region and asked.region.x == pytest.approx(rgb.shape[1] / 2)
    assert asked.region.height == pytest.approx(rgb.shape[0] / 4)
