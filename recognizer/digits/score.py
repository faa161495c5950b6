"""One calibrated probability for each digit from detector, reader and classifier: a fitted logistic regression."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from recognizer.digits.classifier import NOT_A_DIGIT
from recognizer.lines.alphabet import DIGITS
from recognizer.lines.places import Line, Place, candidates

Floats = npt.NDArray[np.float64]

FILE = "score.json"
CERTAIN = 1e-3
"""No probability counts as more certain than this leaves open."""
HEIGHT = 24.0
"""Pixels of height against which places are measured ..."""
LEAST_HEIGHT = 4.0
"""... and the least that counts."""


@dataclass(frozen=True)
class Score:
    """The weights (N,) of `features`, and those (M,) of a photo that one digit fills (digits/single_digit.py).

    Both are fitted by training/trainers/score.py on pictures that no network saw.
    """

    weights: tuple[float, ...]
    single: tuple[float, ...]

    @classmethod
    def load(cls, folder: Path) -> Score:
        """Reads score.json from a folder; raises OSError or ValueError where it cannot."""
        kept = json.loads((folder / FILE).read_text(encoding="utf-8"))
        if not isinstance(kept, dict) or not all(isinstance(kept.get(one), list) for one in ("weights", "single")):
            raise ValueError(f"{FILE} has no weights.")
        return cls(tuple(map(float, kept["weights"])), tuple(map(float, kept["single"])))

    def probability(self, line: Line, place: Place, digit: str, usual: float | None) -> float:
        """How likely, in 0..1, a place of a line holds this digit; `usual` as `places.usual_height` tells."""
        return _chance(self.weights, features(line, place, digit, usual))

    def of_single(self, evidence: Floats) -> float:
        """How likely, in 0..1, a digit fills a photo, by its `single_digit.features`."""
        return _chance(self.single, evidence)


def _chance(weights: tuple[float, ...], evidence: Floats) -> float:
    return 1 / (1 + math.exp(-float(np.dot(weights, evidence))))


def features(line: Line, place: Place, digit: str, usual: float | None) -> Floats:
    """What speaks for a digit in a place (N,): of the line, of the reader, of the classifier, of the photo.

    Probabilities come as log odds. `usual` is the usual height of the photo's digits in pixels, None without any: what
    is much higher or lower is rarely one.
    """
    odd = abs(math.log(max(place.box.height, LEAST_HEIGHT) / max(usual, LEAST_HEIGHT))) if usual else 0.0
    return np.array([1.0, *_of_line(line, place), *_of_reader(place, digit), *_of_classifier(place, digit), odd])


def _of_line(line: Line, place: Place) -> list[float]:
    count, total = line.sureness
    others, rest = (count, total) if place.is_space else (count - 1, total - place.read.probability)
    size = math.log(max(place.box.height, LEAST_HEIGHT) / HEIGHT)
    legible = log_odds(rest / others) if others else 0.0
    return [*map(math.log1p, line.counts), size, line.score, float(line.score > 0), legible, float(not others)]


def _of_reader(place: Place, digit: str) -> list[float]:
    read = place.read
    is_digit, is_first = read.character in DIGITS, read.character == digit
    rivals = [probability(place, one) for one in candidates(place) if one != digit]
    rivals += [] if is_digit else [read.probability]
    likely = log_odds(probability(place, digit))
    return [likely, float(is_first), float(not is_digit), log_odds(max(rivals, default=0.0))]


def _of_classifier(place: Place, digit: str) -> list[float]:
    if place.named is None:
        return [0.0, 0.0]
    return [log_odds(float(place.named[int(digit)])), log_odds(float(place.named[NOT_A_DIGIT]))]


def log_odds(share: float) -> float:
    """The log odds of a probability, which leaves CERTAIN open."""
    kept = min(max(share, CERTAIN), 1 - CERTAIN)
    return math.log(kept / (1 - kept))


def probability(place: Place, digit: str) -> float:
    """The reader's probability of a digit."""
    read = place.read
    return {read.runner_up: read.runner_up_probability, read.character: read.probability}.get(digit, 0.0)
