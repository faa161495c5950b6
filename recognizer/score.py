"""One calibrated probability for each digit from detector, reader and classifier: fitted logistic regressions."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from recognizer.alphabet import DIGITS
from recognizer.places import Line, Place, candidates

Floats = npt.NDArray[np.float64]
Case = Literal["both", "read", "found"]
"""Whether reader and detector both saw something in a place, the reader alone, or the detector alone."""

CERTAIN = 1e-3
"""No probability counts as more certain than this leaves open."""
STANDING = 0.5
"""Confidence of the detector's from which its digit stood by itself."""
HEIGHT = 24.0
"""Pixels of height against which places are measured ..."""
LEAST_HEIGHT = 4.0
"""... and the least that counts."""


@dataclass(frozen=True)
class Score:
    """The weights (N,) of `features` for each case, fitted by training/scoring.py on rows that no network saw."""

    weights: dict[Case, tuple[float, ...]]

    @classmethod
    def load(cls, folder: Path) -> Score:
        """Reads score.json from a folder; raises OSError or ValueError where it cannot."""
        kept = json.loads((folder / "score.json").read_text(encoding="utf-8"))
        return cls({case: tuple(map(float, kept[case])) for case in ("both", "read", "found")})

    def probability(self, line: Line, place: Place, digit: str) -> float:
        """How likely, in 0..1, a place of a line holds this digit."""
        odds = float(np.dot(self.weights[case_of(place)], features(line, place, digit)))
        return float(1 / (1 + np.exp(-odds)))


def case_of(place: Place) -> Case:
    """Which of the three regressions a place belongs to."""
    if place.read is None:
        return "found"
    return "read" if place.found is None else "both"


def features(line: Line, place: Place, digit: str) -> Floats:
    """What speaks for a digit in a place, in log odds where it is a probability; which depends on the case."""
    named = log_odds(float(place.named[int(digit)])) if place.named is not None else 0.0
    found, read = place.found, place.read
    if read is None:
        stood = found is not None and found.confidence >= STANDING
        seen = [log_odds(place.any_digit), log_odds(place.any_other)]
        return np.array([1.0, log_odds(_found(place, digit)), named, *seen, float(not len(line.places)), float(stood)])
    size = float(np.log(max(place.box.height, LEAST_HEIGHT) / HEIGHT))
    around = [1.0, *np.log1p(line.counts), size]
    is_first, is_digit = float(read.character == digit), read.character in DIGITS
    if found is None:
        return np.array([*around, log_odds(_read(place, digit)), named, is_first, line.score, float(not is_digit)])
    rivals = [_read(place, one) for one in candidates(place) if one != digit] + ([] if is_digit else [read.probability])
    pair = [log_odds(_read(place, digit)), log_odds(_found(place, digit)), named]
    return np.array([*around, *pair, is_first, float(found.digit == digit), log_odds(max(rivals, default=0.0))])


def log_odds(probability: float) -> float:
    """The log odds of a probability, which leaves CERTAIN open."""
    kept = min(max(probability, CERTAIN), 1 - CERTAIN)
    return float(np.log(kept / (1 - kept)))


def _read(place: Place, digit: str) -> float:
    """The reader's probability of a digit."""
    read = place.read
    if read is None:
        return 0.0
    return {read.runner_up: read.runner_up_probability, read.character: read.probability}.get(digit, 0.0)


def _found(place: Place, digit: str) -> float:
    """The detector's and classifiers' probability of a digit."""
    found = place.found
    if found is None:
        return 0.0
    if found.digit == digit:
        return found.confidence
    others = {one.digit: one.probability for one in getattr(found, "alternatives", ())}
    return float(min(others.get(digit, 0.0), 1 - found.confidence))
