"""Decides which proposals stand: doubles merged, wholes weighed against parts, the unsure left out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from recognizer import noughts
from recognizer.company import BOUNDLESS, UNKNOWN, USUAL, Company, Frame, in_company, log_odds, sole_doubted
from recognizer.fit import chances
from recognizer.geometry import areas, ious, shares
from recognizer.reading import Reason
from recognizer.sights import NOTHING, Detections, Letters, is_print

Boxes = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float32]
Indices = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]

CANDIDATE = 0.15  # least probability of the likeliest digit for a proposal to be considered at all
SAME = 0.5  # IoU from which two proposals are one digit seen twice
CONFLICT = 0.25  # share of the smaller box from which two proposals cannot both stand ...
APART = 0.6  # ... or this share where the detector sees both, each for itself ...
LEANING = 0.8  # ... or this where they are two leaning 1s ...
ASIDE = 0.35  # ... whose middles are so many heights apart side by side
LETTER = 0.5  # score from which a letter in the place of a box is why it does not stand
SEEN = 0.6  # IoU with a proposal from which a detection is of it
SIZE_POWER = 0.5  # a box counts by its area to this power: more than its parts, less than everything around it


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
    boxes: Boxes,
    probabilities: Floats,
    fits: Floats,
    min_confidence: float,
    company: Company = USUAL,
    detections: Detections = NOTHING,
    photo: Frame = BOUNDLESS,
    among: Floats | None = None,
) -> Selection:
    """Boxes (N, 4) x, y, width, height in pixels with probabilities (N, 11), the last "not a digit" -> what stands.

    `fits` (N,) are log odds, 0 at best, of how well each box sits on the ink in it (fit.fits); they decide between
    boxes that compete, not whether there is a digit. `min_confidence` in 0..1 is what a digit needs in its company.
    `company` tells how much the neighbours of a digit count. `detections` are what the detector saw: digits that are
    apart although their boxes overlap, and letters, which tell why something does not stand and speak against a digit
    beside them. `photo` is what a digit may fill, and `among` (N,) the chance of a digit that the context classifier
    gives each box.
    """
    spelled = _are_letters(boxes, detections.letters)
    reasons: list[Reason | None] = ["letter" if is_letter else "not a digit" for is_letter in spelled]
    candidates = np.flatnonzero(is_candidate(probabilities))
    for index in candidates:
        reasons[index] = "overlap"
    scores = chances(log_odds(probabilities[candidates, :10].max(axis=1, initial=0)), fits[candidates])
    best, fused, averaged = _without_doubles(boxes[candidates], probabilities[candidates], scores)
    standing = _independent(boxes[candidates[best]], scores[best], detections)
    fused, averaged, merged = fused[standing], averaged[standing], candidates[best[standing]]
    likeliest, vouched = averaged[:, :10].max(axis=1, initial=0), UNKNOWN if among is None else among[merged]
    confidences = in_company(fused, likeliest, company, detections.letters, photo, vouched)
    if is_print(detections):
        wide = noughts.are_letters(fused, averaged[:, :10].argmax(axis=1), confidences >= min_confidence)
        confidences, spelled[merged[wide]] = np.where(wide, 0, confidences).astype(np.float32), True
    confidences = sole_doubted(confidences, min_confidence, fused, photo)
    kept = np.asarray(confidences >= min_confidence, bool)
    for index, keep in zip(merged, kept, strict=True):
        doubt: Reason = "letter" if spelled[index] else "unsure"
        reasons[index] = None if keep else doubt
    return Selection(merged[kept], fused[kept], averaged[kept], confidences[kept], reasons)


def is_candidate(probabilities: Floats) -> Flags:
    """Which proposals (N,) with probabilities (N, 11) are digits likely enough to be considered."""
    return np.asarray(probabilities[:, :10].max(axis=1, initial=0) >= CANDIDATE, bool)


def _are_letters(boxes: Boxes, letters: Letters) -> Flags:
    """In the places of which boxes (N, 4) the detector rather sees a letter than not (N,)."""
    plain = letters.boxes[letters.scores >= LETTER]
    return np.asarray(ious(boxes, plain).max(axis=1, initial=0) >= SAME, bool)


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


def _conflicts(boxes: Boxes, detections: Detections) -> Flags:
    """(N, N): which two of boxes (N, 4) cannot both stand."""
    overlap = ious(boxes, detections.boxes)
    seen = overlap.max(axis=1, initial=0) >= SEEN
    as_which = np.where(seen, overlap.argmax(axis=1) if overlap.size else 0, -1)
    apart = seen[:, None] & seen[None] & (as_which[:, None] != as_which[None])
    limits = np.where(apart, APART, CONFLICT)
    ones = _are_ones(as_which, detections)
    limits[apart & _aside(boxes) & ones & ones[:, None]] = LEANING
    conflicts = shares(boxes, boxes) > limits
    np.fill_diagonal(conflicts, False)
    return np.asarray(conflicts, bool)


def _are_ones(as_which: Indices, detections: Detections) -> Flags:
    """Which of the detections with such places (N,) are rather a 1 than another digit (N,); -1 is none."""
    ones = np.append(detections.digits.argmax(axis=1) == 1, False)
    return np.asarray(ones[as_which], bool)


def _aside(boxes: Boxes) -> Flags:
    """(N, N): which of boxes (N, 4) stand beside each other so far that their strokes may both lean."""
    middle = boxes[:, 0] + boxes[:, 2] / 2
    return np.asarray(np.abs(middle - middle[:, None]) >= ASIDE * np.minimum(boxes[:, 3], boxes[:, None, 3]), bool)


def _independent(boxes: Boxes, scores: Floats, detections: Detections) -> Flags:
    """Which boxes (N, 4) stand (N,), so that no two conflict and that together they explain the most."""
    weights = scores * areas(boxes) ** SIZE_POWER
    order = np.argsort(-weights, kind="stable")
    return _weightiest(order, weights, _conflicts(boxes, detections))


def _weightiest(order: Indices, weights: Floats, conflicts: Flags) -> Flags:
    """Which of the boxes that `order` names, by their weights (N,), stand among all (N,).

    A heuristic for the weighted independent set: the weightiest first, then each is exchanged for those that it keeps
    out where the weightiest set of these weighs more: a sheet for its rows, and these for their digits.
    """
    chosen = _greedy(order, conflicts)
    for whole in order:
        if not chosen[whole]:
            continue
        rest = chosen.copy()
        rest[whole] = False
        shut_out = [i for i in order if conflicts[whole, i] and not (conflicts[i] & rest).any()]
        parts = _weightiest(np.array(shut_out, np.intp), weights, conflicts)
        if weights[parts].sum() > weights[whole]:
            chosen = rest | parts
    return chosen


def _greedy(order: Iterable[np.intp], conflicts: Flags) -> Flags:
    """Takes what does not conflict with what was taken, in order."""
    chosen = np.zeros(len(conflicts), bool)
    for index in order:
        chosen[index] = not (conflicts[index] & chosen).any()
    return chosen
