import csv
from pathlib import Path

import pytest

from tests.answered import answered
from webapp.config import TRUNCATED
from webapp.export.csv_table import COLUMNS, NotOurTable, Table
from webapp.export.json_lines import failure
from webapp.export.serialisation import to_json


def record(name: str, *rows: str, page: int = 1) -> dict:
    return {**to_json(name, answered(*rows)), "page": page}


def rows_of(path: Path) -> list[list[str]]:
    with path.open(newline="") as file:
        head, *rows = csv.reader(file)
    assert head == list(COLUMNS)
    return rows


def test_a_row_tells_the_number_as_text_how_sure_it_is_and_what_was_wrong(tmp_path: Path):
    path = tmp_path / "out.csv"
    with Table(path) as table:
        table.write([record("a,b.jpg", "007", "-4,2")])
        table.write([record("blank.jpg")])
        table.write([{**record("sheet.jpg", "1"), "truncated": True}])
        table.write([record("c.pdf", "1"), failure("c.pdf", 2, "It is damaged.")])
    assert rows_of(path) == [
        ["a,b.jpg", "1", "007 -4,2", "007 42", "0.9812", "", ""],
        ["blank.jpg", "1", "", "", "", "", ""],
        ["sheet.jpg", "1", "1", "1", "0.9812", "", TRUNCATED],
        ["c.pdf", "1", "1", "1", "0.9812", "", ""],
        ["c.pdf", "2", "", "", "", "", "It is damaged."],
    ]


@pytest.mark.parametrize(("fits", "told"), [(True, "yes"), (False, "no")])
def test_a_row_tells_whether_the_number_has_the_expected_form(tmp_path: Path, fits: bool, told: str):
    with Table(tmp_path / "out.csv") as table:
        table.write([{**record("a.jpg", "1"), "expected": {"form": "1 digit", "fits": fits, "confidence": 0.5}}])
    assert rows_of(tmp_path / "out.csv")[0][5] == told


def test_each_row_is_in_the_file_as_soon_as_it_is_written(tmp_path: Path):
    table = Table(tmp_path / "out.csv")
    table.write([record("a.jpg", "1")])
    assert len(rows_of(tmp_path / "out.csv")) == 1
    table.__exit__(None, None, None)


def test_a_table_that_is_there_is_never_overwritten(tmp_path: Path):
    (tmp_path / "out.csv").write_text("mine")
    with pytest.raises(FileExistsError):
        Table(tmp_path / "out.csv")
    with pytest.raises(NotOurTable):
        Table(tmp_path / "out.csv", resume=True)
    assert (tmp_path / "out.csv").read_text() == "mine" and len(list(tmp_path.iterdir())) == 1


LONG = "x" * (csv.field_size_limit() + 1)


@pytest.mark.parametrize("text", ["", LONG, ",".join(COLUMNS) + "\n" + LONG])
def test_a_foreign_file_is_told_and_left_as_it_is(tmp_path: Path, text: str):
    path = tmp_path / "out.csv"
    path.write_text(text)
    before = path.read_bytes()
    with pytest.raises(NotOurTable):
        Table(path, resume=True)
    assert path.read_bytes() == before and list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("cut", [1, 5, 30])
def test_after_a_sudden_end_only_whole_files_stay(tmp_path: Path, cut: int):
    path = tmp_path / "out.csv"
    with Table(path) as table:
        table.write([record("a.jpg", "1")])
        table.write([record("b.pdf", "2"), record("b.pdf", "3", page=2)])
    path.write_bytes(path.read_bytes()[:-cut])
    with Table(path, resume=True) as table:
        assert table.done == {"a.jpg"}
        table.write([record("b.pdf", "2")])
    assert [row[:3] for row in rows_of(path)] == [["a.jpg", "1", "1"], ["b.pdf", "1", "2"]]


def test_a_whole_table_is_taken_up_as_it_is(tmp_path: Path):
    path = tmp_path / "out.csv"
    with Table(path, resume=True) as table:
        table.write([record("a.jpg", "007")])
    before = path.read_bytes()
    with Table(path, resume=True) as table:
        assert table.done == {"a.jpg"}
    assert path.read_bytes() == before


def test_names_that_are_not_utf8_and_names_of_two_lines_come_back_as_they_were(tmp_path: Path):
    names = [b"\xff\xfe.jpg".decode("utf-8", "surrogateescape"), "two\nlines.jpg", 'say "7".jpg']
    with Table(tmp_path / "out.csv") as table:
        for name in names:
            table.write([record(name, "1")])
    with Table(tmp_path / "out.csv", resume=True) as table:
        assert table.done == set(names)
