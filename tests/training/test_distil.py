"""What a taught classifier is told: the teachers' mean where they are right, the label alone where they are not."""

import numpy as np

from training.boxing import classifier_mark
from training.distil import SHARE, asked, blended


def test_a_target_is_between_the_teachers_and_the_label_where_they_are_right():
    answer = np.zeros((1, 11), np.float32)
    answer[0, [3, 8]] = 0.6, 0.4

    (target,) = blended(answer, np.array([3], np.uint8))

    assert np.isclose(target[8], SHARE * 0.4)
    assert np.isclose(target[3], 1 - SHARE * 0.4)


def test_teachers_are_not_heard_where_they_are_wrong():
    answer = np.zeros((1, 11), np.float32)
    answer[0, [3, 8]] = 0.6, 0.4

    assert blended(answer, np.array([8], np.uint8)).tolist() == [[0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0]]


def test_the_mark_of_classifiers_changes_with_either(tmp_path):
    marks = set()
    for name in ("classifier.tflite", "second.tflite", "detector.tflite"):
        (tmp_path / name).write_text(name)
        marks.add(classifier_mark(tmp_path))

    assert len(marks) == 2


def test_every_crop_is_asked_of_every_teacher(monkeypatch):
    monkeypatch.setattr("training.distil.PIECE", 2)
    crops = np.arange(5, dtype=np.uint8)[:, None, None] * np.ones((1, 28, 28), np.uint8)

    def teacher(weight):
        return lambda some: np.repeat(some[:, :1, 0] * weight, 11, axis=1).astype(np.float32)

    means = asked([teacher(1.0), teacher(3.0)], crops)

    assert means.shape == (5, 11)
    assert means[:, 0].tolist() == [0, 2, 4, 6, 8]
