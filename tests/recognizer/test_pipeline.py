"""Which detector a photo is looked at with: the one for all, or the one that learned print."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.recognizer import drawn
from webapp.recognizer.budget import Budget
from webapp.recognizer.classifier import Classifier
from webapp.recognizer.context import ContextClassifier
from webapp.recognizer.detector import Detector
from webapp.recognizer.judgement import Weights
from webapp.recognizer.pipeline import Clock, Sight, look
from webapp.recognizer.sights import NOTHING, Detections, Letters

MODELS = Path(__file__).parents[2] / "models"
FULL = NOTHING._replace(letters=Letters(np.tile(np.float32([0, 0, 9, 9]), (30, 1)), np.full(30, 0.9, np.float32)))


class Told(Detector):
    """Tells always the same, and counts how often it was asked."""

    def __init__(self, found: Detections) -> None:
        self.found, self.asked = found, 0

    def detect(self, gray: np.ndarray, detail: int | None = None) -> Detections:
        self.asked += 1
        return self.found

    def glances(self, gray: np.ndarray, detail: int | None = None) -> Iterator[list[Detections]]:
        self.asked += 1
        yield [NOTHING, NOTHING, self.found, NOTHING]


@pytest.mark.parametrize(("found", "left", "asked"), [(NOTHING, 9, 0), (FULL, 9, 1), (FULL, 1, 0)],
                         ids=["no letters", "full of letters", "no time for a second look"])  # fmt: skip
def test_print_is_seen_by_the_detector_that_learned_it(found: Detections, left: float, asked: int) -> None:
    usual, learned = Told(found), Told(NOTHING)
    sight = Sight(usual, learned, ContextClassifier.load(MODELS), Weights.load(MODELS))
    times = iter([0.0, *[1.0] * 99])
    budget = Budget(1 + left, lambda: next(times))
    seen = look(drawn.rgb(drawn.sheet()), [], Classifier.load(MODELS), Clock(), sight, budget)
    assert (usual.asked, learned.asked) == (1, asked)
    assert seen.detections is (learned.found if asked else found)


@pytest.mark.parametrize("found", [NOTHING, FULL], ids=["no letters", "print on its head"])
def test_which_way_up_print_stands_is_told_by_who_learned_it(found: Detections) -> None:
    usual, learned = Told(found), Told(NOTHING._replace(letters=FULL.letters))
    sight = Sight(usual, learned, ContextClassifier.load(MODELS), Weights.load(MODELS))
    seen = look(drawn.rgb(drawn.sheet()), [], Classifier.load(MODELS), Clock(), sight)._replace(detections=NOTHING)
    told = list(sight.glances(seen))
    assert told == [[NOTHING, NOTHING, (learned if found is FULL else usual).found, NOTHING]]
