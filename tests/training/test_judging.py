"""The weights of the judges follow from what was heard and what was true."""

import numpy as np
import pytest

pytest.importorskip("sklearn")

from recognizer.company import Company
from training.judging import (
    AMONG,
    AMONG_COLUMN,
    LETTER_COLUMN,
    SPELLED,
    SURER,
    SURER_COLUMN,
    Heard,
    centred,
    fit,
    held_against,
    labelled,
)
from training.sheets import IGNORED


def heard(count: int = 400) -> Heard:
    """Proposals that are right where the detector is sure; on digits the detector errs and the classifier does not."""
    rng = np.random.default_rng(0)
    right = rng.random(count) < 0.4
    columns = rng.normal(0, 1, (count, 9)).astype(np.float32)
    columns[:, 1] += 3 * right
    columns[:, 2] += right
    labels = rng.integers(0, 10, 50).astype(np.int8)
    chances = np.full((50, 3, 10), 0.02, np.float32)
    chances[np.arange(50), 0, labels] = 0.82
    chances[np.arange(50), 1, (labels + 1) % 10] = 0.82
    chances[np.arange(50), 2, labels] = 0.82
    return Heard(columns, rng.random(count) < 0.7, right, np.log(chances), labels)


def test_the_judge_that_tells_more_counts_more() -> None:
    weights = fit(heard())
    assert weights.seen[1] > weights.seen[2] > 0
    assert weights.unseen[1] > 0
    assert weights.seen[SURER_COLUMN] <= SURER and weights.seen[LETTER_COLUMN] >= SPELLED
    assert min(weights.seen[AMONG_COLUMN], weights.unseen[-1]) >= AMONG


def test_a_place_is_held_against_the_nearest_label_unless_nobody_can_tell() -> None:
    boxes, labels = np.array([[0, 0, 20, 30], [40, 0, 20, 30]], np.float32), np.array([3, IGNORED], np.int8)
    near, half, ignored, away = [1, 0, 20, 30], [0, 0, 20, 13], [41, 0, 20, 30], [90, 0, 20, 30]
    places = np.array([near, near, half, half, ignored, away], np.float32)
    truth, on_digit, judged = held_against(places, np.array([3, 8, 3, 8, 3, 3]), boxes, labels)
    assert truth[:4].tolist() == [3] * 4
    assert on_digit.tolist() == [True, True, False, False, True, False]
    assert judged.tolist() == [True, True, False, True, False, True]
    assert held_against(places, np.full(6, 3), boxes[:0], labels[:0])[2].all()


def test_held_out_scenes_are_well_shown_and_the_same_each_time(drawn_data) -> None:
    first, again = (list(labelled(3)) for _ in range(2))
    for (picture, boxes, labels), (other, _, _) in zip(first, again, strict=True):
        assert (picture == other).all()
        assert not len(boxes) or np.median(boxes[:, 3]) >= 14
        assert len(boxes) == len(labels)


def test_the_constant_promises_as_many_right_as_there_are() -> None:
    rng = np.random.default_rng(5)
    table = np.column_stack([np.ones(500), rng.normal(0, 3, 500), *rng.random((8, 500))]).astype(np.float32)
    target = rng.random(500) < 0.8
    weights = centred(Company(-4.0, 1.0, 0.5, -1.6, -0.2, -1.2, -1.0, 1.6, 2.0, 0.3), table, target)
    promised = 1 / (1 + np.exp(-table @ np.array(weights)))
    assert promised.mean() == pytest.approx(target.mean(), abs=1e-3)
    assert weights[1:] == (1.0, 0.5, -1.6, -0.2, -1.2, -1.0, 1.6, 2.0, 0.3)
