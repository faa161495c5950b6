"""The text-line detector's training: what is text in a scene, what is not judged, and that it goes on."""

import os
from pathlib import Path

import numpy as np
import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
keras = pytest.importorskip("keras")

from training.lines.maps import lines_of, target_of  # noqa: E402
from training.lines.scenes import LEAST_SIDE, MOST_PIXELS, STEP, Scene, drawn_scene, in_lines, windowed  # noqa: E402
from training.lines.train import Settings, Training, kept_lines, stacked, text_loss  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


def boxes(*places: tuple[float, float, float, float]) -> np.ndarray:
    return np.array(places, np.float64)


def test_characters_side_by_side_are_one_line_and_those_apart_two() -> None:
    assert len(lines_of(boxes((0, 10, 20, 40), (25, 12, 20, 40), (50, 10, 20, 40)))) == 1
    assert len(lines_of(boxes((0, 10, 20, 40), (120, 10, 20, 40)))) == 2
    assert len(lines_of(boxes((0, 10, 20, 40), (0, 80, 20, 40)))) == 2
    (with_point,) = lines_of(boxes((0, 10, 20, 40), (24, 44, 6, 6), (34, 10, 20, 40)))
    assert np.ptp(with_point[:, 0]) > 50


def test_a_line_is_text_in_its_middle_and_counts_as_a_whole() -> None:
    quad = np.array([[20, 20], [120, 20], [120, 60], [20, 60]], np.float32)
    ignored = np.array([[130, 20], [150, 20], [150, 60], [130, 60]], np.float32)
    target = target_of((80, 160), [quad], [ignored])
    assert target.text[40, 70] == 1 and target.text[22, 70] == 0 and target.line[22, 70] == 1
    assert target.weight[40, 140] == 0 and target.weight[5, 5] == 1


def test_a_window_shows_whole_characters_and_ignores_those_it_cuts() -> None:
    quads = [np.array([[x, 20], [x + 30, 20], [x + 30, 70], [x, 70]], np.float32) for x in range(10, 2000, 40)]
    scene = Scene(np.full((90, 2020, 3), 200, np.uint8), quads, [], False)
    part = windowed(scene, 2.0, np.random.default_rng(1))
    height, width = part.picture.shape[:2]
    assert height % STEP == width % STEP == 0 and height >= LEAST_SIDE and height * width <= MOST_PIXELS
    assert 0 < len(part.quads) < len(quads) and part.ignored
    assert all((quad >= -9).all() and (quad <= (width + 9, height + 9)).all() for quad in part.quads)
    assert len(in_lines(part).quads) == 1


def test_drawn_scenes_have_lines() -> None:
    rng = np.random.default_rng(2)
    assert sum(len(drawn_scene(rng).quads) for _ in range(4)) > 0


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

    monkeypatch.setattr("training.line_detector.from_onnx", lambda file: build_line_detector())
    scene = Scene(np.full((64, 96, 3), 180, np.uint8), [], [], True)
    batch = stacked([scene, scene])
    first = Training(Settings(half=False), Path("det.onnx"))
    losses = [first.learn(batch) for _ in range(2)]
    first.save(tmp_path)
    second = Training(Settings(half=False), Path("det.onnx"))
    assert second.restore(tmp_path) and second.seen == first.seen == 4 and np.isfinite(losses).all()
    assert second.learn(batch) == pytest.approx(first.learn(batch), rel=1e-3)
