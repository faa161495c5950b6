"""What a spreadsheet makes of the table of many photos: numbers stay text, names are no formulas."""

import pytest

from tests.workbook import rows_of_csv
from webapp.export.numbers_csv import to_csv


@pytest.mark.parametrize(
    ("number", "cell"),
    [
        ("007", '="007"'),
        ("0", '="0"'),
        ("10-12", '="10-12"'),
        ("-12,50 5%", '="-12,50 5%"'),
        ("00 42", '="00 42"'),
        ("00\r\n42\r\n", '="00 42"'),
        ('1"&A1&"', '="1""&A1&"""'),
        ("9" * 300, "9" * 300),
    ],
)
def test_a_number_is_text_to_a_spreadsheet(number: str, cell: str):
    assert rows_of_csv(to_csv([("a", "", number, "", "")]))[1][2] == cell


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", "\t=1"])
def test_a_name_is_never_a_formula(name: str):
    assert rows_of_csv(to_csv([(name, "", "", "", name)]))[1] == [f"'{name}", "", "", "", "", f"'{name}"]


def test_beside_a_number_the_table_has_its_digits_alone():
    (_, row) = rows_of_csv(to_csv([("a", "", "-12,50 16/01/2024", "", "")]))
    assert row[3] == '="1250 16012024"'
