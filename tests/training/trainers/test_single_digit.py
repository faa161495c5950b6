"""The single-digit classifier learns from small pictures of digits and of none, and its bytes answer as it does."""

import os
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
keras = pytest.importorskip("keras")

from recognizer.digits.crops import CROP_SIZE  # noqa: E402
from recognizer.digits.single_digit import SingleDigitClassifier  # noqa: E402
from tests.training.conftest import drawn_digit  # noqa: E402
from training.crops import pools, single_digits  # noqa: E402
from training.crops.pools import make_pool, open_pool  # noqa: E402
from training.crops.single_digits import NOT_A_DIGIT, SINGLE_DIGITS, around, pictured, random_single_digit, warped  # noqa: E402
from training.models.classifier import Scale, fold  # noqa: E402
from training.models.single_digit import build_single_digit  # noqa: E402
from training.trainers.settings import SINGLE_DIGIT  # noqa: E402
from training.trainers.single_digit import SingleDigitFeed, release, train  # noqa: E402

SHORT = replace(SINGLE_DIGIT, pools=2, pool_size=600, epochs=6, batch=30, average=0.8, workers=0)
MOST_BYTES = 300_000


@pytest.fixture
def small(drawn_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "CHUNK", 300)


def test_pictures_show_every_digit_and_none(small: None) -> None:
    rng = np.random.default_rng(0)
    shown = [random_single_digit(rng) for _ in range(300)]
    assert {label for _, label in shown} == set(range(11))
    assert {(picture.shape, picture.dtype.name) for picture, _ in shown} == {((CROP_SIZE, CROP_SIZE), "uint8")}
    share = np.mean([label == NOT_A_DIGIT for _, label in shown])
    assert 0.06 < share < 0.22


def test_a_picture_that_is_seen_differently_is_still_the_digit_s(drawn_data: Path) -> None:
    rng = np.random.default_rng(1)
    picture = drawn_digit(8, rng)
    moved = [warped(picture, rng) for _ in range(20)]
    assert len({one.tobytes() for one in moved}) == 20
    assert all(np.corrcoef(one.ravel(), picture.ravel())[0, 1] > 0.2 for one in moved)
    assert all(0.6 < one.sum() / picture.sum() < 1.6 for one in moved)


def test_what_is_cut_out_holds_the_whole_box() -> None:
    patch, rng = np.zeros((96, 96), np.uint8), np.random.default_rng(2)
    patch[30:70, 40:60] = 255
    box = np.array([40, 30, 20, 40], np.float32)
    cuts = [around(patch, box, rng) for _ in range(30)]
    assert {int(cut.sum()) for cut in cuts} == {int(patch.sum())}
    assert len({cut.shape for cut in cuts}) > 20 and max(max(cut.shape) for cut in cuts) <= 40 * 1.8 + 2


def test_meters_that_are_held_out_are_not_shown(small: None, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: Counter[tuple[str, str]] = Counter()
    load = single_digits.digit_sets.load
    monkeypatch.setattr(
        single_digits.digit_sets, "load", lambda name, part: asked.update([(name, part)]) or load(name, part)
    )
    rng = np.random.default_rng(3)
    for _ in range(10):
        pictured(rng)
    assert asked == {("meters", "train"): 10}


def test_pools_of_pictures_and_of_crops_lie_beside_each_other(small: None) -> None:
    make_pool(0, 0, 300, 0)
    make_pool(0, 0, 300, 0, SINGLE_DIGITS)
    assert not np.array_equal(open_pool(0, 0, 300)[0], open_pool(0, 0, 300, SINGLE_DIGITS)[0])


# Keras asks TensorFlow's variables for arrays in a way that NumPy 2 deprecates.
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_a_short_training_learns_the_digits(small: None, tmp_path: Path) -> None:
    network = train(SHORT)
    assert not any(isinstance(layer, Scale) for layer in network.layers)
    inputs, targets = SingleDigitFeed(SHORT)[0]
    assert inputs.shape == (30, CROP_SIZE, CROP_SIZE, 1) and (targets.sum(axis=1) == 1).all()
    assert release(network, inputs, tmp_path) < 0.03
    rng, classifier = np.random.default_rng(5), SingleDigitClassifier.load(tmp_path)
    pictures = [drawn_digit(digit, rng) for digit in range(10)]
    right = [classifier.probabilities(picture).argmax() == digit for digit, picture in enumerate(pictures)]
    assert np.mean(right) >= 0.7


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_the_network_has_the_size_that_the_site_can_carry(tmp_path: Path) -> None:
    network = fold(build_single_digit(), build_single_digit)
    release(network, np.random.default_rng(0).random((4, CROP_SIZE, CROP_SIZE, 1), np.float32), tmp_path)
    assert (tmp_path / "single_digit.tflite").stat().st_size <= MOST_BYTES
