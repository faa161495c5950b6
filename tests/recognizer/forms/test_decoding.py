"""Constrained decoding: the likeliest text that fits a form is found, as listing all texts would find it."""

import itertools
import math
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognizer.forms.decoding import PLAUSIBLE, fit
from recognizer.forms.form import Form
from recognizer.forms.form_text import digits_form, parse
from recognizer.forms.lattice import Lattice, lattice, lattice_of
from recognizer.forms.patterns import LONGEST_CODE
from tests.written import written


def plainly(text: str) -> list[dict[str, float]]:
    """Positions that show a text, without doubt."""
    return [{char: 1.0} for char in text]


def doubtful(text: str, place: int, other: str, chance: float) -> list[dict[str, float]]:
    """The same with another character that one position may be."""
    positions = plainly(text)
    positions[place] = {text[place]: 1 - chance, other: chance}
    return positions


def test_a_check_digit_that_does_not_fit_leads_to_the_likeliest_code_that_does():
    found = fit(lattice(doubtful("4006381333937", 12, "1", 0.2)), parse("EAN"))
    assert found is not None and found.text == "4006381333931" and found.is_plausible
    assert found.relative == pytest.approx(0.25) and found.share == 1.0
    assert found.confidence == pytest.approx(0.25 / 0.26)


def test_what_fits_as_it_was_read_is_as_likely_as_the_free_reading():
    found = fit(lattice(doubtful("4006381333931", 12, "7", 0.2)), parse("EAN"))
    assert found is not None and found.text == "4006381333931" and found.relative == pytest.approx(1.0)


@pytest.mark.parametrize("pattern", ["[0-9]{0,64}", "0?" * 31 + "0", "[0-9]{1,32}[0-9]{0,32}", "[0-9A-Z]{0,64}"])
def test_the_most_ambiguous_pattern_in_the_most_doubtful_row_takes_bounded_steps(pattern: str, monkeypatch):
    tried, follow = itertools.count(), Form._after

    def counted(self, config, char):
        next(tried)
        return follow(self, config, char)

    monkeypatch.setattr(Form, "_after", counted)
    fit(lattice([{"0": 0.3, "8": 0.3, "6": 0.2, "9": 0.2}] * 40), parse(pattern))
    assert next(tried) <= 4 * LONGEST_CODE**2, "each state once for each character"


def test_where_nothing_fits_nothing_is_found():
    assert fit(lattice(plainly("4006381333937")), parse("EAN")) is None
    assert fit(lattice(plainly("")), parse("5 digits")) is None


def test_a_text_that_is_hardly_possible_is_not_plausible():
    found = fit(lattice(doubtful("4006381333937", 12, "1", 1e-4)), parse("EAN"))
    assert found is not None and not found.is_plausible and found.confidence < 0.05


@pytest.mark.parametrize("digits", ["05221859", "052218590"])
def test_digits_are_never_picked_from_a_longer_number(digits: str):
    positions = [{digit: 0.5 + 0.05 * place, "": 0.05} for place, digit in enumerate(digits)]
    found = fit(lattice(positions), digits_form(4))
    assert found is None or not found.is_plausible


@pytest.mark.parametrize(
    ("row", "form", "text"),
    [
        ("No. 12345 kg", "5 digits", "12345"),
        ("12345.", "5 digits", "12345"),
        ("12345,67", "5 digits", None),
        ("12 12345 99", "5 digits", "12345"),
        ("A12345", "5 digits", "12345"),
        ("-123.4", "000.0", None),
        ("A-123.4V", "000.0", "123.4"),
        ("1123.4", "000.0", None),
        ("123.45", "000.0", None),
        ("123.4%", "000.0", "123.4"),
        ("XAB-1234", "[A-Z]{2}-0000", None),
        ("(AB-1234)", "[A-Z]{2}-0000", "AB-1234"),
        ("4 006381 333931", "EAN", "4006381333931"),
        ("DE89 3704 0044 0532 0130 00", "IBAN", "DE89370400440532013000"),
    ],
)
def test_a_number_fits_as_a_whole_whatever_stands_beside_it(row: str, form: str, text: str | None):
    found = fit(lattice(plainly(row)), parse(form))
    assert (found.text if found else None) == text


