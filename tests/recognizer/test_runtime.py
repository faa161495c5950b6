"""The adapter to LiteRT, with the project's own classifier."""

from __future__ import annotations

import gc
import threading
import weakref
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter

from recognizer import runtime
from recognizer.runtime import Model

CLASSIFIER = Path(__file__).parents[2] / "models" / "classifier.tflite"
LINES = CLASSIFIER.with_name("detector.tflite")


def crops(count: int) -> np.ndarray:
    return np.random.default_rng(count).random((count, 28, 28, 1), np.float32)


@pytest.mark.parametrize("count", [1, 2, 17])
def test_many_inputs_give_what_each_gives_alone(count: int):
    batch, model = crops(count), Model(CLASSIFIER)
    (together,) = model.run(batch)
    assert together.shape == (count, 11) and len(np.unique(together, axis=0)) == count
    for one, answer in zip(batch, together, strict=True):
        assert (Model(CLASSIFIER).run(one[None])[0][0] == answer).all()


def test_answers_stay_when_the_model_runs_again():
    model = Model(CLASSIFIER)
    (first,) = model.run(crops(16))
    kept = first.copy()
    model.run(1 - crops(16))
    assert (first == kept).all()


def test_many_threads_share_a_model():
    model = Model(CLASSIFIER)
    (expected,) = model.run(crops(20))
    answers: list[np.ndarray] = []
    threads = [threading.Thread(target=lambda: answers.append(model.run(crops(20))[0])) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 8
    assert all(np.array_equal(answer, expected) for answer in answers)


def test_threads_one_after_the_other_share_one_plan(monkeypatch: pytest.MonkeyPatch):
    made: list[runtime.Interpreter] = []
    monkeypatch.setattr(runtime, "Interpreter", lambda **named: made.append(Interpreter(**named)) or made[-1])
    model = Model(CLASSIFIER)
    for _ in range(3):
        thread = threading.Thread(target=model.run, args=[crops(2)])
        thread.start()
        thread.join()
    assert len(made) == 1


def test_a_crop_that_fails_leaves_the_model_as_it_was():
    model = Model(CLASSIFIER)
    (expected,) = model.run(crops(3))
    with pytest.raises(ValueError):
        model.run(np.zeros((1, 7, 7, 1), np.float32))
    assert (model.run(crops(3))[0] == expected).all()


def test_a_file_that_is_no_model_is_refused(tmp_path: Path):
    (tmp_path / "classifier.tflite").write_bytes(b"no model")
    with pytest.raises(ValueError):
        Model(tmp_path / "classifier.tflite")


def test_inputs_of_several_sizes_share_one_plan(monkeypatch: pytest.MonkeyPatch):
    made: list[runtime.Interpreter] = []
    monkeypatch.setattr(runtime, "Interpreter", lambda **named: made.append(Interpreter(**named)) or made[-1])
    model, rng = Model(LINES, (1, 32, 32, 3)), np.random.default_rng(0)
    pictures = [rng.random((1, *size, 3), np.float32) for size in ((64, 96), (32, 32), (64, 96))]
    answers = [model.run(picture)[0] for picture in pictures]
    assert [answer.shape for answer in answers] == [(1, 64, 96, 1), (1, 32, 32, 1), (1, 64, 96, 1)]
    assert all((model.run(picture)[0] == answer).all() for picture, answer in zip(pictures, answers, strict=True))
    with pytest.raises(RuntimeError, match="resize"):
        model.run(np.zeros((1, 64, 64, 4), np.float32))
    assert (model.run(pictures[0])[0] == answers[0]).all() and len(made) == 1


def test_a_plan_that_is_not_kept_is_let_go_and_answers_the_same(monkeypatch: pytest.MonkeyPatch):
    kept, picture = Model(LINES, (1, 32, 32, 3)), np.random.default_rng(1).random((1, 64, 96, 3), np.float32)
    made: list[weakref.ref[runtime.Interpreter]] = []

    def making(**named: Any) -> runtime.Interpreter:
        interpreter = Interpreter(**named)
        made.append(weakref.ref(interpreter))
        return interpreter

    monkeypatch.setattr(runtime, "Interpreter", making)
    model = Model(LINES, (1, 32, 32, 3), kept=False)
    assert all((model.run(picture)[0] == kept.run(picture)[0]).all() for _ in range(2))
    gc.collect()
    assert len(made) == 3 and not any(one() for one in made)
