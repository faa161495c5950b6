"""One judgement of every proposal from three witnesses: classifier, context classifier and detector."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from recognizer.bent import is_bent_one
from recognizer.company import USUAL, Company, doubted, in_text, log_odds
from recognizer.crowd import crowded
from recognizer.geometry import ious
from recognizer.sights import LEAST, Detections, Letters, is_print

Boxes = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.intp]

SEEN = 0.45  # IoU from which a detection speaks of a proposal
UNSEEN = [0, 2, 5, 8]  # what counts of the evidence where the detector saw no digit
STRANGE = 0.1  # chance of a digit among its neighbours under which they speak against it; for it they do in `company`
STRANGE_IN_TEXT = 0.3  # ... where letters stand beside it: there an S or an O is likelier than a digit that looks odd
STRANGE_IN_PRINT = 0.5  # ... and anywhere in a photo full of letters
BENT = 0.5  # log odds: no more do they speak against a bent 1, which looks like a sign to them
CERTAIN = 1e-4  # no witness is believed to be more certain than this leaves open


@dataclass(frozen=True)
class Weights:
    """How much each witness counts, fitted by logistic regression on scenes that neither learned from.

    Set by hand are `digits`, and how much the neighbours' objection, letters and some of `company` count at most or at
    least (training/judging.py).

    `seen`: constant, detector's log odds, classifier's log odds, log of their agreement, overlap of the boxes, how
    sure the detector sees a letter there, how sure it sees the digit at other scales, how far it is surer of the
    letter than of the digit, as of a slash that looks like a 1, as far as the context classifier doubts the digit, and
    how far its neighbours speak against it; `unseen`, for proposals that the detector did not take for a digit:
    constant, the classifier's log odds, the letter and the neighbours again; `digits`: the powers to which the
    probabilities of each digit are taken, the classifier's, the detector's and the context classifier's; `company`,
    how much the neighbours count after that.
    """

    seen: tuple[float, ...]
    unseen: tuple[float, ...]
    digits: tuple[float, ...] = (1.0, 1.0, 1.0)
    company: Company = USUAL

    @classmethod
    def load(cls, folder: Path) -> Weights:
        """Reads judgement.json from a folder; raises OSError or ValueError where it cannot."""
        kept = json.loads((folder / "judgement.json").read_text(encoding="utf-8"))
        seen, unseen, digits = (tuple(map(float, kept[name])) for name in ("seen", "unseen", "digits"))
        return cls(seen, unseen, digits, Company(*map(float, kept["company"])))


def judge(boxes: Boxes, probabilities: Floats, among: Floats, detections: Detections, weights: Weights) -> Floats:
    """Probabilities (N, 11) of boxes (N, 4) after all were heard.

    `probabilities` (N, 11) are the classifier's and `among` (N, 11) the context classifier's; `detections` are in the
    pixels of the boxes.
    """
    heard, is_seen = evidence(boxes, probabilities, among, detections)
    odds = np.where(is_seen, heard @ np.array(weights.seen, np.float32), heard[:, UNSEEN] @ np.array(weights.unseen))
    odds += crowded(boxes, odds, among, detections)
    digit = 1 / (1 + np.exp(-odds))
    which = _which(boxes, probabilities, among, detections, weights, is_seen)
    return np.column_stack([which * digit[:, None], 1 - digit]).astype(np.float32)


def evidence(boxes: Boxes, probabilities: Floats, among: Floats, detections: Detections) -> tuple[Floats, Flags]:
    """What was heard of each box (N, 9), in the order of `Weights.seen`, and whether the detector saw it (N,)."""
    overlap, nearest = _nearest(boxes, detections.boxes)
    is_seen = overlap >= SEEN
    columns = np.zeros((len(boxes), 9), np.float32)
    columns[:, 5] = _spelled(boxes, detections.letters)
    columns[:, 0] = 1
    columns[:, 2] = log_odds(1 - probabilities[:, 10])
    columns[:, 8] = _objections(boxes, among, detections)
    ones = is_seen & (probabilities[:, :10].argmax(axis=1) == 1)
    columns[_bent(columns[:, 8], ones, nearest, detections), 8] = -BENT
    if is_seen.any():
        near = nearest[is_seen]
        columns[is_seen, 1] = log_odds(detections.scores[near])
        digits = probabilities[is_seen, :10] / np.maximum(
            probabilities[is_seen, :10].sum(axis=1, keepdims=True), CERTAIN
        )
        columns[is_seen, 3] = np.log(np.maximum((digits * detections.digits[near]).sum(axis=1), CERTAIN))
        columns[is_seen, 4] = overlap[is_seen]
        columns[is_seen, 6] = np.minimum(detections.again[near], 1)
        spelled = columns[is_seen, 5] + log_odds(np.full(1, LEAST, np.float32))
        surer = np.maximum(spelled - columns[is_seen, 1], detections.lettered[near])
        columns[is_seen, 7] = np.maximum(surer, 0) * doubted(1 - among[is_seen, 10])
    return columns, is_seen


def _objections(boxes: Boxes, among: Floats, detections: Detections) -> Floats:
    """How far the neighbours of each box (N, 4) speak against it, in log odds of 0 or less (N,)."""
    return np.asarray(np.minimum(log_odds(1 - among[:, 10]) - log_odds(_strange(boxes, detections)), 0), np.float32)


def _bent(objections: Floats, ones: Flags, nearest: Indices, detections: Detections) -> Flags:
    """Which of the `ones` (N,) look like a sign to their neighbours, as the only stroke, and are rather a 1 (N,).

    `nearest` (N,) are the places of the detections that speak of the boxes.
    """
    signs = ones & (objections < -BENT)
    strokes = np.unique(nearest[signs])
    is_one = len(strokes) == 1 and is_bent_one(int(strokes[0]), detections)
    return signs if is_one else np.zeros(len(signs), bool)


def _strange(boxes: Boxes, detections: Detections) -> Floats:
    """The chance of a digit (N,) under which the neighbours of each box (N, 4) speak against it."""
    if is_print(detections):
        return np.full(len(boxes), STRANGE_IN_PRINT, np.float32)
    return np.where(in_text(boxes, detections.letters), STRANGE_IN_TEXT, STRANGE).astype(np.float32)


def _spelled(boxes: Boxes, letters: Letters) -> Floats:
    """How far a letter in the place of each box (N,) is surer, in log odds, than the least that is told."""
    overlap, nearest = _nearest(boxes, letters.boxes)
    if not len(letters.boxes):
        return overlap
    surer = log_odds(letters.scores)[nearest] - log_odds(np.full(1, LEAST, np.float32))
    return np.where(overlap >= SEEN, surer, 0).astype(np.float32)


def _nearest(boxes: Boxes, others: Boxes) -> tuple[Floats, Indices]:
    """Of each box the overlap (N,) with the one of the others that covers it best, and its place (N,)."""
    if not len(others) or not len(boxes):
        return np.zeros(len(boxes), np.float32), np.zeros(len(boxes), np.intp)
    overlap = ious(boxes, others)
    return overlap.max(axis=1), overlap.argmax(axis=1)


def _which(
    boxes: Boxes,
    probabilities: Floats,
    among: Floats,
    detections: Detections,
    weights: Weights,
    is_seen: Flags,
) -> Floats:
    """Probabilities (N, 10) of the digits, given that there is one."""
    logs = np.log(np.maximum(probabilities[:, :10], CERTAIN)) * weights.digits[0]
    logs += np.log(np.maximum(among[:, :10], CERTAIN)) * weights.digits[2]
    if is_seen.any():
        near = _nearest(boxes[is_seen], detections.boxes)[1]
        logs[is_seen] += np.log(np.maximum(detections.digits[near], CERTAIN)) * weights.digits[1]
    powers = np.exp(logs - logs.max(axis=1, keepdims=True, initial=-1e9))
    return np.asarray(powers / np.maximum(powers.sum(axis=1, keepdims=True), CERTAIN), np.float32)
