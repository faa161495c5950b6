from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognizer.layout.values import readings


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1250", ("1250",)),
        ("007", ("7",)),
        ("000", ("0",)),
        ("12,50", ("12.50",)),
        ("-264.27", ("-264.27",)),
        ("+5", ("5",)),
        ("17.6%", ("17.6",)),
        (".5", ("0.5",)),
        ("1.234", ("1.234", "1234")),
        ("-1,234", ("-1.234", "-1234")),
        ("0.125", ("0.125",)),
        ("1234.567", ("1234.567",)),
        ("12.3456", ("12.3456",)),
        ("1.234,56", ("1234.56",)),
        ("1,262.35", ("1262.35",)),
        ("1'234.50", ("1234.50",)),
        ("1'234", ("1234",)),
        ("1,412,600,000", ("1412600000",)),
        ("12,34,567.00", ("1234567.00",)),
        ("1,234.567.890", ()),
        ("05.05.2020", ()),
        ("1.3.5", ()),
        ("12,5.5", ()),
        ("1.234'5", ()),
        ("16/01/2024", ()),
        ("10:45", ()),
        ("2018-2019", ()),
    ],
)
def test_a_value_is_given_where_the_marks_leave_no_doubt_and_both_where_they_do(text: str, values: tuple[str, ...]):
    assert readings(text) == values


@given(st.text("0123456789.,:/-'%+", min_size=1, max_size=20))
def test_every_reading_is_a_decimal_of_the_same_digits(text: str):
    for value in readings(text):
        Decimal(value)
        figures = "".join(filter(str.isdigit, text)).lstrip("0")
        assert "".join(filter(str.isdigit, value)).lstrip("0") == figures
