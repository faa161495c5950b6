"""Commands that fit what stands around the networks."""

from __future__ import annotations

import click


@click.group()
def fit() -> None:
    """Fit the classifier's calibration, or the one score."""


@fit.command()
def calibration() -> None:
    """Fit when the classifier is "sure", on held-out crops."""
    from training.trainers.calibration import calibrate

    for name, value in calibrate().items():
        print(f"{name:12} {value:.4f}")


@fit.command()
def score() -> None:
    """Fit the one score of a digit, on held-out rows."""
    from training.trainers.score import fit_score

    fit_score()
