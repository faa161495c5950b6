"""Overlaps of boxes."""

import numpy as np
import pytest

from recognizer.lines.geometry import around_quads, intersections, ious, quad_iou, shares

BOXES = np.array([[0, 0, 10, 10], [5, 5, 10, 10], [2, 3, 4, 5], [30, 0, 5, 5]], np.float32)


def test_boxes_share_what_both_cover() -> None:
    expected = np.array([[100, 25, 20, 0], [25, 100, 3, 0], [20, 3, 20, 0], [0, 0, 0, 25]], np.float32)
    np.testing.assert_array_equal(intersections(BOXES, BOXES), expected)
    np.testing.assert_array_equal(intersections(BOXES, BOXES[:2]), expected[:, :2])


def test_shares_are_of_the_union_and_of_the_smaller_box() -> None:
    np.testing.assert_allclose(ious(BOXES, BOXES)[0], [1, 25 / 175, 0.2, 0])
    np.testing.assert_allclose(shares(BOXES, BOXES)[0], [1, 0.25, 1, 0])


def test_no_boxes_have_nothing_in_common() -> None:
    assert intersections(BOXES[:0], BOXES).shape == (0, 4)
    assert ious(BOXES, BOXES[:0]).shape == (4, 0)


def test_turned_rectangles_overlap_by_their_areas():
    one = np.array([[0, 0], [10, 0], [10, 4], [0, 4]], np.float32)
    assert quad_iou(one, one) == pytest.approx(1)
    assert quad_iou(one, one + np.float32([5, 0])) == pytest.approx(1 / 3)
    assert quad_iou(one, one + np.float32([0, 9])) == 0


def test_the_boxes_around_quads_are_upright():
    leaning = np.float32([[10, 0], [20, 10], [10, 20], [0, 10]])
    assert around_quads([leaning, leaning + 5]) == pytest.approx(np.float32([[0, 0, 20, 20], [5, 5, 20, 20]]), abs=1e-3)
    assert around_quads([]).shape == (0, 4)
