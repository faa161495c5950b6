"""Decides which proposals stand: doubles merged, wholes weighed against parts, company and loneliness counted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from webapp.recognizer.fit import chances
from webapp.recognizer.geometry import areas, ious, shares
from webapp.recognizer.reading import Reason

Boxes = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float32]
Indices = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]

CANDIDATE = 0.3  # least probability of the likeliest digit for a proposal to be considered at all
SAME = 0.5  # IoU from which two proposals are one digit seen twice
CONFLICT = 0.25  # share of the smaller box from which two proposals cannot both stand
SIZE_POWER = 0.5  # a box counts by its area to this power: more than its parts, less than everything around it

COMPANY_RATIO = 1.7  # digits of one row differ less in height
COMPANY_GAP = 2.0  # heights: free space up to which a digit keeps another company
COMPANY_DRIFT = 0.5  # heights: vertical distance up to which it does
COMPANY = 0.8  # added to the log odds for each neighbour, at most two
LONELINESS = -2.5  # added to the log odds of a digit without any


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


def select(
    boxes: Boxes, probabilities: Floats, fits: Floats, min_confidence: float, digits: int | None = None
) -> Selection:
    """Boxes (N, 4) x, y, width, height in pixels with probabilities (N, 11), the last "not a digit" -> what stands.

    `fits` (N,) are log odds, 0 at best, of how well each box sits on the ink in it (fit.fits); they decide between
    boxes that compete, not whether there is a digit. `min_confidence` in 0..1 is what a digit needs in its company;
    where the number of `digits` is known, that many of the likeliest are taken instead.
    """
    reasons: list[Reason | None] = ["not a digit"] * len(boxes)
    candidates = np.flatnonzero(is_candidate(probabilities))
    for index in candidates:
        reasons[index] = "overlap"
    scores = chances(_log_odds(probabilities[candidates, :10].max(axis=1, initial=0)), fits[candidates])
    best, fused, averaged = _without_doubles(boxes[candidates], probabilities[candidates], scores)
    standing = _independent(boxes[candidates[best]], scores[best])
    fused, averaged, merged = fused[standing], averaged[standing], candidates[best[standing]]
    confidences = _in_company(fused, averaged[:, :10].max(axis=1, initial=0))
    kept = _kept(confidences, min_confidence, digits)
    for index, keep, confidence in zip(merged, kept, confidences, strict=True):
        reasons[index] = None if keep else "unsure" if confidence < min_confidence else "too many"
    return Selection(merged[kept], fused[kept], averaged[kept], confidences[kept], reasons)


def is_candidate(probabilities: Floats) -> Flags:
    """Which proposals (N,) with probabilities (N, 11) are digits likely enough to be considered."""
    return np.asarray(probabilities[:, :10].max(axis=1, initial=0) >= CANDIDATE, bool)


def _without_doubles(boxes: Boxes, probabilities: Floats, scores: Floats) -> tuple[Indices, Boxes, Floats]:
    """The best (K,) of each cluster of doubles, and its box and probabilities averaged over those that overlap it."""
    overlap = ious(boxes, boxes)
    free = np.ones(len(boxes), bool)
    found = []
    for place in np.argsort(-scores, kind="stable"):
        if free[place]:
            found.append(place)
            free &= overlap[place] < SAME
    best = np.array(found, np.intp)
    weights = np.where(overlap[best] >= SAME, overlap[best] * scores, 0)
    averaged = _mean(weights, probabilities)
    agreeing = probabilities[:, :10].argmax(axis=1) == averaged[:, :10].argmax(axis=1)[:, None]
    agreeing[np.arange(len(best)), best] = True
    corners = _mean(agreeing * (weights > 0) * scores, np.column_stack([boxes[:, :2], boxes[:, :2] + boxes[:, 2:]]))
    return best, np.column_stack([corners[:, :2], corners[:, 2:] - corners[:, :2]]), averaged


def _mean(weights: Floats, values: Floats) -> Floats:
    """Weighted means (M, K) of values (N, K) for weights (M, N)."""
    return np.asarray(weights @ values / np.maximum(weights.sum(axis=1, keepdims=True), 1e-9), np.float32)


def _independent(boxes: Boxes, scores: Floats) -> Flags:
    """Which boxes (N, 4) stand (N,), so that no two conflict and that together they explain the most.

    A heuristic for the weighted independent set: the weightiest first, then each is exchanged for those that it keeps
    out where they weigh more together.
    """
    weights = scores * areas(boxes) ** SIZE_POWER
    conflicts = shares(boxes, boxes) > CONFLICT
    np.fill_diagonal(conflicts, False)
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


def _in_company(boxes: Boxes, likeliest: Floats) -> Floats:
    """Confidence (N,) of boxes (N, 4) after their neighbours spoke for them, or the lack of any against them."""
    company = _beside(boxes) @ likeliest
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