def test_doubts_about_what_stands_beside_a_number_do_not_make_it_likelier():
    beside = [{" ": 1.0}, *[{"a": 0.6, "b": 0.2, "c": 0.2}] * 30]
    found = fit(lattice([*doubtful("4006381333937", 12, "1", 1e-4), *beside]), parse("EAN"))
    assert found is None or not found.is_plausible


def test_a_long_number_of_which_each_digit_is_doubtful_is_found():
    found = fit(lattice([{"1": 0.6, "2": 0.1, "3": 0.1, "": 0.2}] * 50), digits_form(50))
    assert found is not None and found.text == "1" * 50 and found.relative == pytest.approx(1.0)


def test_the_frames_tell_where_each_character_stands():
    found = fit(lattice(plainly("No 12 345")), parse("5 digits"))
    assert found is not None and found.frames == (6, 8, 12, 14, 16)


def test_a_faint_digit_counts_where_it_is_needed():
    positions = [{"1": 1.0}, {"2": 0.3, "": 0.7}, {"3": 1.0}]
    three, two = fit(lattice(positions), digits_form(3)), fit(lattice(positions), digits_form(2))
    assert three is not None and two is not None
    assert (three.text, two.text) == ("123", "13")
    assert three.relative == pytest.approx(0.3 / 0.7) and two.relative == pytest.approx(1.0)


def test_what_speaks_against_a_character_is_told_of_it_alone():
    positions = [{"1": 1.0}, {"2": 0.6, "3": 0.4}]
    found = fit(lattice(positions), digits_form(2))
    assert found is not None and found.shares == pytest.approx((1.0, 0.6)) and found.share == pytest.approx(0.6)


tables = st.integers(1, 5).flatmap(
    lambda t: st.lists(st.lists(st.floats(0.01, 1), min_size=4, max_size=4), min_size=t, max_size=t)
)


def every_path(table: np.ndarray, alphabet: str) -> list[tuple[str, float]]:
    """The text and the probability of every path."""
    found = []
    for path in itertools.product(range(table.shape[1]), repeat=len(table)):
        kept = [label for label, _ in itertools.groupby(path) if label]
        text = "".join(alphabet[label - 1] for label in kept)
        found.append((text, math.prod(table[range(len(path)), path])))
    return found


def whole_numbers(row: str) -> list[str]:
    """What in a row of 1, 2 and points is whole: no digit before it, and none behind it or behind its point."""
    found = []
    for start, end in itertools.combinations(range(len(row) + 1), 2):
        behind = row[end : end + 1] + (row[end + 1 : end + 2] if row[end : end + 1] == "." else "")
        if not set("12") & {*row[:start], *behind}:
            found.append(row[start:end])
    return found


@settings(max_examples=60)
@given(tables, st.sampled_from(["1 digit", "2 digits", "0.0", "12?", "[12]{1,3}"]))
def test_the_text_that_is_found_is_the_likeliest_of_all_that_fit(rows: list[list[float]], form: str):
    table, read = np.array(rows) / np.sum(rows, axis=1, keepdims=True), parse(form)
    sums, paths, free = defaultdict[str, float](float), defaultdict[str, float](float), math.prod(table.max(axis=1))
    for row, probability in every_path(table, "12."):
        for text in filter(read.fits, whole_numbers(row)):
            sums[text] += probability
            paths[text] = max(paths[text], probability / free)
    found = fit(Lattice(np.log(table), "12."), read)
    if found is None:
        assert max(paths.values(), default=0) < PLAUSIBLE
        return
    assert found.relative == pytest.approx(paths[found.text])
    if found.is_plausible:
        assert sums[found.text] == pytest.approx(max(sums.values()), rel=0.05)
        assert found.share == pytest.approx(sums[found.text] / sum(sums.values()), abs=0.03)


def test_a_row_that_was_read_is_a_lattice_of_its_digits_marks_and_gaps():
    row = written("12.5   7", 0.9)
    table, line = lattice_of(row)
    assert table.best() == "12.5 7" and [one.sign if one else None for one in line] == ["1", "2", ".", "5", None, "7"]
    first = np.exp(table.log_probs[0])
    assert first[table.alphabet.index("1") + 1] == pytest.approx(0.9)
    assert first[table.alphabet.index("2") + 1] == pytest.approx(0.05) and first[0] == pytest.approx(0.05)
