"""Scenes show what their boxes say, of every kind, the same for the same seed, without any real data too."""

from pathlib import Path

import numpy as np
import pytest

from training.data.pseudo_boxes import load_boxed
from training.synth.scenes import devices, pastes, photos
from training.synth.scenes.photos import SIDE, random_photo, seen
from training.synth.sheets import FLAT, IGNORED, LETTER


@pytest.fixture(autouse=True)
def without_real_pictures(drawn_data: Path) -> None:
    """Only the drawn digits of the fixture are there."""


@pytest.mark.parametrize("kind", [kind for _, kind in photos.KINDS], ids=lambda kind: kind.__name__)
def test_every_kind_of_scene_marks_digits_that_stand_out(kind) -> None:
    rng, contrasts = np.random.default_rng(4), []
    for _ in range(24):  # words have a number among them only now and then
        scene = kind(rng)
        if scene is None:
            continue
        picture, marks = scene
        assert picture.shape == (FLAT, FLAT) and np.isfinite(picture).all()
        for digit, x, y, w, h in marks:
            assert IGNORED <= digit <= LETTER and w > 0 and h > 0
            part = picture[max(0, round(y)) : round(y + h), max(0, round(x)) : round(x + w)]
            if 0 <= digit < LETTER and part.size:
                contrasts.append(float(np.ptp(part)))
    wordless = kind.__name__ in ("blackout", "wilderness")
    assert not contrasts if wordless else np.median(contrasts) > 20


def test_a_card_with_the_largest_figures_can_be_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "random_height", lambda rng, least, most: 1.4 * most)  # some faces fill their em
    for seed in range(20):
        assert any(digit < LETTER for digit, *_ in devices.card(np.random.default_rng(seed))[1])


def test_real_digits_are_read_from_their_files_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(pastes, "load_boxed", lambda name, part: asked.append(name) or load_boxed(name, part))
    rng = np.random.default_rng(0)
    for _ in range(3):
        assert pastes._tiled("wheels", rng)[1]
    assert asked == ["meters"]


def test_a_close_photo_of_one_digit_shows_it_whole() -> None:
    for seed in range(8):
        picture, marks = pastes._lone(np.random.default_rng(seed))
        ((digit, x, y, w, h),) = marks
        assert 0 <= digit <= 9 and picture.shape == (FLAT, FLAT)
        assert min(x, y) >= 0 and max(x + w, y + h) <= FLAT
        inside = picture[round(y) : round(y + h), round(x) : round(x + w)]
        assert np.ptp(inside) > 0.8 * np.ptp(picture), "what goes on around it is its border, without ink"


def test_a_seed_gives_the_same_photos() -> None:
    first, again = ([random_photo(np.random.default_rng(seed)) for seed in range(6)] for _ in range(2))
    for one, other in zip(first, again, strict=True):
        assert (one.picture == other.picture).all() and (one.boxes == other.boxes).all()
    assert any((one.picture != first[0].picture).any() for one in first[1:])


def test_boxes_lie_in_the_photo() -> None:
    for seed in range(12):
        photo = random_photo(np.random.default_rng(seed))
        assert photo.picture.shape == (SIDE, SIDE) and photo.picture.dtype == np.uint8
        assert (photo.boxes[:, :2] >= 0).all() and (photo.boxes[:, :2] + photo.boxes[:, 2:] <= SIDE).all()
        assert len(photo.boxes) == len(photo.labels)


def test_a_view_moves_boxes_and_leaves_out_what_it_cuts() -> None:
    shift = np.array([[1, 0, -24], [0, 1, -24], [0, 0, 1]], np.float64)
    marks = [(7, 100.0, 100.0, 20.0, 40.0), (1, 0.0, 100.0, 20.0, 40.0), (2, 14.0, 100.0, 20.0, 40.0)]
    letters = [(LETTER, x, y, w, h) for _, x, y, w, h in marks]
    boxes, labels = seen(shift, [*marks, (3, 60.0, 60.0, 4.0, 5.0), *letters])
    assert boxes[0] == pytest.approx([76, 76, 20, 40])
    assert labels.tolist() == [7, IGNORED, IGNORED, LETTER], "outside goes, cut and tiny digits are not asked for"


def test_a_quarter_turn_swaps_the_sides_of_a_box() -> None:
    turn = np.array([[0, -1, 256], [1, 0, 0], [0, 0, 1]], np.float64)
    boxes, _ = seen(turn, [(5, 100.0, 120.0, 20.0, 40.0)])
    assert boxes[0] == pytest.approx([256 - 160, 100, 40, 20])
