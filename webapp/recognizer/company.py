"""How sure a digit is in its company: neighbours of its height speak for it, the lack of any against it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Boxes = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

COMPANY_RATIO = 1.7  # digits of one row differ less in height
COMPANY_GAP = 2.0  # heights: free space up to which a digit keeps another company
COMPANY_DRIFT = 0.5  # heights: vertical distance up to which it does
LEAST = 0.3  # summed likelihood of the neighbours from which there is company at all
MOST = 2.0  # of the summed likelihood: more neighbours do not make a digit surer
STRONG = 0.8  # likelihood from which a digit tells what the others should look like
CLUTTERED = 3.0  # weak candidates for each strong one: more clutter does not count more
ODD = 1.5  # logarithm of the ratio of heights: odder sizes do not count more


class Company(NamedTuple):
    """Log odds of being right.

    A `constant`; times the digit's own log `odds`; for each `neighbour`; for a `lone` digit; for `clutter`, the weak
    candidates of the photo for each strong one; for an `odd` size, the logarithm of its height over the usual one.
    """

    constant: float = 0.0
    odds: float = 1.0
    neighbour: float = 0.8
    lone: float = -2.5
    clutter: float = 0.0
    odd: float = 0.0


USUAL = Company()
"""Of the classifier's word alone, weighed on the training strings."""


def in_company(boxes: Boxes, likeliest: Floats, company: Company) -> Floats:
    """Confidence (N,) of boxes (N, 4) x, y, width, height whose likeliest digits have a probability (N,)."""
    odds = circumstances(boxes, likeliest) @ np.array(company, np.float32)
    return np.asarray(1 / (1 + np.exp(-odds)), np.float32)


def circumstances(boxes: Boxes, likeliest: Floats) -> Floats:
    """What is weighed of each box (N, 4) whose likeliest digit has a probability (N,): (N, 6) as Company has it."""
    together = beside(boxes) @ likeliest
    has_company = together > LEAST
    neighbours = np.where(has_company, np.minimum(together, MOST), 0)
    strong = likeliest >= STRONG
    clutter = np.full(len(boxes), min((~strong).sum() / (strong.sum() + 1), CLUTTERED))
    usual = np.median(boxes[strong, 3]) if strong.any() else boxes[:, 3]
    odd = np.minimum(np.abs(np.log(boxes[:, 3] / usual)), ODD)
    columns = (np.ones(len(boxes)), log_odds(likeliest), neighbours, ~has_company, clutter, odd)
    return np.stack([np.asarray(column, np.float32) for column in columns], axis=1)


def beside(boxes: Boxes) -> Flags:
    """(N, N): whether two boxes are of like height and stand side by side with little space between."""
    x, y, width, height = boxes.T
    lower = np.minimum(height[:, None], height[None])
    alike = np.maximum(height[:, None], height[None]) <= COMPANY_RATIO * lower
    gap = np.abs((x + width / 2)[:, None] - (x + width / 2)[None]) - (width[:, None] + width[None]) / 2
    drift = np.abs((y + height / 2)[:, None] - (y + height / 2)[None])
    near = alike & (gap <= COMPANY_GAP * lower) & (drift <= COMPANY_DRIFT * lower)
    np.fill_diagonal(near, False)
    return np.asarray(near, bool)


def log_odds(probability: Floats) -> Floats:
    """Log odds of probabilities, none more certain than one in ten thousand leaves open."""
    kept = np.clip(probability, 1e-4, 1 - 1e-4)
    return np.asarray(np.log(kept / (1 - kept)), np.float32)
