"""Each classic system is built, learns drawn digits, and reads a drawn number the way its authors describe."""

import cv2
import numpy as np
import pytest

pytest.importorskip("keras")

from training.measure import baselines

NAMES = ["Two-layer CNN", "Canny + CNN", "Threshold 90 + CNN", "Threshold 90 + HOG + SVM", "MSER + CNN"]


@pytest.fixture
def systems(drawn_data) -> list[baselines.Baseline]:
    return baselines.baselines(baselines.Effort(digits=600, epochs=6))


def drawn_number(text: str) -> np.ndarray:
    photo = np.full((120, 60 + 60 * len(text)), 240, np.uint8)
    for place, digit in enumerate(text):
        cv2.putText(photo, digit, (40 + 60 * place, 85), cv2.FONT_HERSHEY_SIMPLEX, 2, 20, 5, cv2.LINE_AA)
    return photo


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_all_systems_learn_and_read(systems, drawn_data) -> None:
    assert [system.name for system in systems] == NAMES
    digits = baselines.digit_sets.load("mnist", "test")
    photo = drawn_number("3174")
    for system in systems:
        right = (system.classify(np.stack(digits.pictures)) == digits.labels).mean()
        assert right > 0.2, system.name  # a tenth is chance; the training of a test is short
        assert system.read(np.full((60, 90), 200, np.uint8)) == [], system.name
        lines = system.read(photo)
        assert len(lines) <= 1 and all(line.isdigit() for line in lines), system.name
    assert len(systems[0].read(photo)[0]) == 4
    assert len(systems[1].read(drawn_number("31743174"))[0]) <= 5


def test_answers_under_the_threshold_are_skipped() -> None:
    class Unsure:
        def predict(self, crops: np.ndarray, **_: object) -> np.ndarray:
            return np.tile([0.6, 0.4], (len(crops), 1))

    crops = np.zeros((2, 28, 28), np.uint8)
    assert baselines._asker(Unsure(), least=0.7)(crops).tolist() == [-1, -1]
    assert baselines._asker(Unsure())(crops).tolist() == [0, 0]


def test_a_square_is_one_point_six_times_the_height() -> None:
    photo = np.full((100, 100), 255, np.uint8)
    photo[40:60, 48:52] = 0
    crop = baselines._square_crop(photo, np.array([48, 40, 4, 20]))
    rows = np.flatnonzero(crop.max(axis=1) > 128)
    assert crop.shape == (28, 28)
    assert rows[-1] - rows[0] + 1 == pytest.approx(28 / 1.6, abs=3)


def test_nested_regions_fall_to_the_larger() -> None:
    boxes = np.array([[10, 10, 20, 30], [14, 16, 10, 12], [50, 10, 20, 30]], np.int32)
    assert sorted(map(tuple, baselines._without_nested(boxes).tolist())) == [(10, 10, 20, 30), (50, 10, 20, 30)]
