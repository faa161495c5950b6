"""Expected forms: what a user may write, what fits, and that nothing a user writes is slow or raises anything else."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognizer.forms.form import BadForm
from recognizer.forms.form_text import LONGEST_TEXT, MOST_DIGITS, NAMED, digits_form, parse
from recognizer.forms.patterns import LONGEST_CODE


@pytest.mark.parametrize(
    ("form", "fitting", "others"),
    [
        ("5 digits", ["12345", "-123,45", "1.2.3.4.5", "12 345", "123.45%", ".12345"], ["1234", "123456", "1234a", ""]),
        ("1 digit", ["7", "-7"], ["", "77"]),
        ("000.0", ["123.4", "000.0"], ["123,4", "1234", "12.34", "-123.4"]),
        ("-?000.0", ["123.4", "-123.4"], ["+123.4"]),
        ("00:00", ["10:45", "99:99"], ["1045", "1:45"]),
        ("hh:mm", ["10:45", "00:00"], ["24:00", "10:60"]),
        ("hh:mm:ss", ["23:59:59"], ["23:59:60"]),
        ("dd.mm.yyyy", ["31.12.2024", "01.01.0000"], ["32.12.2024", "00.12.2024", "01.13.2024", "1.1.2024"]),
        ("yyyy-mm-dd hh:mm", ["2024-02-29 23:59"], ["2024-13-01 00:00", "2024-02-29"]),
        ("[A-Z]{2}-0000", ["AB-1234"], ["A1-1234", "ab-1234", "AB-123"]),
        ("[AC-E7]0{1,3}", ["A1", "7123", "D12"], ["B1", "A", "A1234"]),
        ("AB12?3", ["AB13", "AB123"], ["AB12", "ab13"]),
        ("EAN", ["4006381333931", "96385074", "036000291452"], ["4006381333932", "400638133393"]),
        ("EAN-13", ["4006381333931", "4 006381 333931"], ["96385074"]),
        ("isbn", ["9783161484100", "978-3-16-148410-0", "316148410X"], ["9783161484101", "4006381333931"]),
        ("Luhn", ["4111 1111 1111 1111", "490154203237518"], ["4111111111111112", "1234567"]),
        ("16 digits Luhn", ["4111111111111111"], ["490154203237518"]),
        ("IBAN", ["DE89 3704 0044 0532 0130 00", "GB82WEST12345698765432"], ["DE88370400440532013000", "DE89"]),
        ("container", ["CSQU3054383", "CSQU 305438 3"], ["CSQU3054384", "CSQA3054383"]),
    ],
)
def test_a_form_fits_what_it_describes_and_nothing_else(form: str, fitting: list[str], others: list[str]):
    read = parse(form)
    assert [text for text in fitting if not read.fits(text)] == []
    assert [text for text in others if read.fits(text)] == []


@pytest.mark.parametrize(
    ("form", "fault"),
    [
        ("", "1 to 64 characters"),
        ("0" * (LONGEST_TEXT + 1), "1 to 64 characters"),
        ("0 digits", "whole number from 1"),
        (f"{MOST_DIGITS + 1} digits", f"from 1 to {MOST_DIGITS}"),
        ("many digits", "whole number"),
        ("5 digits please", "only Luhn"),
        ("0{65}", f"{LONGEST_CODE} characters at most"),
        ("0{999}", f"{LONGEST_CODE} characters at most"),
        ("0{9999}", "{2} or {2,4}"),
        ("0{", "{2} or {2,4}"),
        ("0{3,2}", "smaller number first"),
        ("0{0}", "at least once"),
        ("[A-Z", "no ]"),
        ("[]0", "empty"),
        ("[Z-A]", "capital letters"),
        ("[^0]", "capital letters"),
        ("(a+)+$", "I do not know a"),
        ("0*", "I do not know *"),
        ("...", "needs a digit"),
        ("dd?.mm", "cannot have parts"),
        ("０", "I do not know ０"),
    ],
)
def test_what_is_no_form_is_told_in_a_sentence(form: str, fault: str):
    with pytest.raises(BadForm) as refused:
        parse(form)
    assert fault in str(refused.value) and ". Please " in str(refused.value)


@given(st.text("0123456789[]{}?,-A-Zdmyhs.*+()|\\^$ ", max_size=LONGEST_TEXT), st.text("0123456789A.,- ", max_size=80))
def test_whatever_is_written_is_a_form_or_refused_and_followed_in_bounded_steps(form: str, text: str):
    try:
        read = parse(form)
    except BadForm:
        return
    state = read.start()
    for char in text:
        state = read.step(state, char)
        assert len(state) <= LONGEST_CODE * len(read.shapes) * 2


# Patterns that are whole and as ambiguous as can be: overlapping classes, all of them perhaps missing, many times.
HOSTILE = st.lists(
    st.tuples(
        st.sampled_from(["0", "[0-9]", "[0-9A-Z]", "[0-5]", "7", "."]),
        st.one_of(st.sampled_from(["", "?"]), st.integers(1, LONGEST_CODE).map(lambda most: f"{{0,{most}}}")),
    ).map("".join),
    min_size=1,
    max_size=30,
).map("".join)


@given(HOSTILE, st.text("0179AZ.", max_size=200))
def test_however_ambiguous_a_pattern_is_a_character_is_tried_at_each_of_its_places_once(form: str, text: str):
    try:
        read = parse(form)
    except BadForm:
        return
    state, places = read.start(), LONGEST_CODE + 1
    for char in text:
        assert sum(len(list(read._after(config, char))) for config in state) <= places**2
        state = read.step(state, char)
        assert len(state) <= places


@pytest.mark.parametrize("text", [*NAMED, "5 digits", "dd.mm.yyyy", "[A-Z]{2}-0?", "16 digits Luhn"])
def test_a_form_reaches_the_processes_that_read(text: str):
    assert pickle.loads(pickle.dumps(parse(text))) == parse(text)


@pytest.mark.parametrize("name", NAMED)
def test_every_named_code_can_be_asked_for(name: str):
    assert parse(name.upper()).shapes


@given(st.integers(1, MOST_DIGITS))
def test_a_number_of_digits_fits_just_that_many(count: int):
    form = digits_form(count)
    assert form.fits("7" * count) and not form.fits("7" * (count + 1)) and not form.fits("7" * (count - 1))
    assert parse(form.text).fits("7" * count)
