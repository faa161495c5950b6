"""What the detector is asked to say is what the site understands, and a right answer costs least."""

import os

import numpy as np
import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
keras = pytest.importorskip("keras")

from recognizer.detector import peaks  # noqa: E402
from training.detector_network import OUTPUTS, build_detector, fold_detector  # noqa: E402
from training.network import Scale  # noqa: E402
from training.sheets import IGNORED, LETTER  # noqa: E402
from training.targets import detection_loss, draw_target  # noqa: E402

SIDE = 128
BOXES = np.array([[10, 20, 18, 30], [34, 22, 7, 28], [80, 60, 40, 52]], np.float32)
LABELS = np.array([3, 1, 8], np.int8)


def perfect_maps(target: np.ndarray) -> np.ndarray:
    """Maps that say just what a target asks for."""
    maps = np.zeros((*target.shape[:2], OUTPUTS), np.float32)
    hill = np.clip(target[..., 0], 1e-4, 1 - 1e-4)
    maps[..., 0] = np.log(hill / (1 - hill))
    maps[..., 1:5] = target[..., 3:7]
    maps[..., 5:15] = 12 * (np.arange(10) == target[..., 7:8])
    letters = np.clip(target[..., 8], 1e-4, 1 - 1e-4)
    maps[..., 15] = np.log(letters / (1 - letters))
    return maps


def loss(target: np.ndarray, maps: np.ndarray) -> float:
    return float(detection_loss(target[None], maps[None]))


def test_the_site_reads_the_boxes_out_of_perfect_maps() -> None:
    found = peaks(perfect_maps(draw_target(BOXES, LABELS, SIDE)))
    order = np.argsort(found.digits.boxes[:, 0])
    assert found.digits.boxes[order] == pytest.approx(BOXES, abs=0.1)
    assert found.which[order].argmax(axis=1).tolist() == LABELS.tolist()


def test_a_right_answer_costs_less_than_any_other() -> None:
    target = draw_target(BOXES, LABELS, SIDE)
    right = perfect_maps(target)
    best = loss(target, right)
    for plane, change in ((0, -14.0), (1, 1.5), (3, 0.7)):
        wrong = right.copy()
        wrong[target[..., 2] > 0, plane] += change
        assert loss(target, wrong) > best + 0.1
    other = right.copy()
    other[..., 5:15] = np.roll(right[..., 5:15], 1, axis=-1)
    assert loss(target, other) > best + 1


def test_a_letter_is_asked_for_as_a_letter_and_is_no_digit() -> None:
    target = draw_target(BOXES, np.array([3, LETTER, 8], np.int8), SIDE)
    right = perfect_maps(target)
    found = peaks(right)
    assert sorted(found.which.argmax(axis=1).tolist()) == [3, 8]
    assert found.letters.boxes == pytest.approx(BOXES[1:2], abs=0.1)
    taken_for_digit, unspelled = right.copy(), right.copy()
    taken_for_digit[17:26, 22:28, 0] = 8.0
    unspelled[..., 15] = -8.0
    assert min(loss(target, taken_for_digit), loss(target, unspelled)) > loss(target, right) + 0.1


def test_what_is_ignored_costs_nothing() -> None:
    target = draw_target(BOXES, np.array([3, 1, IGNORED], np.int8), SIDE)
    maps = perfect_maps(target)
    seen = maps.copy()
    seen[17:26, 22:28, 0] = 8.0
    assert loss(target, seen) == pytest.approx(loss(target, maps), rel=1e-3)


def test_a_peak_is_judged_where_something_ignored_lies_over_it() -> None:
    ignored_over_a_digit = np.array([[10, 20, 18, 30], [14, 30, 10, 12]], np.float32)
    target = draw_target(ignored_over_a_digit, np.array([3, IGNORED], np.int8), SIDE)
    (peak,) = target[target[..., 0] == 1]
    assert peak[[1, 7]].tolist() == [1, 3]


@pytest.mark.parametrize("labels", [[3, LETTER], [LETTER, 3]], ids=["letter in a digit", "digit in a letter"])
def test_a_peak_tells_its_own_character_where_two_share_their_middle(labels: list[int]) -> None:
    target = draw_target(np.array([[10, 20, 18, 30], [12, 22, 14, 26]], np.float32), np.array(labels, np.int8), SIDE)
    for plane in (0, 8):
        at_peaks = target[target[..., plane] == 1]
        assert ((at_peaks[:, 7] == LETTER) == (plane == 8)).all() and (at_peaks[:, 1] == 1).all()
    assert ((target[..., [0, 8]] == 1).sum()) == 1


def test_folding_changes_no_map() -> None:
    keras.utils.set_random_seed(1)
    network = build_detector()
    for layer in network.layers:
        if isinstance(layer, Scale):
            layer.set_weights([np.linspace(-0.3, 0.3, layer.scale.shape[0])])
    sample = np.random.default_rng(0).normal(0, 1, (1, 64, 64, 1)).astype(np.float32)
    before = keras.ops.convert_to_numpy(network(sample))
    folded = fold_detector(network, 64)
    assert before.shape == (1, 16, 16, OUTPUTS)
    assert np.abs(before - keras.ops.convert_to_numpy(folded(sample))).max() < 1e-3
    assert not any(isinstance(layer, Scale) for layer in folded.layers)
