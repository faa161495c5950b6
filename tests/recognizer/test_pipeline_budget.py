"""A photo that costs more than its budget gives the best reading so far, and says so."""

from pathlib import Path

import numpy as np

from recognizer.budget import BOX, Budget
from recognizer.classifier import Classifier
from recognizer.contours import propose
from recognizer.pipeline import Clock, Look, Proposer, look
from tests.recognizer import drawn

CLASSIFIER = Classifier.load(Path(__file__).parents[2] / "models")


def sheet() -> np.ndarray:
    gray = drawn.sheet(900, 700)
    for row in range(6):
        drawn.write(gray, "2503948617", 30, 20 + 110 * row, 60)
    return drawn.rgb(gray)


def seen_within(budget: Budget) -> Look:
    return look(sheet(), [Proposer("contours", propose)], CLASSIFIER, Clock(), budget=budget)


def test_within_the_budget_every_proposal_is_judged() -> None:
    budget = Budget()
    seen = seen_within(budget)
    assert len(seen.boxes) == len(seen.probabilities) == len(seen.crops) == len(seen.sources) >= 60
    assert not budget.truncated


def test_past_the_budget_the_first_proposals_are_judged() -> None:
    ample = Budget()
    boxes = seen_within(ample).boxes
    budget = Budget(ample.spent - (len(boxes) - 10) * BOX)
    seen = seen_within(budget)
    assert len(seen.boxes) == len(seen.probabilities) == len(seen.sources) == 10
    assert np.array_equal(seen.boxes, boxes[:10])
    assert budget.truncated


def test_a_budget_that_is_spent_before_anything_is_judged_gives_nothing_and_says_so() -> None:
    budget = Budget(1)
    assert not len(seen_within(budget).boxes) and budget.truncated
