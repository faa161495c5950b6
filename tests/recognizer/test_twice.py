"""A stroke that was seen twice, beside two 1s that stand close."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from recognizer.sights import Detections
from recognizer.twice import once


def page(*strokes: float, lean: float = 0.0) -> np.ndarray:
    """Dark strokes 40 px tall and 3 px wide at places from the left, (80, 160) uint8."""
    gray = np.full((80, 160), 220, np.uint8)
    for x in strokes:
        ends = (round(16 * (x + lean * 20)), 16 * 20), (round(16 * (x - lean * 20)), 16 * 60)
        cv2.line(gray, *ends, 30, 3, cv2.LINE_AA, shift=4)
    return gray


def seen(*middles: float, digit: int = 1, wide: float = 12.0) -> Detections:
    """A digit around each of some middles, each less sure than the one before."""
    count = len(middles)
    boxes = np.array([[x - wide / 2, 20, wide, 40] for x in middles], np.float32).reshape(-1, 4)
    scores = np.linspace(0.9, 0.6, count, dtype=np.float32)
    none = np.zeros(count, np.float32)
    return Detections(boxes, scores, np.eye(10, dtype=np.float32)[[digit] * count], none, none, tall=7.0)


@pytest.mark.parametrize("lean", [0.0, 0.15, -0.15])
@pytest.mark.parametrize("negative", [False, True])
def test_one_stroke_seen_twice_is_one_where_it_was_seen_best(lean: float, negative: bool):
    gray = page(80, lean=lean)
    found = seen(81, 77, 20)
    kept = once(found, 255 - gray if negative else gray)
    assert kept.boxes[:, 0].tolist() == [75, 14] and kept.scores[0] == found.scores[0]
    assert {len(part) for part in (kept.scores, kept.digits, kept.again, kept.lettered)} == {2} and kept.tall == 7


@pytest.mark.parametrize("lean", [0.0, 0.15, -0.15])
@pytest.mark.parametrize("negative", [False, True])
def test_two_strokes_close_by_are_two(lean: float, negative: bool):
    gray = page(77, 84, lean=lean)
    found = seen(77, 84)
    assert once(found, 255 - gray if negative else gray) is found


STROKES_APART = (((60, 20), (44, 60)), ((75, 20), (59, 60)))
UPSTROKE_AND_STEM = (((64, 34), (42, 60)), ((64, 20), (64, 60)))


@pytest.mark.parametrize(("strokes", "kept"), [(STROKES_APART, 2), (UPSTROKE_AND_STEM, 1)])
def test_two_strokes_are_two_1s_where_they_lean_and_one_where_they_meet(strokes: tuple[tuple, ...], kept: int):
    gray = np.full((80, 160), 220, np.uint8)
    for start, end in strokes:
        cv2.line(gray, start, end, 30, 4, cv2.LINE_AA)
    assert len(once(seen(52, 67, wide=24), gray).boxes) == kept


def test_other_digits_and_strokes_farther_apart_are_left_alone():
    gray = page(80)
    for found in (seen(80, 84, digit=7), seen(80, 92), seen(80), seen()):
        assert once(found, gray) is found


def test_a_stroke_at_the_edge_of_the_photo_is_one():
    assert len(once(seen(2, 5), page(3)).boxes) == 1
