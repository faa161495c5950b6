"""What the light could not be evened on is seen as it is."""

from __future__ import annotations

import numpy as np
import pytest

from recognizer.ground import are_washed_out
from recognizer.pipeline import cut
from recognizer.prepare import prepare
from tests.recognizer import drawn

NOTE = slice(500, 700), slice(600, 900)


def on_table(table: int) -> tuple[np.ndarray, np.ndarray]:
    """A light note with digits in the middle of a table (1200, 1600), and their boxes."""
    gray = np.full((1200, 1600), table, np.uint8)
    gray[NOTE] = 210
    return gray, drawn.write(gray, "4071", 650, 570, 40)


@pytest.mark.parametrize(("table", "washed_out"), [(20, True), (200, False)])
def test_a_note_on_a_dark_table_is_washed_out(table: int, washed_out: bool) -> None:
    gray, boxes = on_table(table)
    assert are_washed_out(prepare(drawn.rgb(gray)).even, boxes).tolist() == [washed_out] * 4


def test_digits_on_such_a_note_are_seen_as_on_a_sheet() -> None:
    crops = [cut(prepare(drawn.rgb(gray)), boxes) for gray, boxes in map(on_table, (20, 210))]
    assert np.abs(crops[0].astype(int) - crops[1]).mean() < 3


def test_no_boxes_are_none() -> None:
    assert are_washed_out(np.full((50, 100), 128, np.uint8), np.zeros((0, 4), np.float32)).shape == (0,)
