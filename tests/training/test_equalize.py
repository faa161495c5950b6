"""Evened-out networks answer as before, and bytes hold them better."""

import keras
import numpy as np
import pytest
from keras import layers

from training.equalize import equalize


@pytest.fixture
def network() -> keras.Model:
    """A small network with a residual branch and an enlarged skip, one channel of it far louder than the others.

    Its kernels are just large enough to be kept in bytes.
    """
    keras.utils.set_random_seed(0)
    pictures = keras.Input((16, 16, 1))
    first = layers.Conv2D(16, 3, padding="same", name="first")
    x = layers.ReLU()(first(pictures))
    inner = layers.Conv2D(16, 3, padding="same")(layers.ReLU()(layers.Conv2D(16, 3, padding="same")(x)))
    x = layers.ReLU()(layers.add([x, inner]))
    coarse = layers.UpSampling2D(2)(layers.ReLU()(layers.Conv2D(16, 3, strides=2, padding="same")(x)))
    maps = layers.Conv2D(2, 1)(layers.add([x, layers.Conv2D(16, 1)(coarse)]))
    made = keras.Model(pictures, layers.Concatenate()([maps, layers.Conv2D(1, 1)(coarse)]))
    kernel, bias = first.get_weights()
    kernel[..., 0] *= 40
    first.set_weights([kernel, bias])
    return made


def loudness(network: keras.Model) -> float:
    """How far the loudest channel that the first layer writes stands out."""
    channels = np.abs(network.get_layer("first").get_weights()[0]).max(axis=(0, 1, 2))
    return float(channels.max() / np.median(channels))


def test_an_evened_network_answers_as_before_with_no_channel_far_louder_than_others(network: keras.Model) -> None:
    sample = np.random.default_rng(0).normal(size=(4, 16, 16, 1)).astype(np.float32)
    expected, before = keras.ops.convert_to_numpy(network(sample)), loudness(network)
    equalize(network, sample)
    found = keras.ops.convert_to_numpy(network(sample))
    assert np.abs(found - expected).max() < 1e-4 * np.abs(expected).max()
    assert loudness(network) < 0.5 * before


def test_an_evened_network_has_nothing_left_to_even_out(network: keras.Model) -> None:
    sample = np.random.default_rng(0).normal(size=(4, 16, 16, 1)).astype(np.float32)
    equalize(network, sample)
    before = [layer.get_weights()[0] for layer in network.layers if isinstance(layer, layers.Conv2D)]
    equalize(network, sample)
    after = [layer.get_weights()[0] for layer in network.layers if isinstance(layer, layers.Conv2D)]
    for one, other in zip(before, after, strict=True):
        assert np.abs(one - other).max() < 0.1 * np.abs(one).max()
