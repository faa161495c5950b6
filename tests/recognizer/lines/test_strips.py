"""A strip shows its line level, whole and in full contrast, however it lies in the photo."""

import cv2
import numpy as np
import pytest

from recognizer.lines.strips import HEIGHT, STEP, WIDEST, cut_strip, stretched


def line_photo(degrees: float) -> tuple[np.ndarray, np.ndarray]:
    """A photo (400, 600) with a dark bar that leans by degrees, and the quad around it."""
    middle, size = (300.0, 200.0), (240.0, 40.0)
    quad = cv2.boxPoints((middle, (size[0] + 20, size[1] + 20), degrees))
    inner = cv2.boxPoints((middle, size, degrees))
    photo = np.full((400, 600), 220, np.uint8)
    cv2.fillPoly(photo, [inner.astype(np.int32)], 30)
    first = int(np.argmin(quad.sum(axis=1)))
    return photo, np.roll(quad, -first, axis=0).astype(np.float32)


@pytest.mark.parametrize("degrees", [0, 8, -12])
def test_a_leaning_line_lies_level_in_its_strip(degrees: float) -> None:
    photo, quad = line_photo(degrees)
    strip = cut_strip(photo, quad)
    dark = np.flatnonzero((strip.pixels < 0).mean(axis=1) > 0.5)
    assert strip.pixels.shape[0] == HEIGHT and strip.pixels.shape[1] % STEP == 0
    assert (dark.min(), dark.max()) == (pytest.approx(8, abs=2), pytest.approx(39, abs=2))


@pytest.mark.parametrize("degrees", [0, 8, -12])
def test_the_way_back_leads_to_the_line(degrees: float) -> None:
    photo, quad = line_photo(degrees)
    strip = cut_strip(photo, quad)
    center = np.array([[[strip.pixels.shape[1] / 2, HEIGHT / 2]]])
    assert cv2.perspectiveTransform(center, strip.to_photo)[0, 0] == pytest.approx((300, 200), abs=1)


def test_a_long_line_is_squeezed_and_a_point_is_a_strip_too() -> None:
    photo = np.zeros((20, 4000), np.uint8)
    long = cut_strip(photo, np.array([[0, 0], [4000, 0], [4000, 20], [0, 20]]))
    point = cut_strip(photo, np.array([[5, 5], [5, 5], [5, 5], [5, 5]]))
    assert long.pixels.shape[1] == WIDEST and point.pixels.shape == (HEIGHT, STEP)


def test_pale_ink_is_stretched_and_paper_is_not() -> None:
    paper = np.full((HEIGHT, 64), 200, np.uint8)
    pale = paper.copy()
    pale[10:38, 20:30] = 170
    assert np.ptp(stretched(pale)) == pytest.approx(2, abs=0.1)
    assert np.abs(stretched(paper)).max() < 0.1


def test_contrast_is_stretched_between_the_percentiles_that_numpy_tells():
    strip = np.random.default_rng(1).normal(120, 30, (48, 96)).clip(0, 255).astype(np.uint8)
    low, high = np.percentile(strip, (1, 99))
    expected = ((strip - (low + high) / 2) / ((high - low) / 2)).clip(-1.5, 1.5)
    assert stretched(strip) == pytest.approx(expected, abs=1e-6)
