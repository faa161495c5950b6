"""Two networks judge: the second is asked about what the first does not plainly refuse, and their mean counts."""

from pathlib import Path

import numpy as np

from recognizer.classifier import CLASSES, NOT_A_DIGIT, Classifier
from recognizer.runtime import Model

MODELS = Path(__file__).parents[2] / "models"


class Says(Model):
    """A network that gives each crop the logits in the place of its first pixel, and remembers what it was asked."""

    def __init__(self, answers: np.ndarray) -> None:
        self.answers, self.asked = answers, []

    def run(self, array: np.ndarray) -> tuple[np.ndarray, ...]:
        places = np.rint(array[:, 0, 0, 0] * 255).astype(int)
        self.asked += places.tolist()
        return (self.answers[places].astype(np.float32),)


def numbered(count: int) -> np.ndarray:
    return np.arange(count, dtype=np.uint8)[:, None, None] * np.ones((1, 28, 28), np.uint8)


def test_only_what_is_not_plainly_refused_is_asked_of_the_second() -> None:
    answers = np.zeros((3, CLASSES))
    answers[0, 4], answers[1, NOT_A_DIGIT], answers[2, NOT_A_DIGIT] = 6, 9, 2
    first, second = Says(answers), Says(np.zeros((3, CLASSES)))
    Classifier(first, 1.0, second).probabilities(numbered(3))
    assert first.asked == [0, 1, 2] and second.asked == [0, 2]


def test_the_mean_of_both_counts() -> None:
    one, other = np.zeros((1, CLASSES)), np.zeros((1, CLASSES))
    one[0, 3], other[0, 8] = 4, 6
    logits = Classifier(Says(one), 1.0, Says(other)).logits(numbered(1))
    assert logits[0, [3, 8]].tolist() == [2, 3]


def test_a_folder_with_one_network_will_do(tmp_path: Path) -> None:
    for name in ("classifier.tflite", "calibration.json"):
        (tmp_path / name).write_bytes((MODELS / name).read_bytes())
    judged = Classifier.load(tmp_path).probabilities(numbered(2))
    assert np.allclose(judged.sum(axis=1), 1, atol=1e-5)


def test_a_higher_temperature_is_less_certain() -> None:
    answers = np.zeros((1, CLASSES))
    answers[0, 7] = 5
    cold, warm = (Classifier(Says(answers), t).probabilities(numbered(1))[0, 7] for t in (0.5, 2.0))
    assert cold > warm > 1 / CLASSES
