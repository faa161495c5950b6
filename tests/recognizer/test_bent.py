"""A stroke like a sign by itself is a 1 where a hand wrote the figures beside it."""

import numpy as np
import pytest

from recognizer.bent import SLIM, is_bent_one, unevenness
from recognizer.sights import NOTHING, Detections, Letters

STROKE = 2
"""Place of the stroke in a row."""


def row(uneven: float = 4, slim: float = 10, others: int = 5, score: float = 0.9, rise: float = 0) -> Detections:
    """A row of figures 30 pixels high, give or take `uneven`, with a stroke `slim` pixels wide among them."""
    heights = 30 + uneven * np.resize([1.0, -1.0, 0.0, 0.5], others + 1)
    x = 10 + 30.0 * np.arange(others + 1)
    boxes = np.stack([x, 50 - rise * x + uneven * np.cos(x), np.full(others + 1, 20), heights], axis=1)
    boxes[STROKE, 2:] = slim, 30
    scores = np.full(others + 1, score, np.float32)
    return NOTHING._replace(boxes=boxes.astype(np.float32), scores=scores)


def is_one(seen: Detections) -> bool:
    return is_bent_one(STROKE, seen)


def test_among_written_figures_it_is_a_1() -> None:
    assert is_one(row())


@pytest.mark.parametrize("rise", [0, 0.3])
def test_among_figures_as_even_as_print_it_stays_a_sign(rise: float) -> None:
    assert not is_one(row(uneven=0.5, rise=rise))


def test_one_that_leans_like_a_slash_stays_a_sign() -> None:
    assert is_one(row(slim=0.95 * SLIM * 30)) and not is_one(row(slim=1.05 * SLIM * 30))


def test_where_there_are_words_it_may_part_a_date() -> None:
    words = Letters(np.array([[10, 150, 20, 30], [40, 150, 20, 30]], np.float32), np.array([0.8, 0.9], np.float32))
    assert not is_one(row()._replace(letters=words))


def test_too_few_or_doubtful_figures_tell_nothing() -> None:
    assert not is_one(row(others=2))
    assert not is_one(row(score=0.4))


def test_figures_in_other_rows_tell_nothing() -> None:
    seen = row()
    apart = seen.boxes.copy()
    apart[np.arange(len(apart)) != STROKE, 1] += 45
    assert not is_one(seen._replace(boxes=apart))


def test_a_row_is_as_uneven_as_heights_and_feet() -> None:
    even = row(uneven=0).boxes[[0, 1, 3, 4]]
    assert unevenness(even) == pytest.approx(0, abs=1e-6)
    assert unevenness(even + np.array([0, 100, 5, 0], np.float32)) == pytest.approx(0, abs=1e-6)
    bumpy = even + np.array([[0, 3, 0, 0], [0, -3, 0, 0], [0, -3, 0, 0], [0, 3, 0, 0]], np.float32)
    assert unevenness(bumpy) == pytest.approx(0.1, abs=0.01)
