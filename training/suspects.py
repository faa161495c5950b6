"""Views of what the recognizer itself takes for digits, right or not, for the context classifier to learn from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from recognizer import PROPOSERS, SOURCES
from recognizer.classifier import Classifier
from recognizer.context import ContextClassifier, cut_views
from recognizer.detector import Detector
from recognizer.geometry import ious
from recognizer.judgement import Weights
from recognizer.pipeline import UNASKED, Clock, look
from recognizer.sight import Sight
from training.judging import HIT, NEAR
from training.patches import scenes, turned
from training.sheets import IGNORED, LETTER

Grey = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]
Labels = npt.NDArray[np.uint8]
Rng = np.random.Generator
Found = tuple[Grey, Labels]
"""Views (N, 32, 96) uint8 and what they show (N,) uint8."""

MOST = 8
"""Views that a scene gives at most of digits, and of what is none."""


class Asked(ContextClassifier):
    """Stands where the context classifier stands, keeps what it is asked about, and says nothing against it."""

    def __init__(self) -> None:
        self.boxes: list[Floats] = []

    def probabilities(self, gray: Grey, boxes: Floats) -> Floats:
        """Boxes (N, 4) in pixels of gray (H, W) -> (N, 11) float32 that tell nothing."""
        self.boxes.append(boxes)
        return np.tile(UNASKED, (len(boxes), 1))


class Suspects:
    """Finds what the landed networks take for digits in scenes, and in photographs without any."""

    def __init__(self, models: Path) -> None:
        """Raises OSError or ValueError where the models cannot be read."""
        self._classifier, self._detectors = Classifier.load(models), Detector.load_both(models)
        self._weights = Weights.load(models)

    def in_scene(self, picture: Grey, boxes: Floats, marks: npt.NDArray[np.int8], rng: Rng) -> Found:
        """Views of a scene (H, W) uint8 with boxes (M, 4) and marks (M,)."""
        asked, rgb = Asked(), np.repeat(picture[..., None], 3, axis=2)
        proposers = [PROPOSERS[source] for source in SOURCES if source in PROPOSERS]
        seen = look(rgb, proposers, self._classifier, Clock(), Sight(*self._detectors, asked, self._weights))
        found = np.concatenate([np.zeros((0, 4), np.float32), *asked.boxes])
        labels = shown(seen.prepared.to_photo(found), boxes, marks)
        kept = chosen(labels, rng)
        return cut_views(seen.prepared.gray, found[kept]), labels[kept].astype(np.uint8)

    def in_photographs(self, count: int, rng: Rng) -> list[Found]:
        """Views of some photographs without digits, turned, mirrored and scaled."""
        photographs = scenes()
        if not photographs:
            return []
        nothing = np.zeros((0, 4), np.float32), np.zeros(0, np.int8)
        picked = rng.choice(len(photographs), count)
        return [self.in_scene(turned(photographs[place], rng), *nothing, rng) for place in picked]


def shown(places: Floats, boxes: Floats, marks: npt.NDArray[np.int8]) -> npt.NDArray[np.int8]:
    """What places (N, 4) show: a digit, LETTER for what is none, or IGNORED for what is not to be learned."""
    labels = np.full(len(places), LETTER, np.int8)
    others = marks != LETTER
    if others.any():
        overlap = ious(places, boxes[others])
        nearest = marks[others][overlap.argmax(axis=1)]
        labels = np.where(overlap.max(axis=1) > NEAR, np.where(overlap.max(axis=1) < HIT, IGNORED, nearest), labels)
    return labels


def chosen(labels: npt.NDArray[np.int8], rng: Rng) -> npt.NDArray[np.intp]:
    """Places of MOST digits and MOST that are none, at random."""
    is_digit = (labels != IGNORED) & (labels != LETTER)
    some = [rng.permutation(np.flatnonzero(flags))[:MOST] for flags in (is_digit, labels == LETTER)]
    return np.concatenate(some)
