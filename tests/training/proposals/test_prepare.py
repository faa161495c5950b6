"""Working size, even light, and the way back to the photo."""

from __future__ import annotations

import numpy as np
import pytest

from tests.recognizer import drawn
from training.proposals.prepare import LONGEST_SIDE, even_light, prepare


@pytest.mark.parametrize(("width", "height"), [(4000, 3000), (1600, 1200), (640, 480), (48, 23), (5, 400), (1, 1)])
def test_boxes_find_their_way_back_to_the_photo(width: int, height: int):
    prepared = prepare(np.full((height, width, 3), 200, np.uint8))
    tall, wide = prepared.gray.shape
    assert prepared.even.shape == prepared.gray.shape
    assert max(tall, wide) <= LONGEST_SIDE
    whole = prepared.to_photo(np.array([[0, 0, wide, tall]], np.float32))
    assert whole[0] == pytest.approx([0, 0, width, height], abs=0.01)


def test_small_pictures_are_enlarged():
    assert prepare(np.zeros((23, 48, 3), np.uint8)).gray.shape == (92, 192)


@pytest.mark.parametrize(("paper", "ink"), [(220, 60), (40, 200)])
def test_a_shadow_goes_and_the_ink_stays(paper: int, ink: int):
    gray = drawn.sheet(800, 400, paper)
    boxes = drawn.write(gray, "472", 300, 150, 80, ink)
    shadow = np.linspace(1, 0.45, 800)
    even = even_light((gray * shadow).astype(np.uint8)).astype(float)
    far = even[:, :40].mean(), even[:, -40:].mean()
    assert far[0] == pytest.approx(far[1], rel=0.1)
    x, y, w, h = boxes[0].astype(int)
    assert abs(np.percentile(even[y : y + h, x : x + w], 2 if ink < paper else 98) - 128) > 35


def test_a_black_photo_does_not_become_a_noisy_one():
    dark = np.random.default_rng(3).integers(0, 6, (300, 400)).astype(np.uint8)
    assert even_light(dark).std() < 15
