"""Whether connected ink is measured as OpenCV measures it, which is slower."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from training.proposals.masks import connected


@pytest.mark.parametrize("shape", [(1, 1), (1, 40), (40, 1), (37, 51)])
@pytest.mark.parametrize("share", [0.0, 0.05, 0.4, 1.0])
def test_parts_are_measured_as_opencv_does(shape: tuple[int, int], share: float):
    mask = (np.random.default_rng(7).random(shape) < share).astype(np.uint8)
    _, labels, measured, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    parts = connected(mask)
    assert np.array_equal(parts.labels, labels)
    assert np.array_equal(parts.boxes, measured[1:, :4])
    assert np.array_equal(parts.ink, measured[1:, cv2.CC_STAT_AREA])


def test_specks_are_taken_out_where_there_are_too_many_to_count():
    grain = np.zeros((1200, 1600), np.uint8)
    grain[1:-1:2, 1:-1:2] = 1
    grain[400:440, 700:720] = 1
    boxes = connected(grain).boxes
    assert len(boxes) == 1
    assert np.allclose(boxes[0], [700, 400, 20, 40], atol=2)
