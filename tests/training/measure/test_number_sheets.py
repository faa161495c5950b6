"""Sheets of numbers are the same each time, as large as they are said to be, and labelled with what they show."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from training.measure import number_sheets
from training.measure.number_sheets import FIGURES, HEIGHTS, LONG_SIDE, ROWS, compose


@pytest.fixture(scope="module", autouse=True)
def fonts() -> None:
    if not number_sheets.readable_faces():
        pytest.skip("no fonts are installed")


@cache
def composed(name: str, number: int) -> tuple[np.ndarray, list[str]]:
    """The photo and the lines of a sheet, which is drawn once for all tests."""
    return compose(name, number)[:2]


@pytest.mark.parametrize("name", HEIGHTS)
@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_sheet_is_the_same_each_time(name: str, number: int) -> None:
    (photo, lines), (again, others, _) = composed(name, number), compose(name, number)
    assert np.array_equal(photo, again) and lines == others
    assert max(photo.shape) in (LONG_SIDE, LONG_SIDE * 3 // 2)
    assert (photo.shape[1] > photo.shape[0]) == (number == 0)
    assert 1 <= len(lines) < ROWS[1] and len({len(line) for line in lines}) == 1
    assert len(lines[0]) >= FIGURES[0] and "".join(lines).isdigit()


def test_sheets_differ() -> None:
    assert composed("large", 1)[1] != composed("large", 3)[1] != composed("middle", 1)[1]


def test_the_table_tells_each_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(number_sheets, "folder", lambda: tmp_path / "sheets")
    monkeypatch.setattr(number_sheets, "SHEETS", 1)
    lines = iter([composed(name, 0)[1] for name in HEIGHTS])
    told = [line.split() for line in number_sheets.table(lambda _: next(lines)).splitlines()[1:]]
    assert told == [["small", "9-13", "1", "100.0", "0.0"], ["middle", "13-20", "1", "100.0", "0.0"],
                    ["large", "20-34", "1", "100.0", "0.0"]]  # fmt: skip


def test_without_fonts_it_is_not_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(number_sheets, "readable_faces", tuple)
    assert number_sheets.table(lambda _: []).startswith("Not measured")
