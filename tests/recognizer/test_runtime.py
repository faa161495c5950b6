"""The adapter to LiteRT, with the project's own classifier."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from webapp.recognizer.runtime import Model

CLASSIFIER = Path(__file__).parents[2] / "models" / "classifier.tflite"


def crops(count: int) -> np.ndarray:
    return np.random.default_rng(count).random((count, 28, 28, 1), np.float32)


@pytest.mark.parametrize("count", [1, 2, 16, 17, 53])
def test_a_batch_of_any_size_gives_what_each_gives_alone(count: int):
    batch = crops(count)
    (together,) = Model(CLASSIFIER, (1, 16)).run(batch)
    (whole,) = Model(CLASSIFIER).run(batch)
    assert together.shape == whole.shape == (count, 11)
    np.testing.assert_allclose(together, whole, atol=1e-4)


def test_answers_stay_when_the_model_runs_again():
    model = Model(CLASSIFIER, (1, 16))
    (first,) = model.run(crops(16))
    kept = first.copy()
    model.run(1 - crops(16))
    assert (first == kept).all()


def test_many_threads_share_a_model():
    model = Model(CLASSIFIER, (1, 16))
    (expected,) = model.run(crops(20))
    answers: list[np.ndarray] = []
    threads = [threading.Thread(target=lambda: answers.append(model.run(crops(20))[0])) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 8
    assert all(np.array_equal(answer, expected) for answer in answers)


def test_more_shapes_than_are_kept_planned_still_run():
    model = Model(CLASSIFIER)
    assert [len(model.run(crops(count))[0]) for count in [*range(1, 12), 1]] == [*range(1, 12), 1]


def test_a_file_that_is_no_model_is_refused(tmp_path: Path):
    (tmp_path / "classifier.tflite").write_bytes(b"no model")
    with pytest.raises(ValueError):
        Model(tmp_path / "classifier.tflite")
