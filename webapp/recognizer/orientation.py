"""Finds out whether a photo stands on its side: the crops of its proposals are classified turned as well."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from webapp.recognizer.classifier import Classifier
from webapp.recognizer.reading import Reading

TURNS = (0, 90, 180, 270)  # degrees clockwise
LOOKED_AT = 48  # proposals, the most plausible: enough to tell, and few enough for three more rounds
SURE = 0.9  # probability from which a crop counts as a digit
WEAK = 0.95  # mean confidence under which a reading is doubted
LEAST_GAIN = 2  # sure digits that a turn must add for the photo to be read that way
LEAST_ADDED = 0.25  # sure digits that a second reading the same way up must add: a doubtful digit more is no gain ...
LEAST_FOUND = 1.0  # ... and where the first found none
LEAST_DIGITS = 2  # a lone digit does not tell which way is up


def is_doubtful(reading: Reading) -> bool:
    """Whether other turns are worth a look: nothing was read, little with confidence, or one digit under another."""
    count = len(reading.digits)
    return len(reading.rows) == count != 1 or sum(digit.confidence for digit in reading.digits) < WEAK * count


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


def is_better(turned: Reading, upright: Reading) -> bool:
    """Whether the reading of the turned photo is to be believed rather than that of the upright one."""
    return len(turned.digits) >= LEAST_DIGITS and strength(turned) > strength(upright) + 1


def shows_more(again: Reading, before: Reading) -> bool:
    """Whether a second reading of a photo the same way up, levelled or from close by, is to be believed."""
    return strength(again) - strength(before) > (LEAST_ADDED if before.digits else LEAST_FOUND)


def _sure_digits(probabilities: npt.NDArray[np.float32]) -> int:
    return int((probabilities[:, :10].max(axis=1, initial=0) >= SURE).sum())


def strength(reading: Reading) -> float:
    """Digits counted by how far their confidence exceeds an even chance, twice: 1 for a sure one, 0 for a guess."""
    return sum(max(2 * digit.confidence - 1, 0) for digit in reading.digits)
