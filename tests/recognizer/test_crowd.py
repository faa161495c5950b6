"""A sheet full of digits speaks for one more of their height, of which the context classifier is sure."""

from __future__ import annotations

import numpy as np
import pytest

from recognizer.crowd import CROWD, CROWDED, crowded
from recognizer.sights import NOTHING, Detections, Letters

SURE, UNASKED = 0.9999, 0.5


def sheet(digits: int, letters: int = 0, height: float = 20) -> Detections:
    """Digits plainly seen, ten in a row, and letters under them."""
    places = [(30.0 * (i % 10), 40.0 * (i // 10), 14, height) for i in range(digits + letters)]
    boxes, scores = np.array(places, np.float32).reshape(-1, 4), np.full(digits + letters, 0.9, np.float32)
    told = Letters(boxes[digits:], scores[digits:])
    return NOTHING._replace(boxes=boxes[:digits], scores=scores[:digits], letters=told)


def added(found: Detections, among: float = SURE, odds: float = -3.0, others: np.ndarray | None = None) -> float:
    """What is added to the log odds of a box beside the sheet, where others may stand that are likely digits."""
    boxes = np.concatenate([np.array([[400, 0, 14, 20]], np.float32), *([] if others is None else [others])])
    told = np.tile(np.array([among / 10] * 10 + [1 - among], np.float32), (len(boxes), 1))
    return float(crowded(boxes, np.array([odds, *[3.0] * (len(boxes) - 1)], np.float32), told, found)[0])


def test_the_fuller_the_sheet_the_more_it_speaks_for_a_digit() -> None:
    few, some, full = (added(sheet(count)) for count in (CROWD, 40, 400))
    assert few == 0 < some < full == pytest.approx(CROWDED, abs=0.01)


def test_it_says_nothing_of_what_the_context_classifier_doubts_or_was_not_asked_about() -> None:
    assert added(sheet(400), among=0.2) == added(sheet(400), among=UNASKED) == 0


def test_it_says_nothing_of_other_heights() -> None:
    assert added(sheet(400, height=40)) == 0


def test_it_says_nothing_where_words_stand_among_the_digits() -> None:
    assert added(sheet(400, letters=200)) == 0


def test_it_says_nothing_in_the_place_of_a_likely_digit() -> None:
    half, beside = np.array([[406, 0, 14, 20]], np.float32), np.array([[415, 0, 14, 20]], np.float32)
    assert added(sheet(400), others=half) == 0 < added(sheet(400), others=beside)
