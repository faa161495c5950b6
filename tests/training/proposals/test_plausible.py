"""What makes a proposal plausible is measured alike in all parts of a photo."""

import numpy as np
import pytest

from training.proposals import plausible

RING = 2  # px: the least width of the ring around a box


@pytest.mark.parametrize("height", [plausible.STRIP - 1, plausible.STRIP, 2 * plausible.STRIP + 7])
def test_contrast_is_that_of_the_pixels_in_the_box_and_around_it_whatever_strips_it_crosses(height: int) -> None:
    rng = np.random.default_rng(height)
    even = rng.integers(0, 256, (height, 90), np.uint8)
    boxes = np.array([[10, 4, 9, 12], [40, plausible.STRIP - 8, 7, 14], [20, 3, 30, height - 6]], np.float32)
    boxes = boxes[boxes[:, 1] + boxes[:, 3] + RING <= height]
    inside, around = plausible._contrasts(boxes, even)
    for (x, y, w, h), found, ring in zip(boxes.astype(int), inside, around, strict=True):
        margin = max(h * plausible.RING, RING)
        top, low = max(int(np.floor(y - margin)), 0), min(int(np.ceil(y + h + margin)), height)
        left, right = max(int(np.floor(x - margin)), 0), min(int(np.ceil(x + w + margin)), 90)
        outside = np.ones((low - top, right - left), bool)
        outside[y - top : y + h - top, x - left : x + w - left] = False
        assert found == pytest.approx(even[y : y + h, x : x + w].std(), abs=1e-3)
        assert ring == pytest.approx(even[top:low, left:right][outside].std(), abs=1e-3)
