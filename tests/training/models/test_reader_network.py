"""The reader's network: a step every 4 px, and the pre-trained body it starts from."""

import os

import numpy as np
import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
keras = pytest.importorskip("keras")

from recognizer.alphabet import ALPHABET, OTHER  # noqa: E402
from training.models.reader import CLASSES, build_reader, classes_of  # noqa: E402

# Keras asks TensorFlow's variables for arrays in a way that NumPy 2 deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


@pytest.fixture(scope="module")
def network():
    return build_reader()


@pytest.mark.parametrize("width", [32, 96, 320])
def test_a_strip_gives_a_class_for_every_four_pixels(network, width: int) -> None:
    logits = np.asarray(network(np.zeros((2, 48, width, 1), np.float32)))
    assert logits.shape == (2, width // 4, CLASSES) and np.isfinite(logits).all()


def test_the_network_is_small(network) -> None:
    assert 500_000 < network.count_params() < 700_000


def test_context_begins_as_nothing(network) -> None:
    plain = build_reader(context=False)
    for layer in plain.layers:
        if layer.weights:
            layer.set_weights(network.get_layer(layer.name).get_weights())
    strip = np.random.default_rng(0).uniform(-1, 1, (1, 48, 64, 1)).astype(np.float32)
    assert np.asarray(plain(strip)) == pytest.approx(np.asarray(network(strip)), abs=1e-5)


def test_the_pretrained_network_has_its_own_step_and_classes() -> None:
    pretrained = build_reader(channels=3, pool=2, classes=6906, context=False)
    assert pretrained.output_shape == (None, None, 6906)
    assert np.asarray(pretrained(np.zeros((1, 48, 64, 3), np.float32))).shape == (1, 8, 6906)


def test_each_character_finds_its_pretrained_class() -> None:
    listed = ["", *reversed(ALPHABET.replace(OTHER, "").strip()), "é", " "]
    found = classes_of(listed)
    assert found[0] == 0 and found[-1] == -1
    assert [listed[place] for place in found[1:-1]] == list(ALPHABET[:-1])
