"""A network that was exported can be trained again, and answers then as its bytes do."""

import keras
import numpy as np
import pytest

from training.detector_network import PRINT_STAGES, STAGES, build_detector, fold_detector
from training.equalize import level
from training.export import convert
from training.network import Scale, build_network, fold, folded_weights
from training.restore import restore, shorten, unfolded


@pytest.fixture
def network() -> keras.Model:
    """A detector whose branches count for something and whose biases are not nothing."""
    keras.utils.set_random_seed(3)
    made, rng = build_detector(), np.random.default_rng(3)
    for layer in made.layers:
        if isinstance(layer, Scale):
            layer.set_weights([rng.uniform(0.1, 0.4, value.shape) for value in layer.get_weights()])
    return made


def sample() -> np.ndarray:
    return np.random.default_rng(4).normal(size=(2, 64, 64, 1)).astype(np.float32)


def answers(network: keras.Model) -> np.ndarray:
    return keras.ops.convert_to_numpy(network(sample(), training=False))


def test_a_detector_comes_back_from_its_bytes(network: keras.Model) -> None:
    expected = answers(network)
    content = convert(fold_detector(network, 64), "int8")
    again = build_detector()
    restore(again, build_detector(scaled=False, side=64), content)
    assert np.abs(answers(again) - expected).max() < 0.1 * np.ptp(expected)
    assert np.corrcoef(answers(again).ravel(), expected.ravel())[0, 1] > 0.99


def test_what_is_restored_folds_to_the_same_again(network: keras.Model) -> None:
    weights, other = folded_weights(network), build_detector()
    other.set_weights(unfolded(other, weights))
    for one, another in zip(folded_weights(other), weights, strict=True):
        assert one == pytest.approx(another, abs=1e-5)


def test_channels_are_made_equally_strong_and_the_answer_stays(network: keras.Model) -> None:
    plain = fold_detector(network, 64)
    first = next(layer for layer in plain.layers if layer.get_weights())
    kernel, bias = first.get_weights()
    kernel[..., 0] *= 40
    first.set_weights([kernel, bias])
    expected = answers(plain)
    level(plain)
    norms = np.sqrt((first.get_weights()[0] ** 2).sum(axis=(0, 1, 2)))
    assert norms.max() < 1.01 * norms.min()
    assert np.abs(answers(plain) - expected).max() < 1e-3 * np.ptp(expected)


def test_a_detector_of_fewer_blocks_answers_as_the_longer_one_did_without_those(network: keras.Model) -> None:
    short = build_detector(stages=PRINT_STAGES)
    scales = [layer for layer in network.layers if isinstance(layer, Scale)]
    for lost in (scales[6], scales[8]):
        lost.set_weights([np.zeros_like(value) for value in lost.get_weights()])
    shorten(short, network, PRINT_STAGES, STAGES)
    assert short.count_params() < network.count_params()
    assert answers(short) == pytest.approx(answers(network), abs=1e-5)


def test_a_file_of_another_build_is_refused() -> None:
    content = convert(fold(build_network()), "int8")
    with pytest.raises(ValueError, match="convolutions"):
        restore(build_detector(), build_detector(scaled=False, side=64), content)
