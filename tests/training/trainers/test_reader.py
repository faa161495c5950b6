"""The reader's training: what labels leave out costs nothing, and it goes on where it stopped."""

import os
from pathlib import Path

import numpy as np
import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
keras = pytest.importorskip("keras")

from recognizer.lines.alphabet import ALPHABET  # noqa: E402
from training.export.reader import SHARE, trained_network  # noqa: E402
from training.rows.batches import Batch  # noqa: E402
from training.trainers.reader import CHECKPOINT, Training, ctc, merged, pretrained_characters, strips_seen  # noqa: E402
from training.trainers.settings import ReaderSettings  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

CLASSES = len(ALPHABET) + 1


def logits_of(text: str) -> np.ndarray:
    """Logits (1, T, C) that are sure of a text, a blank behind each character."""
    logits = np.zeros((1, max(2 * len(text), 2), CLASSES), np.float32)
    logits[..., 0] = 15
    for place, one in enumerate(text):
        logits[0, 2 * place, ALPHABET.index(one) + 1] = 20
    return logits


def loss(seen: str, label: str, flags: tuple[bool, bool, bool] = (False, False, False)) -> float:
    import tensorflow as tf

    classes = np.array([[ALPHABET.index(one) + 1 for one in label] or [0]], np.int32)
    logits = merged(tf, tf.constant(logits_of(seen)), tf.constant([flags]))
    return float(ctc(tf, logits, tf.constant(classes)))


def test_a_right_text_costs_little_and_a_wrong_one_much() -> None:
    assert loss("12,50", "12,50") < 0.5 < 2 < loss("12,50", "1250")


@pytest.mark.parametrize(
    ("seen", "label", "flags"),
    [
        ("Total", "TOTAL", (True, False, False)),
        ("12,50", "1250", (False, True, False)),
        ("12 50", "1250", (False, False, True)),
    ],
)
def test_what_a_label_leaves_out_costs_nothing(seen: str, label: str, flags: tuple[bool, bool, bool]) -> None:
    assert loss(seen, label, flags) < 0.5 < 2 < loss(seen, label)


def test_a_row_with_nothing_to_read_is_learned_too() -> None:
    assert loss("", "") < 0.5 < 2 < loss("1", "")


@pytest.fixture(scope="module")
def untrained() -> Training:
    """A training that has not begun, which no test trains: to build one takes seconds."""
    return Training(ReaderSettings(half=False, threads=1), None)


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A network of the reader's build with few and narrow blocks: the steps of the whole one take a minute to plan."""
    small = {"STEM": (8, 4, 8, 8, 16), "STAGES": ((16, "+"), (24, "+-"), (32, "-")), "NECK": 16, "HEADS": 2, "WIDE": 24}
    for name, value in {**small, "BLOCKS": 1}.items():
        monkeypatch.setattr(f"training.models.reader.{name}", value)
    monkeypatch.setattr("training.trainers.reader.CHECKPOINT", tmp_path / "none")


def test_training_goes_on_where_it_stopped(narrow: None, tmp_path: Path) -> None:
    settings = ReaderSettings(strips=100, half=False, threads=1)
    rng = np.random.default_rng(0)
    batch = Batch(
        rng.uniform(-1, 1, (2, 48, 64, 1)).astype(np.float32),
        np.array([[3, 4], [5, 0]], np.int32),
        np.zeros((2, 3), bool),
    )
    first = Training(settings, None)
    losses = [first.learn(batch) for _ in range(3)]
    first.save(tmp_path)
    second = Training(settings, None)
    assert second.restore(tmp_path) and second.seen == first.seen == strips_seen(tmp_path) == 6
    assert np.isfinite(losses).all() and second.learn(batch) == pytest.approx(first.learn(batch), rel=1e-3)
    assert not second.restore(tmp_path / "nothing")


def test_the_exported_weights_lie_half_way_between_those_of_the_start_and_the_averaged_ones(
    untrained: Training, tmp_path: Path
) -> None:
    untrained.keep_start(tmp_path)
    first = np.asarray(untrained.network.trainable_variables[0])
    for kept in untrained.averaged:
        kept.assign(kept + 1.0)
    untrained.save(tmp_path)
    untrained.keep_start(tmp_path)
    assert np.asarray(trained_network(tmp_path).trainable_variables[0]) == pytest.approx(first + SHARE)


def test_a_training_starts_from_the_floats_that_are_shipped(untrained: Training) -> None:
    with np.load(CHECKPOINT) as floats:
        first = floats["a0"]
    assert np.asarray(untrained.network.trainable_variables[0]) == pytest.approx(first.astype(np.float32))


def test_the_pretrained_characters_come_in_the_order_of_their_classes(tmp_path: Path) -> None:
    file = tmp_path / "inference.yml"
    file.write_text(
        "PostProcess:\n  name: CTC\n  character_dict:\n  - '!'\n  - '\"'\n  - $\n  - ''''\n  - A\n  - '0'\n"
    )
    assert pretrained_characters(file) == ["", "!", '"', "$", "'", "A", "0", " "]
