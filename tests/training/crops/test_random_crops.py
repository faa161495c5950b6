"""Training crops: every kind can be drawn, labels are right, and a seed gives the same crops again."""

import cv2
import numpy as np
import pytest

from training.crops import negatives, pools, random_crops
from training.crops.pools import make_pool, open_pool
from training.synth import patches
from training.synth.writers import display_writer, font_writer, ink_writer, pen_writer


def test_a_seed_gives_the_same_crops_again(drawn_data) -> None:
    drawn = [[random_crops.random_crop(np.random.default_rng((3, number))) for number in range(40)] for _ in range(2)]
    for (one, label), (other, again) in zip(*drawn, strict=True):
        assert label == again and np.array_equal(one, other)


def test_all_digits_and_none_come_up(drawn_data) -> None:
    rng = np.random.default_rng(0)
    found = [random_crops.random_crop(rng) for _ in range(300)]
    assert {label for _, label in found} == set(range(11))
    assert all(crop.shape == (28, 28) and crop.dtype == np.uint8 for crop, _ in found)
    assert 0.1 < np.mean([label == random_crops.NOT_A_DIGIT for _, label in found]) < 0.35


@pytest.mark.parametrize("writer", [pen_writer, ink_writer, font_writer, display_writer])
def test_the_box_of_a_drawn_digit_holds_it(drawn_data, writer) -> None:
    rng = np.random.default_rng(1)
    for _ in range(15):
        patch, (x, y, w, h), label = random_crops.draw_digit(writer(rng), rng)
        assert patch.shape == (patches.SIDE, patches.SIDE) and patch.dtype == np.uint8
        assert 0 <= label <= 9
        assert abs(x + w / 2 - patches.SIDE / 2) < 16 and abs(y + h / 2 - patches.SIDE / 2) < 16
        assert w >= 1 and 4 <= h <= patches.SIDE


@pytest.mark.parametrize("kind", negatives.KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_of_negative_can_be_drawn(drawn_data, kind) -> None:
    rng = np.random.default_rng(2)
    for _ in range(12):
        patch, box = kind(rng)
        assert patch.shape == (patches.SIDE, patches.SIDE) and patch.dtype == np.uint8
        assert np.isfinite(box).all() and min(box[2:]) > 0


def test_a_box_to_read_and_a_box_to_refuse_lie_apart(drawn_data) -> None:
    rng = np.random.default_rng(3)
    ink = np.zeros((patches.SIDE, patches.SIDE), np.float32)
    ink[30:60, 40:56] = 1
    whole = patches.ink_box(ink)
    assert whole.tolist() == [40, 30, 16, 30]
    jittered = np.stack([patches.jitter(whole, random_crops.JITTER, rng) for _ in range(200)])
    assert np.abs(jittered[:, :2] - whole[:2]).max() <= 0.08 * 30 + 0.01
    assert negatives.MISPLACED[0] >= 0.25 > 2 * random_crops.JITTER


def test_letters_that_look_like_digits_are_no_negatives() -> None:
    assert not set("OoIil|SsZzBbgqLj0123456789") & set(negatives.LETTERS)


def test_capitals_that_only_print_tells_from_digits_are_drawn_in_faces_of_signs(drawn_data, monkeypatch) -> None:
    monkeypatch.setattr(negatives, "ALIKE_SHARE", 1.0)
    asked: list[str] = []

    def writer(rng, pick=None):
        assert pick is negatives.sign_face
        return lambda character, height: asked.append(character) or np.ones((20, 12), np.float32)

    monkeypatch.setattr(negatives, "font_writer", writer)
    rng = np.random.default_rng(0)
    for _ in range(40):
        negatives.letter(rng)
    assert set(asked) & set(negatives.ALIKE) == set("BSZ")


def test_a_pool_is_drawn_once_and_read_back(drawn_data, monkeypatch) -> None:
    size = 300
    monkeypatch.setattr(pools, "CHUNK", size)
    make_pool(5, 0, size, workers=0)
    drawn, labels = open_pool(5, 0, size)
    assert drawn.shape == (size, 28, 28) and labels.shape == (size,)
    assert drawn.reshape(size, -1).max(axis=1).mean() > 200
    with pytest.raises(OSError):
        open_pool(5, 1, size)


def test_the_sheet_shows_two_hundred_crops(drawn_data, tmp_path) -> None:
    random_crops.write_sheet(tmp_path / "sheet.png", seed=0)
    sheet = cv2.imread(str(tmp_path / "sheet.png"), cv2.IMREAD_GRAYSCALE)
    assert sheet.shape == (10 * 60, 20 * 74)
    assert sheet.std() > 30
