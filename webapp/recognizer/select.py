"""Decides which proposals stand: doubles merged, wholes weighed against parts, company and loneliness counted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from webapp.recognizer.geometry import areas, ious, shares
from webapp.recognizer.reading import Reason

Boxes = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float32]
Indices = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]

CANDIDATE = 0.3  # least probability of the likeliest digit for a proposal to be considered at all
SAME = 0.5  # IoU from which two proposals are one digit seen twice
CONFLICT = 0.4  # share of the smaller box from which two proposals cannot both stand
SIZE_POWER = 0.75  # a box counts by its area to this power: more than its parts, less than everything around it

COMPANY_RATIO = 1.4  # digits of one row differ less in height
COMPANY_GAP = 2.0  # heights: free space up to which a digit keeps another company
COMPANY_DRIFT = 0.5  # heights: vertical distance up to which it does
COMPANY = 1.2  # added to the log odds for each neighbour, at most two
LONELINESS = -1.5  # added to the log odds of a digit without any


class Selection(NamedTuple):
    """What stands, and why the rest does not.

    `chosen` (M,) indices of proposals; `boxes` (M, 4) and `probabilities` (M, 11) of each, averaged over its doubles;
    `confidences` (M,) of its likeliest digit in its company; `reasons` for every proposal, None where it was chosen.
    """

    chosen: Indices
    boxes: Boxes
    probabilities: Floats
    confidences: Floats
    reasons: list[Reason | None]


def select(boxes: Boxes, probabilities: Floats, min_confidence: float, digits: int | None = None) -> Selection:
    """Boxes (N, 4) x, y, width, height in pixels with probabilities (N, 11), the last "not a digit" -> what stands.

    `min_confidence` in 0..1 is what a digit needs in its company; where the number of `digits` is known, that many of
    the likeliest are taken instead.
    """
    reasons: list[Reason | None] = ["not a digit"] * len(boxes)
    candidates = np.flatnonzero(probabilities[:, :10].max(axis=1, initial=0) >= CANDIDATE)
    for index in candidates:
        reasons[index] = "overlap"
    merged, fused, averaged = _without_doubles(boxes, probabilities, candidates)
    standing, confidences = _settled(boxes[merged], averaged[:, :10].max(axis=1, initial=0))
    merged, fused, averaged = merged[standing], fused[standing], averaged[standing]
    kept = _kept(confidences, min_confidence, digits)
    for index, keep, confidence in zip(merged, kept, confidences, strict=True):
        reasons[index] = None if keep else "unsure" if confidence < min_confidence else "too many"
    return Selection(merged[kept], fused[kept], averaged[kept], confidences[kept], reasons)


def _without_doubles(boxes: Boxes, probabilities: Floats, candidates: Indices) -> tuple[Indices, Boxes, Floats]:
    """The best of each cluster of doubles, and its box and probabilities averaged over those that overlap it."""
    scores = probabilities[candidates, :10].max(axis=1, initial=0)
    overlap = ious(boxes[candidates], boxes[candidates])
    free = np.ones(len(candidates), bool)
    best = []
    for place in np.argsort(-scores, kind="stable"):
        if free[place]:
            best.append(place)
            free &= overlap[place] < SAME
    chosen = np.array(best, np.intp)
    weights = np.where(overlap[chosen] >= SAME, overlap[chosen], 0)
    averaged = _mean(weights, probabilities[candidates])
    digits = probabilities[candidates, :10].argmax(axis=1)
    agreeing = (weights > 0) & (digits == averaged[:, :10].argmax(axis=1)[:, None])
    agreeing[np.arange(len(chosen)), chosen] = True
    corners = np.column_stack([boxes[candidates, :2], boxes[candidates, :2] + boxes[candidates, 2:]])
    corners = _mean(agreeing * np.square(scores), corners)
    return candidates[chosen], np.column_stack([corners[:, :2], corners[:, 2:] - corners[:, :2]]), averaged


def _mean(weights: Floats, values: Floats) -> Floats:
    """Weighted means (M, K) of values (N, K) for weights (M, N)."""
    return np.asarray(weights @ values / np.maximum(weights.sum(axis=1, keepdims=True), 1e-9), np.float32)


def _settled(boxes: Boxes, likeliest: Floats) -> tuple[Indices, Floats]:
    """Which of the boxes (N, 4) stand (M,), and their confidences in one another's company (M,)."""
    conflicts = shares(boxes, boxes) > CONFLICT
    np.fill_diagonal(conflicts, False)
    chosen = np.flatnonzero(_independent(_weights(boxes, likeliest), conflicts))
    return chosen, _in_company(likeliest[chosen], _beside(boxes[chosen]) @ likeliest[chosen])


