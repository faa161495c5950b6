"""Single-digit accuracy, calibration and coverage of a classifier on the held-out parts of the real sets."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from recognizer.digits.classifier import Classifier
from recognizer.digits.crops import cut_crops
from training.data import digit_sets
from training.data.pseudo_boxes import load_boxed
from training.folders import MODELS

Floats = npt.NDArray[np.floating]
Grey = npt.NDArray[np.uint8]
Labels = npt.NDArray[np.integer]
Owners = npt.NDArray[np.intp]
Judge = Callable[[Grey], Floats]
"""Crops (N, 28, 28) uint8 to probabilities (N, 11) that sum to 1."""
SIZE_POWER = 0.35
"""A box counts by its area to this power where several may hold the digit: parts of digits are digits too."""
BINS = 15
"""Bins of equal width of the expected calibration error."""


@lru_cache(maxsize=16)
def held_out_crops(name: str) -> tuple[Grey, Labels, Owners, Floats]:
    """The test part of a set as crops (N, 28, 28) uint8, cut as the recognizer cuts them; labels and owners (N,).

    Where a set has no boxes, several crops may belong to one digit; they have the same owner, the digit's number.
    Last come weights (N,): large boxes count for more, as they do where the recognizer selects. MNIST's pictures are
    normalised already and are judged as they are, as everywhere.
    """
    digits = load_boxed(name, "test")
    if name == "mnist":
        return np.stack(digits.pictures), digits.labels, np.arange(len(digits)), np.ones(len(digits))
    pairs = zip(digits.pictures, digits.boxes, strict=True)
    owners = np.repeat(np.arange(len(digits)), [len(boxes) for boxes in digits.boxes])
    crops = np.concatenate([cut_crops(picture, boxes) for picture, boxes in pairs])
    sizes = np.concatenate(digits.boxes)[:, 2:].prod(axis=1)
    return crops, digits.labels[owners], owners, sizes**SIZE_POWER


def best_crops(judge: Judge, name: str) -> tuple[Grey, Floats, Labels]:
    """One crop (N, 28, 28) for each test digit of a set, its probabilities (N, 11) and label: the best box speaks."""
    crops, labels, owners, weights = held_out_crops(name)
    chances = judge(crops)
    order = np.lexsort((-weights * chances[:, :10].max(axis=1), owners))
    first = order[np.flatnonzero(np.diff(owners[order], prepend=-1))]
    return crops[first], chances[first], labels[first]


def accuracies(judge: Judge) -> dict[str, tuple[int, float, float]]:
    """For each set with a test part: digits, share called rightly, and share rightly named if rejection is barred."""
    figures = {}
    for name in digit_sets.set_names():
        _, chances, labels = best_crops(judge, name)
        strict, named = chances.argmax(axis=1) == labels, chances[:, :10].argmax(axis=1) == labels
        figures[name] = len(labels), float(strict.mean()), float(named.mean())
    return figures


def calibration_error(confidence: Floats, right: npt.NDArray[np.bool_]) -> float:
    """Expected calibration error of confidences (N,) in 0..1 (Naeini et al. 2015, doi:10.1609/aaai.v29i1.9602)."""
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    gaps = [abs(float(right[bins == one].mean() - confidence[bins == one].mean())) * float((bins == one).mean())
            for one in np.unique(bins)]  # fmt: skip
    return float(sum(gaps))


def threshold_below(limit: float, precision: float, confidence: Floats, right: npt.NDArray[np.bool_]) -> float:
    """The least confidence from which on, up to a limit, this share of the answers is right; else the limit."""
    band = confidence < limit
    return min(limit, threshold_for(precision, confidence[band], right[band]))


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


def shipped_judge(folder: Path = MODELS) -> Judge:
    """The classifier that the site uses. Raises OSError or ValueError where its files are missing."""
    return Classifier.load(folder).probabilities


def averaged(judge: Judge) -> Judge:
    """A judge that averages over the crop and its shifts by a pixel to each side (arXiv:2011.11156 on its worth)."""

    def ask(crops: Grey) -> Floats:
        shifts = ((0, 0), (0, 1), (0, -1), (1, 0), (-1, 0))
        return np.asarray(np.mean([judge(np.roll(crops, shift, (1, 2))) for shift in shifts], axis=0))

    return ask


def table(judge: Judge) -> str:
    """Accuracy on each set as lines of text, in percent."""
    head = f"{'set':12}{'digits':>8}{'right':>9}{'if named':>10}\n"
    rows = (f"{name:12}{count:8}{100 * strict:9.2f}{100 * named:10.2f}\n"
            for name, (count, strict, named) in accuracies(judge).items())  # fmt: skip
    return head + "".join(rows)
