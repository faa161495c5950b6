"""Fits the temperature and the thresholds of "sure" and "probably" on held-out crops, and plots risk over coverage."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt

from recognizer.digits.classifier import NOT_A_DIGIT, Classifier, softmax
from training.crops.pools import make_pool, open_pool
from training.data import digit_sets
from training.export.checksums import write_checksums
from training.folders import MODELS, ROOT
from training.measure.classifier import (
    Judge,
    best_crops,
    calibration_error,
    risk_coverage,
    threshold_below,
    threshold_for,
)

Floats = npt.NDArray[np.floating]
Grey = npt.NDArray[np.uint8]
Labels = npt.NDArray[np.integer]

HELD_OUT_SEED = 1_000_003
"""Seed of the drawn crops that no training sees."""
DRAWN = 12_000
"""Drawn crops in the mixed set; a quarter of them holds no digit."""
WORKERS = 2
EACH_SET = 600
"""Crops taken of each held-out real set at most, so that MNIST does not outweigh the rest."""
PRECISIONS = {"sure": 0.99, "probable": 0.90}
"""Share of the digits that are called so that shall be right."""
PLOT = ROOT / "docs" / "risk_coverage.svg"


def mixed_set(judge: Judge) -> tuple[Grey, Labels]:
    """Held-out crops (N, 28, 28) uint8 with labels (N,), real and drawn, in an order that mixes them."""
    make_pool(HELD_OUT_SEED, 0, DRAWN, WORKERS)
    parts: list[tuple[Grey, Labels]] = [open_pool(HELD_OUT_SEED, 0, DRAWN)]
    for name in digit_sets.set_names():
        crops, _, labels = best_crops(judge, name)
        chosen = np.random.default_rng(0).permutation(len(labels))[:EACH_SET]
        parts.append((crops[chosen], labels[chosen]))
    order = np.random.default_rng(1).permutation(sum(len(labels) for _, labels in parts))
    crops, labels = (np.concatenate(arrays)[order] for arrays in zip(*parts, strict=True))
    return crops, labels


def fit_temperature(logits: Floats, labels: Labels) -> float:
    """The temperature in 0.2..5 of least log loss (Guo et al. 2017, arXiv:1706.04599), to a hundredth."""
    candidates = np.arange(0.2, 5.0, 0.01)
    chances = [softmax((logits / t).astype(np.float32))[np.arange(len(labels)), labels] for t in candidates]
    losses = [-float(np.log(np.maximum(one, 1e-12)).mean()) for one in chances]
    return round(float(candidates[int(np.argmin(losses))]), 2)


def answers(chances: Floats, labels: Labels) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Confidence and rightness of the crops that are taken for a digit."""
    taken = chances.argmax(axis=1) != NOT_A_DIGIT
    return chances[taken].max(axis=1), chances[taken].argmax(axis=1) == labels[taken]


def calibrate(folder: Path = MODELS, plot: Path | None = PLOT) -> dict[str, float]:
    """Fit the temperature on one half of the mixed set, measure on the other, write calibration.json and the plot.

    The thresholds come from both halves: one alone has too few doubtful digits to tell them.
    """
    classifier = Classifier.load(folder, temperature=1.0)
    crops, labels = mixed_set(classifier.probabilities)
    logits, half = classifier.logits(crops), len(labels) // 2
    temperature = fit_temperature(logits[:half], labels[:half])
    chances = softmax((logits / temperature).astype(np.float32))
    confidence, right = answers(chances, labels)
    sure = threshold_for(PRECISIONS["sure"], confidence, right)
    probable = threshold_below(sure, PRECISIONS["probable"], confidence, right)
    found = {"temperature": temperature, "sure": round(sure, 3), "probable": round(probable, 3)}
    (folder / "calibration.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    write_checksums(folder)
    confidence, right = answers(chances[half:], labels[half:])
    if plot is not None:
        draw_plot(confidence, right, plot)
    return found | {"ece": calibration_error(confidence, right), "coverage": len(right) / half}


def draw_plot(confidence: Floats, right: npt.NDArray[np.bool_], path: Path) -> None:
    """Plot the share of wrong digits over the share of digits that is answered."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "ziffer"  # the same figure gives the same file
    from matplotlib import pyplot

    coverage, risk = risk_coverage(confidence, right)
    figure, axes = pyplot.subplots(figsize=(6, 3.6), layout="constrained")
    axes.plot(100 * coverage[20:], 100 * risk[20:], color="#0b5394")
    axes.set_xlabel("digits answered, most confident first (%)")
    axes.set_ylabel("wrong among them (%)")
    axes.set_xlim(0, 100)
    axes.set_ylim(0)
    axes.grid(alpha=0.3)
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)
