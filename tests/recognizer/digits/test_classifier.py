"""The classifier softens its network's answers by a temperature."""

import numpy as np

from harness.serving import ROOT
from recognizer.digits.classifier import CLASSES, Classifier
from recognizer.runtime import Model


class Says(Model):
    """A network that gives each crop the logits in the place of its first pixel."""

    def __init__(self, answers: np.ndarray) -> None:
        self.answers = answers

    def run(self, array: np.ndarray) -> tuple[np.ndarray, ...]:
        places = np.rint(array[:, 0, 0, 0] * 255).astype(int)
        return (self.answers[places].astype(np.float32),)


def numbered(count: int) -> np.ndarray:
    return np.arange(count, dtype=np.uint8)[:, None, None] * np.ones((1, 28, 28), np.uint8)


def test_probabilities_sum_to_one() -> None:
    assert np.allclose(Classifier.load(ROOT / "models").probabilities(numbered(2)).sum(axis=1), 1, atol=1e-5)
    assert Classifier.load(ROOT / "models").probabilities(numbered(0)).shape == (0, CLASSES)


def test_a_higher_temperature_is_less_certain() -> None:
    answers = np.zeros((1, CLASSES))
    answers[0, 7] = 5
    cold, warm = (Classifier(Says(answers), t).probabilities(numbered(1))[0, 7] for t in (0.5, 2.0))
    assert cold > warm > 1 / CLASSES
