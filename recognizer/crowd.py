"""How far a sheet full of digits speaks for one more of their height."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from recognizer.company import doubted
from recognizer.geometry import shares
from recognizer.select import CONFLICT
from recognizer.sights import PLAIN, Detections

Boxes = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float32]

CROWD, FULL_CROWD = 8, 160  # digits plainly seen from which on they speak for one more, and as far as they ever do ...
CROWDED = 4.0  # log odds: ... of which the context classifier is sure ...
ALIKE = 1.35  # ... and that is no more than so many times as tall as they are, or they as it ...
LETTERED = 0.2  # ... where there are no more letters than this for each of them ...
LIKELY = 1.4  # log odds: ... and no digit in its place that is as likely as this without them


def crowded(boxes: Boxes, odds: Floats, among: Floats, detections: Detections) -> Floats:
    """Log odds (N,) that are to be added to those, `odds` (N,), by which boxes (N, 4) hold a digit.

    `among` (N, 11) is what the context classifier says of each. It is to be believed on such a sheet, where another
    witness does not know the face.
    """
    plain = detections.boxes[detections.scores >= PLAIN]
    vouched = 1 - doubted(1 - among[:, 10])
    letters = (detections.letters.scores >= PLAIN).sum()
    if len(plain) <= CROWD or letters > LETTERED * len(plain) or not vouched.any():
        return np.zeros(len(boxes), np.float32)
    strength = np.clip(np.log(_alike(boxes[:, 3], plain[:, 3]) / CROWD) / np.log(FULL_CROWD / CROWD), 0, 1)
    is_free = shares(boxes, boxes[odds >= LIKELY]).max(axis=1, initial=0) <= CONFLICT
    return np.asarray(CROWDED * strength * vouched * is_free, np.float32)


def _alike(heights: Floats, plain: Floats) -> npt.NDArray[np.intp]:
    """How many of the `plain` heights (M,) are like each of the others (N,), one at least."""
    order = np.sort(plain)
    most = np.searchsorted(order, heights * ALIKE, "right")
    return np.asarray(np.maximum(most - np.searchsorted(order, heights / ALIKE, "left"), 1), np.intp)
