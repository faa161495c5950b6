"""Finds out whether a photo stands on its side or head: by what is seen of it after each quarter turn."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from recognizer.classifier import Classifier
from recognizer.geometry import ious
from recognizer.reading import Reading
from recognizer.sights import Detections, is_print, lettering

TURNS = (0, 90, 180, 270)  # degrees clockwise
MOST_HEADS = 128  # digits that are also looked at upside down, evenly spread over all: their mean tells as much
LOOKED_AT = 48  # proposals, the most plausible: enough to tell, and few enough for three more rounds
SURE = 0.9  # probability from which a crop counts as a digit
WEAK = 0.98  # mean confidence under which a reading is doubted
AS_CLEAR = 0.1  # mean probability that digits may lose upside down to be doubted: most that stand upright lose more
LEAST_GAIN = 2  # sure digits that a turn must add for the photo to be read that way
LEAST_ADDED = 0.25  # sure digits that a second reading the same way up must add: a doubtful digit more is no gain ...
LEAST_FOUND = 1.0  # ... and where the first found none
LEAST_SEEN = 1.0  # sure digits or letters, summed over two scales, that a turn must show more
ONE_PLACE = 0.4  # IoU from which a letter and a digit are seen in one place
KEPT_LETTERS = 0.85  # of its letters that a turn of print keeps at least: on their head words look like digits
LEAST_DIGITS = 2  # a lone digit does not tell which way is up


def is_doubtful(reading: Reading) -> bool:
    """Whether other turns are worth a look: nothing was read, little with confidence, or one digit under another."""
    count = len(reading.digits)
    return len(reading.rows) == count != 1 or sum(digit.confidence for digit in reading.digits) < WEAK * count


def may_be_on_its_head(classifier: Classifier, reading: Reading) -> bool:
    """Whether what was read is about as clear upside down, as it is where a photo stands on its head."""
    crops = [digit.crop for digit in reading.digits if digit.crop is not None]
    if len(crops) < LEAST_DIGITS:
        return False
    upright = np.stack(crops[:: -(-len(crops) // MOST_HEADS)])
    over = np.ascontiguousarray(np.rot90(upright, 2, axes=(1, 2)))
    clear, clear_over = (classifier.probabilities(one)[:, :10].max(axis=1).mean() for one in (upright, over))
    return bool(clear_over >= clear - AS_CLEAR)


def likeliest_turn(classifier: Classifier, crops: npt.NDArray[np.uint8], probabilities: npt.NDArray[np.float32]) -> int:
    """Degrees clockwise by which a photo should be turned, given crops (N, 28, 28) uint8, most plausible first.

    `probabilities` (N, 11) are those of the crops as they stand. 0 unless another turn shows clearly more digits.
    """
    crops = crops[:LOOKED_AT]
    counts = [_sure_digits(probabilities[:LOOKED_AT])]
    for turn in TURNS[1:]:
        turned = np.ascontiguousarray(np.rot90(crops, -turn // 90, axes=(1, 2)))
        counts.append(_sure_digits(classifier.probabilities(turned)))
    best = int(np.argmax(counts))
    return TURNS[best] if counts[best] >= counts[0] + LEAST_GAIN else 0


def shown_turn(scales: Iterable[list[Detections]]) -> tuple[int, float]:
    """Degrees clockwise by which a photo should be turned, given what is seen of it after each quarter turn.

    0 unless digits and letters together speak clearly for another turn: letters tell which way is up as digits do.
    Second comes how many more of them that turn shows, summed over the scales. A scale at which the photo shows most as
    it stands settles it, and no other is asked for.
    """
    counts = np.zeros(len(TURNS))
    for glances in scales:
        counts += [_seen(found) for found in glances]
        if counts[0] > counts[1:].max():
            return 0, 0.0
    best = int(np.argmax(counts))
    gain = float(counts[best] - counts[0])
    return (TURNS[best], gain) if gain > LEAST_SEEN else (0, 0.0)


def _seen(found: Detections) -> float:
    """Digits, as far as it is clear which, and letters, counted as in `strength`; of both in one place the surer."""
    same = ious(found.letters.boxes, found.boxes) >= ONE_PLACE
    surer = same & (found.letters.scores[:, None] > found.scores)
    digits = np.where(surer.any(axis=0), 0, found.scores)
    letters = np.where((same & ~surer).any(axis=1), 0, found.letters.scores)
    clear = found.digits.max(axis=1, initial=0)
    return float((np.maximum(2 * digits - 1, 0) * clear).sum() + np.maximum(2 * letters - 1, 0).sum())


def is_better(turned: Reading, upright: Reading, gain: float = 0.0) -> bool:
    """Whether the reading of the turned photo is to be believed rather than that of the upright one.

    `gain` is what a glance saw more of the turned photo.
    """
    if len(turned.digits) < LEAST_DIGITS:
        return False
    return strength(turned) > max(1.0, strength(upright) + 1 - gain)


def has_fewer_letters(turned: Detections, before: Detections) -> bool:
    """Whether a photo of print stands worse for a turn: upside down many a letter looks like a digit.

    It does not where it is no print then and shows more: a sheet of figures, which on their side look like letters.
    """
    if not is_print(turned) and _seen(turned) > _seen(before):
        return False
    return is_print(before) and lettering(turned.letters) < KEPT_LETTERS * lettering(before.letters)


def shows_more(again: Reading, before: Reading) -> bool:
    """Whether a second reading of a photo the same way up, levelled or from close by, is to be believed."""
    return strength(again) - strength(before) > (LEAST_ADDED if before.digits else LEAST_FOUND)


def _sure_digits(probabilities: npt.NDArray[np.float32]) -> int:
    return int((probabilities[:, :10].max(axis=1, initial=0) >= SURE).sum())


def strength(reading: Reading) -> float:
    """Digits counted by how far their confidence exceeds an even chance, twice: 1 for a sure one, 0 for a guess."""
    return sum(max(2 * digit.confidence - 1, 0) for digit in reading.digits)