def _weights(boxes: Boxes, likeliest: Floats) -> Floats:
    """What each box adds to the explanation of the photo (N,): how much likelier than the least it is, times size."""
    gain = _log_odds(likeliest) - _log_odds(np.float32(CANDIDATE))
    return np.asarray(np.maximum(gain, 1e-3) * areas(boxes) ** SIZE_POWER, np.float32)


def _independent(weights: Floats, conflicts: Flags) -> Flags:
    """Which boxes (N,) stand so that no two conflict and that together they weigh the most.

    A heuristic for the weighted independent set: the weightiest first, then each is exchanged for those that it keeps
    out where they weigh more together.
    """
    order = np.argsort(-weights, kind="stable")
    chosen = _greedy(order, conflicts)
    for whole in order:
        if not chosen[whole]:
            continue
        rest = chosen.copy()
        rest[whole] = False
        shut_out = [i for i in order if conflicts[whole, i] and not (conflicts[i] & rest).any()]
        parts = _greedy(shut_out, conflicts)
        if weights[parts].sum() > weights[whole]:
            chosen = rest | parts
    return chosen


def _greedy(order: Iterable[np.intp], conflicts: Flags) -> Flags:
    """Takes what does not conflict with what was taken, in order."""
    chosen = np.zeros(len(conflicts), bool)
    for index in order:
        chosen[index] = not (conflicts[index] & chosen).any()
    return chosen


def _beside(boxes: Boxes) -> Flags:
    """(N, N): whether two boxes are of like height and stand side by side with little space between."""
    x, y, width, height = boxes.T
    lower = np.minimum(height[:, None], height[None])
    alike = np.maximum(height[:, None], height[None]) <= COMPANY_RATIO * lower
    gap = np.abs((x + width / 2)[:, None] - (x + width / 2)[None]) - (width[:, None] + width[None]) / 2
    drift = np.abs((y + height / 2)[:, None] - (y + height / 2)[None])
    beside = alike & (gap <= COMPANY_GAP * lower) & (drift <= COMPANY_DRIFT * lower)
    np.fill_diagonal(beside, False)
    return np.asarray(beside, bool)


def _in_company(likeliest: Floats, company: Floats) -> Floats:
    """Confidence (N,) of boxes after their company, the sum of their neighbours' probabilities (N,), spoke for them."""
    odds = _log_odds(likeliest) + np.where(company > CANDIDATE, COMPANY * np.minimum(company, 2), LONELINESS)
    return np.asarray(1 / (1 + np.exp(-odds)), np.float32)


def _log_odds(probability: Floats | np.float32) -> Floats:
    kept = np.clip(probability, 1e-4, 1 - 1e-4)
    return np.asarray(np.log(kept / (1 - kept)), np.float32)


def _kept(confidences: Floats, min_confidence: float, digits: int | None) -> Flags:
    """Which confidences (N,) stand."""
    if digits is None:
        return np.asarray(confidences >= min_confidence, bool)
    kept = np.zeros(len(confidences), bool)
    kept[np.argsort(-confidences, kind="stable")[:digits]] = True
    return kept
