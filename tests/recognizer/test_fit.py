"""How boxes sit on drawn digits."""

from __future__ import annotations

import numpy as np
import pytest

from recognizer.fit import chances, fits
from recognizer.prepare import even_light
from tests.recognizer import drawn


@pytest.mark.parametrize(("paper", "ink"), [(225, 40), (40, 220)])
@pytest.mark.parametrize("change", [(-14, 0, 14, 0), (0, -20, 0, 20), (0, 0, 0, 25), (12, 0, 0, 0), (0, 14, 0, 0)])
def test_a_snug_box_fits_better_than_one_that_is_loose_or_cuts(paper: int, ink: int, change: tuple[int, ...]):
    gray = drawn.sheet(paper=paper)
    snug = drawn.write(gray, "8", 300, 90, 60, ink)
    better, worse = fits(even_light(gray), np.concatenate([snug, snug + np.array(change, np.float32)]))
    assert worse < better - 0.2


def test_a_better_fit_gives_a_better_chance():
    odds = np.array([2.0, 2.0, 4.0], np.float32)
    loose, snug, likelier = chances(odds, np.array([-3.0, 0.0, 0.0], np.float32))
    assert 0 < loose < snug < likelier < 1


def test_boxes_over_the_border_and_of_no_size_do_no_harm():
    boxes = np.array([[-5, -5, 20, 20], [95, 45, 30, 30], [10, 10, 0, 0], [99, 49, 1, 1]], np.float32)
    assert np.isfinite(fits(np.full((50, 100), 128, np.uint8), boxes)).all()
    assert fits(np.full((50, 100), 128, np.uint8), np.zeros((0, 4), np.float32)).shape == (0,)


@pytest.mark.parametrize(("paper", "ground"), [(235, 90), (60, 200)])
def test_digits_on_a_strip_of_paper_fit_as_on_a_sheet(paper: int, ground: int):
    wide, narrow = drawn.sheet(1200, 1600, paper), drawn.sheet(1200, 1600, ground)
    ink = 30 if paper > ground else 235
    narrow[:, 560:650] = paper
    boxes = [drawn.write(gray, "4071", 570, 790, 20, ink) for gray in (wide, narrow)]
    there, here = (fits(even_light(gray), some) for gray, some in zip((wide, narrow), boxes, strict=True))
    assert (here > there - 0.5).all()
