"""Weights rounded to bytes so that sums change least."""

import keras
import numpy as np
import pytest
from keras import layers

from training import rounding
from training.equalize import equalize
from training.export import convert, parity
from training.rounding import STEPS, in_steps, least_rounded, rounded


def sums_of_like_inputs() -> tuple[np.ndarray, np.ndarray]:
    """Weights (40, 8), and inputs (500, 40) that go together, as neighbours in a picture do."""
    rng = np.random.default_rng(0)
    heard = rng.normal(size=(500, 6)) @ rng.normal(size=(6, 40)) + rng.normal(0, 0.1, (500, 40))
    return rng.normal(0, 1, (40, 8)), heard


def test_the_sums_change_less_than_with_each_weight_rounded_for_itself() -> None:
    weights, heard = sums_of_like_inputs()
    size = np.abs(weights).max(axis=0) / STEPS
    plain = np.round(weights / size) * size
    careful = in_steps(weights, heard)
    assert np.abs(heard @ (careful - weights)).std() < 0.5 * np.abs(heard @ (plain - weights)).std()


def test_the_weights_are_whole_steps_of_the_size_that_the_export_takes() -> None:
    weights, heard = sums_of_like_inputs()
    weights[:, 3] = 0
    found = in_steps(weights, heard)
    size = np.abs(weights).max(axis=0) / STEPS
    assert np.abs(found).max(axis=0) == pytest.approx(np.abs(weights).max(axis=0))
    used = size > 0
    steps = found[:, used] / size[used]
    assert np.abs(steps - np.round(steps)).max() < 1e-9 and np.abs(found[:, ~used]).max() == 0


@pytest.fixture
def network() -> keras.Model:
    """A small network with a strided convolution, its kernels just large enough to be kept in bytes."""
    keras.utils.set_random_seed(0)
    pictures = keras.Input((16, 16, 1))
    x = layers.ReLU()(layers.Conv2D(16, 3, padding="same", name="first")(pictures))
    x = layers.ReLU()(layers.Conv2D(32, 3, strides=2, padding="same")(x))
    made = keras.Model(pictures, layers.Conv2D(32, 1)(x))
    kernel, bias = made.get_layer("first").get_weights()
    kernel[..., 0] *= 40
    made.get_layer("first").set_weights([kernel, bias])
    return made


def test_the_export_keeps_rounded_weights_as_they_are(network: keras.Model) -> None:
    sample = np.random.default_rng(0).normal(size=(8, 16, 16, 1)).astype(np.float32)
    once = rounded(network, sample)
    again = [layer.get_weights()[0] for layer in once.layers if isinstance(layer, layers.Conv2D)]
    for kernel in again:
        steps = kernel / (np.abs(kernel).max(axis=(0, 1, 2)) / STEPS)
        assert np.abs(steps - np.round(steps)).max() < 1e-3
    assert not np.allclose(again[0], network.get_layer("first").get_weights()[0], atol=1e-6)


def test_the_share_is_taken_that_bytes_change_least(network: keras.Model, monkeypatch: pytest.MonkeyPatch) -> None:
    pictures = np.random.default_rng(0).normal(size=(12, 16, 16, 1)).astype(np.float32)
    sample, compared = pictures[:8], pictures[8:]
    monkeypatch.setattr(rounding, "SHARES", (0.0, 0.5))
    changes = []
    for share in rounding.SHARES:
        one = keras.models.clone_model(network)
        one.set_weights(network.get_weights())
        equalize(one, sample, share)
        changes.append(parity(one, convert(rounded(one, sample), "int8"), compared))
    evened, stored = least_rounded(network, sample, compared)
    assert parity(evened, convert(stored, "int8"), compared) == pytest.approx(min(changes), rel=1e-6)
    assert min(changes) < 0.9 * max(changes)
