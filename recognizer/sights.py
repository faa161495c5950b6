"""What the detector sees at several scales, and each digit and letter of it told once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from recognizer.geometry import ious

Floats = npt.NDArray[np.float32]

LEAST = 0.12  # score under which nothing is told
SAME = 0.5  # IoU from which two sights are of one thing
PLAIN = 0.5  # score from which a letter or a digit is counted ...
WORDS = 1.0  # ... summed scores of the letters from which there are words, and with them dates and ranges ...
FULL = 10.0  # ... summed scores of the letters from which a photo is full of them ...
TO_A_DIGIT = 0.5  # ... and of those the least for each digit: figures stand among words, not a word among figures
PLAINEST = 36.0  # px in the window: height at which a digit and a letter are told apart best ...
BLUR = 0.6  # ... and by how much its logarithm may differ until a sight counts three fifths of that


class Seen(NamedTuple):
    """Boxes (N, 4) x, y, width, height and scores (N,) in 0..1, best first, as often as each thing was seen.

    `scales` (N,) are those at which it was: pixels of the window for each of the picture.
    """

    boxes: Floats
    scores: Floats
    scales: Floats


class Sights(NamedTuple):
    """Digits as seen, which they are, (N, 10) that sum to 1, and letters, which are seen so as to be left out."""

    digits: Seen
    which: Floats
    letters: Seen


class Letters(NamedTuple):
    """Boxes (M, 4) x, y, width, height and scores (M,) in 0..1 of letters, best first."""

    boxes: Floats
    scores: Floats


NO_BOXES = np.zeros((0, 4), np.float32)
NONE = np.zeros(0, np.float32)
NO_LETTERS = Letters(NO_BOXES, NONE)


class Detections(NamedTuple):
    """Boxes (N, 4) x, y, width, height, scores (N,) in 0..1, best first, and digits (N, 10) that sum to 1; letters.

    `again` (N,) is the mean score of each digit at the other scales at which the photo was looked at; `lettered` (N,)
    how far, in log odds, a letter in its place is surer where both are seen plainest; `tall`, on a sheet of small
    characters, how tall they are in pixels, else 0.
    """

    boxes: Floats
    scores: Floats
    digits: Floats
    again: Floats
    lettered: Floats
    letters: Letters = NO_LETTERS
    tall: float = 0.0


NOTHING = Detections(NO_BOXES, NONE, np.zeros((0, 10), np.float32), NONE, NONE)


def is_print(found: Detections) -> bool:
    """Whether a photo in which this was found is full of letters, as print is and what a hand notes down is not."""
    return lettering(found.letters) >= max(FULL, TO_A_DIGIT * float(found.scores[found.scores >= PLAIN].sum()))


def has_words(letters: Letters) -> bool:
    """Whether letters were found, not just a stroke or two that look like one."""
    return lettering(letters) >= WORDS


def lettering(letters: Letters) -> float:
    """How many letters were found, each counted by its score."""
    return float(letters.scores[letters.scores >= PLAIN].sum())


def joined(parts: list[Sights]) -> Sights:
    """All sights of several parts, best first."""
    digits = [np.concatenate(one) for one in zip(*(part.digits for part in parts), strict=True)]
    letters = [np.concatenate(one) for one in zip(*(part.letters for part in parts), strict=True)]
    order, spelled = np.argsort(-digits[1], kind="stable"), np.argsort(-letters[1], kind="stable")
    which = np.concatenate([part.which for part in parts])[order]
    return Sights(Seen(*(one[order] for one in digits)), which, Seen(*(one[spelled] for one in letters)))


def best_of(seen: Sights, digits: int, letters: int) -> Sights:
    """The first so many digits and letters of what was seen, which are the best."""
    kept = Seen(*(one[:digits] for one in seen.digits))
    return Sights(kept, seen.which[:digits], Seen(*(one[:letters] for one in seen.letters)))


def without_doubles(seen: Sights, scales: int) -> Detections:
    """One detection of each digit seen at 2 or more `scales`, with the score of its best sight.

    Box and digits are averaged over all sights of it.
    """
    boxes, kept, weights = fused(*seen.digits[:2])
    letters, spelled, _ = fused(*seen.letters[:2])
    scores = seen.digits.scores[kept]
    again = ((weights > 0) @ seen.digits.scores - scores) / (scales - 1)
    digits = np.asarray(weights @ seen.which, np.float32)
    told = Letters(letters, seen.letters.scores[spelled])
    return Detections(boxes, scores, digits, again.astype(np.float32), lettered(boxes, seen), told)


def fused(boxes: Floats, scores: Floats) -> tuple[Floats, list[int], Floats]:
    """Boxes (N, 4), best first -> one (M, 4) for each place; which stand for it, and the weights (M, N) of all.

    Weighted boxes fusion (doi:10.1016/j.imavis.2021.104117).
    """
    overlap, kept = ious(boxes, boxes), []
    free = np.ones(len(boxes), bool)
    for place in range(len(boxes)):
        if free[place]:
            kept.append(place)
            free &= overlap[place] < SAME
    weights = np.where(overlap[kept] >= SAME, overlap[kept] * scores, 0)
    weights = weights / np.maximum(weights.sum(axis=1, keepdims=True), 1e-9)
    corners = weights @ np.concatenate([boxes[:, :2], boxes[:, :2] + boxes[:, 2:]], axis=1)
    joined = np.concatenate([corners[:, :2], corners[:, 2:] - corners[:, :2]], axis=1)
    return joined.astype(np.float32), kept, weights.astype(np.float32)


def lettered(boxes: Floats, seen: Sights) -> Floats:
    """How far, in log odds (N,), letters are surer than digits in places (N, 4).

    A mean over the scales at which either was seen: those count most that show the place about PLAINEST pixels high,
    for an S of ten pixels looks like a 5.
    """
    total, weight = np.zeros(len(boxes)), np.full(len(boxes), 1e-9)
    for scale in np.unique(np.concatenate([seen.digits.scales, seen.letters.scales])):
        digit, letter = (_best_at(scale, boxes, one) for one in (seen.digits, seen.letters))
        plain = np.exp(-((np.log(boxes[:, 3] * scale / PLAINEST) / BLUR) ** 2) / 2)
        plain = np.where(np.maximum(digit, letter) > LEAST, plain, 0)
        total += plain * (_log_odds(letter) - _log_odds(digit))
        weight += plain
    return np.asarray(total / weight, np.float32)


def _best_at(scale: float, boxes: Floats, seen: Seen) -> Floats:
    """The best score (N,) of what was seen at a scale in places (N, 4), LEAST where nothing was."""
    here = seen.scales == scale
    over = ious(boxes, seen.boxes[here]) >= SAME
    return np.asarray(np.where(over, seen.scores[here], LEAST).max(axis=1, initial=LEAST), np.float32)


def _log_odds(scores: Floats) -> Floats:
    kept = np.clip(scores, LEAST, 1 - 1e-4)
    return np.asarray(np.log(kept / (1 - kept)), np.float32)
