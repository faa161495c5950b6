"""Single-digit accuracy, calibration and coverage of a classifier on the held-out parts of the real sets."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from training import data
from webapp.recognizer.crops import cut_crops

Floats = npt.NDArray[np.floating]
Grey = npt.NDArray[np.uint8]
Labels = npt.NDArray[np.integer]
Judge = Callable[[Grey], Floats]
"""Crops (N, 28, 28) uint8 to probabilities (N, 11) that sum to 1."""
BINS = 15
"""Bins of equal width of the expected calibration error."""


@lru_cache(maxsize=16)
def test_crops(name: str) -> tuple[Grey, Labels]:
    """The test part of a set as crops (N, 28, 28) uint8, cut as the recognizer cuts them, with its labels (N,)."""
    digits = data.load(name, "test")
    pairs = zip(digits.pictures, digits.boxes, strict=True)
    return np.concatenate([cut_crops(picture, box[None]) for picture, box in pairs]), digits.labels


def accuracies(judge: Judge) -> dict[str, tuple[int, float, float]]:
    """For each set with a test part: digits, share called rightly, and share rightly named if rejection is barred."""
    figures = {}
    for name in data.set_names():
        crops, labels = test_crops(name)
        chances = judge(crops)
        strict, named = chances.argmax(axis=1) == labels, chances[:, :10].argmax(axis=1) == labels
        figures[name] = len(labels), float(strict.mean()), float(named.mean())
    return figures


def calibration_error(confidence: Floats, right: npt.NDArray[np.bool_]) -> float:
    """Expected calibration error of confidences (N,) in 0..1 (Naeini et al. 2015, doi:10.1609/aaai.v29i1.9602)."""
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    gaps = [abs(float(right[bins == one].mean() - confidence[bins == one].mean())) * float((bins == one).mean())
            for one in np.unique(bins)]  # fmt: skip
    return float(sum(gaps))


def threshold_for(precision: float, confidence: Floats, right: npt.NDArray[np.bool_]) -> float:
    """The least confidence from which on this share of all answers is right; 1 when there is none."""
    order = np.argsort(-confidence, kind="stable")
    share = np.cumsum(right[order]) / np.arange(1, len(right) + 1)
    good = np.flatnonzero(share >= precision)
    return float(confidence[order[good[-1]]]) if len(good) else 1.0


def risk_coverage(confidence: Floats, right: npt.NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Coverage (N,) in 0..1 and the share of wrong answers (N,) among those covered, most confident first."""
    wrong = ~right[np.argsort(-confidence, kind="stable")]
    covered = np.arange(1, len(right) + 1)
    return covered / len(right), np.cumsum(wrong) / covered
