"""The network learns, folds and exports without changing its answers; what is shipped is what it says."""

import hashlib
import json
import os
from pathlib import Path

import cv2
import numpy as np
import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
keras = pytest.importorskip("keras")

from recognizer.digits.classifier import Classifier  # noqa: E402
from recognizer.digits.crops import cut_crops  # noqa: E402
from training.export.checksums import write_checksums  # noqa: E402
from training.export.litert import TOLERANCE, ParityError, export, parity, run_lite  # noqa: E402
from training.folders import MODELS  # noqa: E402
from training.models.classifier import CLASSES, Scale, build_network, fold  # noqa: E402
from training.trainers import classifier  # noqa: E402
from training.trainers.settings import ClassifierSettings  # noqa: E402

MAX_BYTES = 600_000


def noise(count: int) -> np.ndarray:
    return np.random.default_rng(0).random((count, 28, 28, 1), np.float32)


def randomised() -> "keras.Model":
    keras.utils.set_random_seed(1)
    network = build_network()
    for layer in network.layers:
        if isinstance(layer, Scale):
            layer.set_weights([np.linspace(-1, 1, layer.scale.shape[0])])
    return network


def test_folding_changes_no_answer() -> None:
    network = randomised()
    folded = fold(network)
    assert not any(isinstance(layer, Scale) for layer in folded.layers)
    difference = keras.ops.convert_to_numpy(network(noise(4))) - keras.ops.convert_to_numpy(folded(noise(4)))
    assert np.abs(difference).max() < 1e-4


def test_the_network_has_the_size_that_the_site_can_carry() -> None:
    assert 300_000 < fold(build_network()).count_params() < 700_000


@pytest.mark.parametrize("weights", list(TOLERANCE))
def test_both_formats_give_the_same_probabilities(tmp_path: Path, weights) -> None:
    folded = fold(randomised())
    assert export(folded, tmp_path / "network.tflite", weights, noise(8)) <= TOLERANCE[weights]
    content = (tmp_path / "network.tflite").read_bytes()
    assert len(content) < {"float32": 4, "float16": 2, "int8": 1}[weights] * MAX_BYTES
    assert run_lite(content, noise(3))[0].shape == (3, CLASSES)
    assert run_lite(content, noise(1))[0].shape == (1, CLASSES)


def test_a_model_that_answers_otherwise_is_refused(tmp_path: Path, monkeypatch) -> None:
    folded = fold(randomised())
    export(folded, tmp_path / "network.tflite", sample=noise(2))
    content = (tmp_path / "network.tflite").read_bytes()
    folded.set_weights([array * 1.05 for array in folded.get_weights()])
    assert parity(folded, content, noise(2)) > 1e-4
    monkeypatch.setattr("training.export.litert.parity", lambda *_: 0.5)
    with pytest.raises(ParityError, match="differs"):
        export(folded, tmp_path / "other.tflite", sample=noise(2))
    assert not (tmp_path / "other.tflite").exists()


# Keras asks TensorFlow's variables for arrays in a way that NumPy 2 deprecates.
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_a_short_training_learns_drawn_digits(drawn_data) -> None:
    settings = ClassifierSettings(pools=1, pool_size=2000, epochs=2, batch=50, average=0.8, mined=-1, workers=0)
    network = classifier.train(settings)
    crops, labels = classifier.open_pool(settings.seed, 0, settings.pool_size)
    logits = keras.ops.convert_to_numpy(network(crops[:400, ..., None].astype(np.float32) / 255))
    assert (logits.argmax(axis=1) == labels[:400]).mean() > 0.3


def test_everything_from_nothing_is_one_network(monkeypatch, tmp_path: Path) -> None:
    written: dict[str, int] = {}
    monkeypatch.setattr(classifier, "train", lambda settings: settings)
    monkeypatch.setattr(classifier, "release", lambda made, file: written.update({file.name: made.seed}))
    classifier.train_all(ClassifierSettings(seed=4, mined=-1), tmp_path)
    assert written == {"classifier.keras": 4}


def test_the_checksums_are_those_of_the_files(tmp_path: Path) -> None:
    (tmp_path / "one.tflite").write_bytes(b"1")
    (tmp_path / "note.md").write_text("not a model")
    listing = write_checksums(tmp_path).read_text()
    assert listing == f"{hashlib.sha256(b'1').hexdigest()}  one.tflite\n"


def test_the_shipped_files_are_listed_and_small() -> None:
    listed = dict(line.split("  ")[::-1] for line in (MODELS / "SHA256SUMS").read_text().splitlines())
    for name in ("classifier.tflite", "calibration.json"):
        assert hashlib.sha256((MODELS / name).read_bytes()).hexdigest() == listed[name]
    assert (MODELS / "classifier.tflite").stat().st_size <= MAX_BYTES


def test_the_shipped_calibration_is_in_order() -> None:
    found = json.loads((MODELS / "calibration.json").read_text(encoding="utf-8"))
    assert 0 < found["probable"] < found["sure"] < 1
    assert 0.2 < found["temperature"] < 5


@pytest.mark.parametrize("ink, ground", [(30, 230), (240, 60)])
def test_the_shipped_classifier_reads_print_and_refuses_paper(ink: int, ground: int) -> None:
    judge, crops = Classifier.load(MODELS), []
    for digit in range(10):
        picture = np.full((90, 90), ground, np.uint8)
        cv2.putText(picture, str(digit), (25, 70), cv2.FONT_HERSHEY_DUPLEX, 2, ink, 3, cv2.LINE_AA)
        box = cv2.boundingRect((np.abs(picture.astype(int) - ground) > 60).astype(np.uint8))
        crops.append(cut_crops(picture, np.array([box], np.float32))[0])
    assert judge.probabilities(np.stack(crops)).argmax(axis=1).tolist() == list(range(10))
    paper = np.random.default_rng(0).normal(ground, 3, (200, 200)).clip(0, 255).astype(np.uint8)
    boxes = np.array([[x, y, 24, 30] for x in range(20, 160, 30) for y in range(20, 150, 40)], np.float32)
    assert (judge.probabilities(cut_crops(paper, boxes)).argmax(axis=1) == 10).all()
