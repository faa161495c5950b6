"""The expected form at work on a reading: what fits is kept, what may fit is corrected, and what does not is told."""

from dataclasses import replace

import pytest

from recognizer.forms.expected import expected
from recognizer.forms.form_text import parse
from recognizer.reading import Alternative, Digit, Expectation, Reading, Row
from tests.written import written


def reading(*rows: Row) -> Reading:
    return Reading(rows, 800, 400)


def doubted(row: Row, place: int, other: str, chance: float) -> Row:
    """The row with a digit that may be another one."""
    digits = list(row.digits)
    digits[place] = replace(digits[place], confidence=1 - chance, alternatives=(Alternative(other, chance),))
    sizes, found = [len(group) for group in row.groups], list[tuple[Digit, ...]]()
    for size in sizes:
        found.append(tuple(digits[:size]))
        digits = digits[size:]
    return replace(row, groups=tuple(found))


def test_what_fits_as_it_was_read_is_kept_and_the_rest_left_out():
    found = expected(reading(written("No.7   123.4"), written("555.5", y=100), written("99", y=170)), parse("000.0"))
    assert found.text == "123.4\n555.5" and found.expected is not None and found.expected.fits
    assert found.expected.confidence == pytest.approx(0.99**5)
    assert [one.digit for one in found.rejected] == ["7", "9", "9"]
    assert {one.reason for one in found.rejected} == {"not expected"}


def test_a_check_digit_corrects_a_doubtful_digit_and_tells_what_was_read():
    found = expected(reading(doubted(written("4006381333937", 1.0), 12, "1", 0.2)), parse("EAN"))
    assert found.text == "4006381333931" and found.expected is not None
    assert found.expected.confidence == pytest.approx(0.25 / 0.26)
    last = found.digits[-1]
    assert last.alternatives[0].digit == "7" and last.confidence == pytest.approx(0.25 / 0.26)


def test_where_nothing_plausible_fits_the_free_reading_stands_and_is_said_not_to_fit():
    before = reading(written("4006381333937", 1.0))
    found = expected(before, parse("EAN"))
    assert found.rows == before.rows and found.rejected == ()
    assert found.expected == Expectation("EAN", False, 0.0)
    assert found.to_dict()["expected"] == {"form": "EAN", "fits": False, "confidence": 0.0}


def test_no_number_is_made_of_digits_from_several_rows_or_of_a_part_of_one():
    for rows in ((written("05221859"),), (written("12"), written("34", y=100)), (written("1234567"),)):
        assert not expected(reading(*rows), parse("4 digits")).expected.fits


def test_nothing_fits_a_blank_sheet():
    assert expected(reading(), parse("4 digits")).expected == Expectation("4 digits", False, 0.0)


def test_a_number_that_was_read_in_two_is_one_where_the_form_says_so():
    found = expected(reading(written("4   006381   333931")), parse("EAN"))
    assert [number.text for number in found.rows[0].numbers] == ["4006381333931"]


def test_letters_belong_to_the_number_where_the_form_has_them():
    found = expected(reading(written("(AB-1234)")), parse("[A-Z]{2}-0000"))
    assert found.text == "AB-1234" and found.rows[0].digits_text == "1234"


def test_a_date_and_a_time_are_one_with_the_space_between_them():
    found = expected(reading(written("2024-02-29   23:59")), parse("yyyy-mm-dd hh:mm"))
    assert found.text == "2024-02-29 23:59"
