"""Which detector a photo is looked at with: the one for all, or the one that learned print."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from recognizer.budget import WINDOW, Budget
from recognizer.classifier import Classifier
from recognizer.context import ContextClassifier
from recognizer.detector import Detector
from recognizer.judgement import Weights
from recognizer.pipeline import Clock, look
from recognizer.prepare import prepare
from recognizer.sight import Sight
from recognizer.sights import NOTHING, Detections, Letters
from tests.recognizer import drawn

MODELS = Path(__file__).parents[2] / "models"
FULL = NOTHING._replace(letters=Letters(np.tile(np.float32([0, 0, 9, 9]), (30, 1)), np.full(30, 0.9, np.float32)))


class Told(Detector):
    """Tells always the same, and counts how often it was asked."""

    def __init__(self, found: Detections, close: list[Detections] | None = None) -> None:
        self.found, self.close, self.asked, self.tall = found, close or [], 0, 0.0

    def detect(
        self, gray: np.ndarray, detail: int | None = None, tall: float = 0.0, budget: Budget | None = None
    ) -> Detections:
        self.asked += 1
        assert budget is not None
        budget.spend(WINDOW)
        self.tall = tall
        return self.found

    def glances(self, gray: np.ndarray, detail: int | None, budget: Budget) -> Iterator[list[Detections]]:
        self.asked += 1
        yield [NOTHING, NOTHING, self.found, NOTHING]

    def close_glances(self, gray: np.ndarray, detail: int | None, budget: Budget) -> list[Detections]:
        return self.close


@pytest.mark.parametrize(("found", "units", "asked"), [(NOTHING, 999, 0), (FULL, 999, 1), (FULL, WINDOW, 0)],
                         ids=["no letters", "full of letters", "nothing left for a second look"])  # fmt: skip
def test_print_is_seen_by_the_detector_that_learned_it(found: Detections, units: int, asked: int) -> None:
    usual, learned = Told(found), Told(NOTHING)
    sight = Sight(usual, learned, ContextClassifier.load(MODELS), Weights.load(MODELS))
    budget = Budget(units)
    seen = look(drawn.rgb(drawn.sheet()), [], Classifier.load(MODELS), Clock(), sight, budget)
    assert (usual.asked, learned.asked) == (1, asked)
    assert seen.detections is (learned.found if asked else found)
    assert budget.truncated == (units == WINDOW)


def test_who_learned_print_looks_at_a_sheet_as_the_first_detector_did() -> None:
    usual, learned = Told(FULL._replace(tall=13.0)), Told(FULL)
    sight = Sight(usual, learned, ContextClassifier.load(MODELS), Weights.load(MODELS))
    sight.seen(prepare(drawn.rgb(drawn.sheet())), Budget())
    assert (usual.tall, learned.tall) == (0.0, 13.0)


@pytest.mark.parametrize("found", [NOTHING, FULL], ids=["no letters", "print on its head"])
def test_which_way_up_print_stands_is_told_by_who_learned_it(found: Detections) -> None:
    usual, learned = Told(found), Told(NOTHING._replace(letters=FULL.letters))
    sight = Sight(usual, learned, ContextClassifier.load(MODELS), Weights.load(MODELS))
    told = list(sight.glances(prepare(drawn.rgb(drawn.sheet())), NOTHING, Budget()))
    assert told == [[NOTHING, NOTHING, (learned if found is FULL else usual).found, NOTHING]]


def test_which_way_up_a_sheet_of_small_characters_stands_is_told_from_close_by_alone() -> None:
    close = [NOTHING, FULL, NOTHING, NOTHING]
    sight = Sight(Told(NOTHING, close), Told(NOTHING), ContextClassifier.load(MODELS), Weights.load(MODELS))
    assert list(sight.glances(prepare(drawn.rgb(drawn.sheet())), NOTHING, Budget())) == [close]
