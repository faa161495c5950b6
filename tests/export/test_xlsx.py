"""The workbook of numbers: what stands in its cells, and how it looks when it is opened."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognizer.layout.values import readings
from tests.workbook import NAMES, dicts, part, rows_of
from webapp.config import MAX_SHEET_LINES
from webapp.errors import LongTable
from webapp.export.number_lines import Entry, lines_of
from webapp.export.xlsx import COLUMNS, LEAST_WIDTH, MOST_WIDTH, to_xlsx


def workbook(text: str, read: str = "", **others: str) -> bytes:
    fields = {"file": "meter.jpg", "page": "", "row": "1", "least": "0.98", "remark": ""} | others
    return to_xlsx(lines_of(Entry(text=text, read=read or text, **fields)))


def number_cell(number: str) -> tuple[float | str, str]:
    """The value and the format of the cell of a number."""
    _, row = rows_of(workbook(number))
    return row["D"]


@pytest.mark.parametrize(
    "number",
    ["007", "00.5", "16/01/2024", "05.05.2020", "10-12", "10:45", "1.234", "+5", "5%", "-0", "1234567890123456"],
)
def test_a_number_that_a_spreadsheet_would_change_stays_text(number: str):
    assert number_cell(number) == (number, "@")


@pytest.mark.parametrize(
    ("number", "value", "number_format"),
    [
        ("0", 0, "0"),
        ("4071", 4071, "0"),
        ("-3", -3, "0"),
        ("12,50", 12.5, "0.00"),
        ("0.125", 0.125, "0.000"),
        (".5", 0.5, ".0"),
        ("1'234", 1234, "#,##0"),
        ("-1,262.35", -1262.35, "#,##0.00"),
        ("123456789012345", 123456789012345, "0"),
    ],
)
def test_a_plain_decimal_number_is_a_number_cell_with_its_decimals(number: str, value: float, number_format: str):
    assert number_cell(number) == (value, number_format)


@given(st.from_regex(r"-?[0-9]{1,18}([.,][0-9]{1,18})?", fullmatch=True))
def test_a_number_cell_has_just_the_value_that_was_written(number: str):
    value, number_format = number_cell(number)
    if isinstance(value, str):
        assert (value, number_format) == (number, "@")
    else:
        assert (value,) == tuple(map(float, readings(number)))
        assert f"{value:.{number_format.count('0') - 1}f}" == number.replace(",", ".")


def test_each_number_has_a_line_with_its_row_and_all_that_is_known_of_it():
    first, second, third = dicts(workbook("12,50 7\n0081", "12,50\t7\n0081", page="2", remark="place 3: an 8"))
    assert tuple(first) == COLUMNS
    assert tuple(first.values()) == ("meter.jpg", 2, 1, 12.5, "1250", "", 0.98, "place 3: an 8")
    assert (second["Row"], second["Number"]) == (1, 7)
    assert (third["Row"], third["Number"], third["Digits"], third["File"]) == (2, "0081", "0081", "meter.jpg")


@pytest.mark.parametrize(
    ("text", "read", "numbers", "read_as"),
    [
        ("42", "42", [42], ""),
        ("43", "42", [43], "42"),
        ("", "42", [""], "42"),
        ("DE89 3704", "DE89 3704", ["DE89 3704"], ""),
        ("DE88 3704", "DE89 3704", ["DE88 3704"], "DE89 3704"),
        ("1 2", "1\t2", [1, 2], ""),
        ("1 2 4", "1\t2", [1, 2, 4], "1 2"),
        ("1 2 4", "", [1, 2, 4], ""),
    ],
)
def test_a_corrected_row_says_what_was_read(text: str, read: str, numbers: list[float | str], read_as: str):
    fields = {"file": "a", "page": "", "row": "1", "least": "", "remark": ""}
    lines = dicts(to_xlsx(lines_of(Entry(text=text, read=read, **fields))))
    assert [line["Number"] for line in lines] == numbers
    assert {line["Read as"] for line in lines} == {read_as}


def test_rows_that_were_left_out_or_added_lose_no_number():
    lines = dicts(workbook("7\n43", "7\n8\n42"))
    assert [(line["Number"], line["Read as"]) for line in lines] == [(7, ""), (43, "7 8 42")]


@pytest.mark.parametrize("name", ["=1+1", "@SUM(1)", "http://a.example", "<r><t>x</t></r>", "&amp;<"])
def test_a_name_is_text_and_breaks_no_workbook(name: str):
    (line,) = dicts(workbook("7", file=name, remark=name))
    assert str(line["File"]).rstrip() == name


def test_signs_that_no_xml_may_hold_are_left_out():
    (line,) = dicts(workbook("7", file="a\ufffe\uffffb"))
    assert line["File"] == "ab"


def test_the_header_is_one_frozen_row_and_columns_are_as_wide_as_their_text():
    data = workbook("7", file="a" * 30, remark="long " * 50)
    sheet = part(data, "worksheets/sheet1")
    pane = sheet.find("sheetViews/sheetView/pane", NAMES)
    assert pane is not None and pane.attrib.items() >= {"ySplit": "1", "state": "frozen"}.items()
    assert pane.get("xSplit") is None
    widths = {item.get("min"): float(item.get("width", "0")) for item in sheet.iterfind("cols/col", NAMES)}
    assert 30 < widths["1"] < 36 and widths["2"] >= LEAST_WIDTH and MOST_WIDTH <= widths["8"] < MOST_WIDTH + 1


def test_a_table_of_too_many_numbers_is_refused():
    with pytest.raises(LongTable):
        workbook("7\n" * (MAX_SHEET_LINES + 1))
