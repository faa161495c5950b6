"""Numbers as written: what belongs to one, what ends it, and that no digit is lost or invented."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognizer.reading import Box, Digit, Mark, Reading, Row
from recognizer.views import turned_back
from tests.written import written


def texts(row: Row) -> list[str]:
    return [number.text for number in row.numbers]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("007", ["007"]),
        ("12,50", ["12,50"]),
        ("1.234,56", ["1.234,56"]),
        ("1'234.50", ["1'234.50"]),
        ("1,412,600,000   17.6%", ["1,412,600,000", "17.6%"]),
        ("17.6 %", ["17.6%"]),
        ("-264.27", ["-264.27"]),
        ("−12,50 €", ["-12,50"]),
        ("-€12.50", ["-12.50"]),
        ("€-12.50", ["-12.50"]),
        ("€12.50", ["12.50"]),
        ("+49   30   1234", ["+49", "30", "1234"]),
        ("3   500", ["3", "500"]),
        ("98.6 °F", ["98.6"]),
        ("10:45", ["10:45"]),
        ("10:45:03.", ["10:45:03"]),
        ("16/01/2024", ["16/01/2024"]),
        ("2024-08-14   09:11", ["2024-08-14", "09:11"]),
        ("2020.12.15/08:53", ["2020.12.15/08:53"]),
        ("07-1-09-0-324", ["07-1-09-0-324"]),
        ("1.3.5", ["1.3.5"]),
        (".5", [".5"]),
        ("-.5", ["-.5"]),
        ("163 − 930", ["163", "930"]),
        ("163-930=-767", ["163", "930", "-767"]),
        ("5+3=8", ["5", "3", "8"]),
        ("12/4=3", ["12", "4", "3"]),
        ("5 -3", ["5", "-3"]),
        ("(12)34", ["12", "34"]),
        ("A12B34", ["12", "34"]),
        ("AB-1234", ["1234"]),
        ("12kg", ["12"]),
        ("12.   34", ["12", "34"]),
        ("No.7,   8", ["7", "8"]),
        ("1=-2", ["1", "-2"]),
        ("5   6", ["5", "6"]),
    ],
)
@pytest.mark.parametrize("spaces", [True, False], ids=["spaces", "gaps"])
def test_a_line_of_type_gives_the_numbers_that_a_person_would_type(text: str, numbers: list[str], spaces: bool):
    assert texts(written(text, spaces=spaces)) == numbers


def test_without_marks_the_numbers_are_the_groups():
    row = replace(written("12,50   7"), marks=())
    assert texts(row) == ["1250", "7"] and row.text == "1250 7" and row.digits_text == "12507"


def test_a_narrow_space_that_was_seen_ends_a_number():
    assert texts(written("3 500", spaces=True)) == ["3", "500"]
    assert texts(written("No.7, 8", spaces=True)) == ["7", "8"]


def test_a_wide_gap_ends_a_number_though_a_mark_stands_in_it():
    assert texts(written("12,    50")) == ["12", "50"]


def test_raised_cents_are_a_number_of_their_own():
    euros, cents = written("29^90").numbers
    assert (euros.text, euros.raised, cents.text, cents.raised) == ("29", False, "90", True)


@pytest.mark.parametrize("text", ["2^9", "29^9", "29^905", "2^9.5"])
def test_digits_that_are_not_two_are_no_raised_cents(text: str):
    assert texts(written(text)) == [text.replace("^", "")]


def test_raised_cents_behind_a_gap_are_a_number_of_their_own():
    row = written("29^90")
    euros, cents = replace(row, groups=(row.digits[:2], row.digits[2:])).numbers
    assert (euros.text, cents.text, cents.raised) == ("29", "90", True)


def test_small_digits_on_the_line_are_no_raised_ones():
    row = written("29^90")
    digits = [d if i < 2 else replace(d, box=replace(d.box, y=d.box.y + 20)) for i, d in enumerate(row.digits)]
    assert texts(Row((tuple(digits),))) == ["2990"]


def test_a_doubtful_point_makes_its_number_doubtful_and_stays():
    row = written("12.5", 0.99)
    doubtful = replace(row, marks=(replace(row.marks[0], confidence=0.4),))
    (number,) = doubtful.numbers
    assert number.text == "12.5" and number.confidence == pytest.approx(0.99**3 * 0.4)
    assert number.marks[0].certainty == "unsure"


def test_the_box_of_a_number_is_around_its_marks_too():
    (number,) = written("-5").numbers
    assert number.box.x == 20 and number.box.right == number.characters[-1].box.right


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
@pytest.mark.parametrize("text", ["-6", "-264.27 5%", "29^90"])
def test_numbers_are_the_same_whichever_way_up_the_photo_was_read(text: str, turned: int):
    upright = Reading((written(text),), 400, 200)
    before = turned_back(upright, turned)
    assert [n.text for n in before.rows[0].numbers] == [n.text for n in upright.rows[0].numbers]
    assert [n.raised for n in before.rows[0].numbers] == [n.raised for n in upright.rows[0].numbers]


def test_the_json_of_a_number_has_its_marks_and_its_value():
    (number,) = written("12.50", 0.9).numbers
    told = number.to_dict()
    assert (told["text"], told["digits"], told["value"], told["readings"]) == ("12.50", "1250", "12.50", [])
    assert told["confidence"] == round(0.9**5, 4) and told["raised"] is False
    assert told["marks"] == [{"mark": ".", "confidence": 0.9, "box": number.marks[0].box.to_dict()}]
    (doubtful,) = written("1.234").numbers
    assert (doubtful.to_dict()["value"], doubtful.to_dict()["readings"]) == (None, ["1.234", "1234"])


boxes = st.builds(Box, st.floats(0, 500), st.floats(0, 50), st.floats(1, 60), st.floats(1, 60))
digits = st.builds(Digit, st.sampled_from("0123456789"), st.floats(0, 1), boxes)
marks = st.builds(Mark, st.sampled_from(".,:/-+%'=( )xA−"), st.floats(0, 1), boxes)
rows = st.builds(
    lambda groups, marks, turned: Row(tuple(map(tuple, groups)), tuple(marks), turned),
    st.lists(st.lists(digits, min_size=1, max_size=6), min_size=1, max_size=4),
    st.lists(marks, max_size=8),
    st.sampled_from([0, 90, 180, 270]),
)


@given(rows)
def test_every_digit_is_in_one_number_and_in_the_order_of_the_row(row: Row):
    found = [one for number in row.numbers for one in number.characters]
    assert [one for one in found if isinstance(one, Digit)] == list(row.digits)
    assert "".join(number.digits for number in row.numbers) == row.digits_text


@given(rows)
def test_no_mark_is_invented_and_none_is_in_two_numbers(row: Row):
    used = [id(mark) for number in row.numbers for mark in number.marks]
    assert len(used) == len(set(used)) and set(used) <= set(map(id, row.marks))


@given(rows)
def test_a_number_is_digits_with_marks_between_them_and_a_sign_in_front(row: Row):
    for number in row.numbers:
        body = number.text.lstrip("+-").removesuffix("%")
        assert number.digits and body[-1].isdigit() and not set(body) - set("0123456789.,:/-'")
        assert 0 <= number.confidence <= min(one.confidence for one in number.characters)
