"""Crops are normalised alike whatever the photo's polarity, scale, contrast and place of the box."""

import cv2
import numpy as np
import pytest

from recognizer.digits.crops import cut_crops


def seven(height: int = 60, ink: int = 20, ground: int = 230) -> tuple[np.ndarray, np.ndarray]:
    """A drawn 7 with room around it, and its box (1, 4)."""
    picture = np.full((height * 3, height * 3), ground, np.uint8)
    thickness = max(2, height // 8)
    corners = np.array([[height, height], [height * 8 // 5, height], [height * 6 // 5, height * 2]])
    cv2.polylines(picture, [corners], False, ink, thickness, cv2.LINE_AA)
    box = cv2.boundingRect((np.abs(picture.astype(int) - ground) > abs(ink - ground) / 2).astype(np.uint8))
    return picture, np.array([box], np.float32)


def difference(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(one.astype(int) - other).mean())


def test_ink_is_light_on_dark_and_fills_twenty_pixels() -> None:
    picture, boxes = seven()
    crop = cut_crops(picture, boxes)[0]
    assert crop.shape == (28, 28) and crop.dtype == np.uint8
    rows = np.flatnonzero(crop.max(axis=1) > 128)
    assert rows[-1] - rows[0] + 1 in (19, 20, 21)
    assert crop[0].max() == 0 and crop.max() == 255


def test_both_polarities_and_weak_contrast_give_the_same_crop() -> None:
    dark, boxes = seven(ink=20, ground=230)
    light, _ = seven(ink=230, ground=20)
    weak, _ = seven(ink=120, ground=150)
    reference = cut_crops(dark, boxes)[0]
    assert difference(reference, cut_crops(light, boxes)[0]) < 2
    assert difference(reference, cut_crops(weak, boxes)[0]) < 4


@pytest.mark.parametrize("height", [14, 30, 200, 800])
def test_scale_does_not_matter(height: int) -> None:
    reference = cut_crops(*seven(60))[0]
    assert difference(reference, cut_crops(*seven(height))[0]) < 16


def test_a_one_keeps_its_aspect() -> None:
    picture = np.full((100, 100), 255, np.uint8)
    picture[20:80, 48:52] = 0
    crop = cut_crops(picture, np.array([[48, 20, 4, 60]], np.float32))[0]
    assert (crop.max(axis=1) > 128).sum() in (19, 20, 21)
    assert (crop.max(axis=0) > 128).sum() <= 3


def middle_of_mass(crop: np.ndarray) -> tuple[float, float]:
    mass = crop.astype(float) / crop.sum()
    return float(mass.sum(axis=0) @ np.arange(28)), float(mass.sum(axis=1) @ np.arange(28))


def test_the_ink_is_centred_by_mass_by_at_most_one_pixel() -> None:
    picture = np.full((100, 100), 255, np.uint8)
    picture[20:60, 30:70] = 0
    tight = np.array([[30, 20, 40, 40]], np.float32)
    for miss, left in ((0, 0), (2, 0), (10, 4)):  # 2 pixels of the picture are one of the crop
        across, down = middle_of_mass(cut_crops(picture, tight + np.array([[miss, 0, 0, 0]], np.float32))[0])
        assert across == pytest.approx(14 - left, abs=1.1)
        assert down == pytest.approx(14, abs=1.1)


def test_a_box_that_misses_its_digit_looks_as_if_it_did() -> None:
    picture, boxes = seven()
    aside = cut_crops(picture, boxes + np.array([[-20, 0, 0, 0]], np.float32))[0]
    assert middle_of_mass(aside)[0] > middle_of_mass(cut_crops(picture, boxes)[0])[0] + 3


def test_blank_paper_stays_dark() -> None:
    grain = np.random.default_rng(0).normal(200, 2, (80, 80)).clip(0, 255).astype(np.uint8)
    assert cut_crops(grain, np.array([[20, 20, 40, 40]], np.float32)).mean() < 60


def test_boxes_at_the_border_beyond_it_and_without_size_give_crops() -> None:
    picture, _ = seven()
    boxes = np.array([[0, 0, 180, 180], [-30, -30, 40, 50], [170, 170, 90, 90], [5, 5, 0, 0]], np.float32)
    assert cut_crops(picture, boxes).shape == (4, 28, 28)
    assert cut_crops(picture, np.zeros((0, 4), np.float32)).shape == (0, 28, 28)


def test_a_stroke_that_touches_the_border_ends_there() -> None:
    picture = np.full((40, 40), 255, np.uint8)
    picture[:, 18:22] = 0
    crop = cut_crops(picture, np.array([[18, 0, 4, 40]], np.float32))[0]
    assert (crop.max(axis=1) > 128).sum() in (19, 20, 21)
