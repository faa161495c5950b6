"""The text-line detector's training: what its teacher keeps, and that it goes on where it stopped."""

import os
from pathlib import Path

import numpy as np
import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
keras = pytest.importorskip("keras")

from training.lines.scenes import Scene  # noqa: E402
from training.trainers.line_detector import Training, kept_lines, stacked, text_loss  # noqa: E402
from training.trainers.settings import LineDetectorSettings  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


def test_the_teachers_answer_stays_where_it_finds_a_line() -> None:
    import tensorflow as tf

    text, line = np.zeros((1, 1, 4), np.float32), np.array([[[1, 1, 2, 2]]], np.int32)
    text[0, 0, [0, 2]] = 1
    taught = np.array([[[0.9, 0.8, 0.1, 0.0]]], np.float32)
    kept = np.asarray(kept_lines(tf, tf.constant(text), tf.constant(line), tf.constant(taught)))
    assert kept[0, 0] == pytest.approx([0.9, 0.8, 1.0, 0.0])


def test_a_right_map_costs_less_than_a_wrong_one() -> None:
    import tensorflow as tf

    text = np.zeros((1, 8, 8), np.float32)
    text[0, 2:4, 2:6] = 1
    right = text_loss(tf, tf.constant(16 * text - 8), tf.constant(text))
    assert float(right) < 0.2 < 2 < float(text_loss(tf, tf.constant(8 - 16 * text), tf.constant(text)))


def test_training_goes_on_where_it_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from training.models.line_detector import build_line_detector

    monkeypatch.setattr("training.export.line_detector.from_onnx", lambda file: build_line_detector())
    scene = Scene(np.full((64, 96, 3), 180, np.uint8), [], [], True)
    batch = stacked([scene, scene])
    first = Training(LineDetectorSettings(half=False), Path("det.onnx"))
    losses = [first.learn(batch) for _ in range(2)]
    first.save(tmp_path)
    second = Training(LineDetectorSettings(half=False), Path("det.onnx"))
    assert second.restore(tmp_path) and second.seen == first.seen == 4 and np.isfinite(losses).all()
    assert second.learn(batch) == pytest.approx(first.learn(batch), rel=1e-3)
