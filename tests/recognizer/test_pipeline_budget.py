"""A photo that costs more than its budget gives the best reading so far, or says that it is too busy."""

from pathlib import Path

import numpy as np
import pytest

from recognizer.budget import Budget, TooBusy
from recognizer.classifier import Classifier
from recognizer.contours import propose
from recognizer.pipeline import SLICE, Clock, Proposer, look
from tests.recognizer import drawn

CLASSIFIER = Classifier.load(Path(__file__).parents[2] / "models")


def sheet() -> np.ndarray:
    gray = drawn.sheet(900, 700)
    for row in range(6):
        drawn.write(gray, "2503948617", 30, 20 + 110 * row, 60)
    return drawn.rgb(gray)


def spending(*spent: float) -> Budget:
    """A budget of one second whose clock shows these times, then the last for good."""
    times = list(spent)
    return Budget(1.0, lambda: times.pop(0) if len(times) > 1 else times[0])


def test_within_the_budget_every_proposal_is_judged() -> None:
    seen = look(sheet(), [Proposer("contours", propose)], CLASSIFIER, Clock(), budget=spending(0.0))
    assert len(seen.boxes) == len(seen.probabilities) == len(seen.crops) == len(seen.sources) > SLICE


def test_past_the_budget_the_first_proposals_are_judged() -> None:
    seen = look(sheet(), [Proposer("contours", propose)], CLASSIFIER, Clock(), budget=spending(0, 0, 0, 5))
    assert len(seen.boxes) == len(seen.probabilities) == len(seen.sources) == SLICE


def test_a_budget_that_is_spent_before_anything_is_judged_is_told() -> None:
    with pytest.raises(TooBusy):
        look(sheet(), [Proposer("contours", propose)], CLASSIFIER, Clock(), budget=spending(0, 0, 5))
