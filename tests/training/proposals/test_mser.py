"""Whether stable regions find digits that thresholds find hard."""

from __future__ import annotations

import numpy as np

from recognizer.lines.geometry import ious
from tests.recognizer import drawn
from training.proposals import mser
from training.proposals.prepare import prepare


def test_digits_on_a_slope_of_light():
    gray = (drawn.sheet() * np.linspace(1, 0.5, 640)).astype(np.uint8)
    boxes = drawn.write(gray, "48302", 60, 80)
    prepared = prepare(drawn.rgb(gray))
    found = prepared.to_photo(mser.propose(prepared))
    assert (ious(boxes, found).max(axis=1) > 0.6).all()
    assert len(found) <= mser.MAX_PROPOSALS


def test_tiny_and_blank_pictures_do_no_harm():
    for shape in ((1, 1, 3), (2, 90, 3), (200, 300, 3)):
        assert mser.propose(prepare(np.full(shape, 200, np.uint8))).shape == (0, 4)
