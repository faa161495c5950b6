"""A 1 or a sign by a pen: a stroke by itself that looks like a bracket or a slash among written figures is a 1.

Brackets and the slashes of a date come in twos, a slash leans more than a 1 bends, and beside a sign in print stand
figures of one height on one line, as a hand does not write them.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from recognizer.company import side_by_side
from recognizer.sights import Detections, has_words

Boxes = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

SLIM = 0.4  # of its height: a wider stroke leans like a slash
PLAIN = 0.6  # score from which a figure tells how even the writing is
FEWEST = 3  # figures that tell it
UNEVEN = 0.07  # heights: deviation of the figures' heights and feet from which on a hand wrote them


def is_bent_one(stroke: int, detections: Detections) -> bool:
    """Whether the detection at a place, a stroke that looks like a sign and is the only one to, is rather a 1."""
    box = detections.boxes[stroke]
    if has_words(detections.letters) or box[2] > SLIM * box[3]:
        return False
    beside = detections.boxes[_beside(box, detections.boxes) & (detections.scores >= PLAIN)]
    return len(beside) >= FEWEST and unevenness(beside) >= UNEVEN


def _beside(box: npt.NDArray[np.float32], boxes: Boxes) -> Flags:
    """Which boxes (N, 4) stand in a row with one (4,), however far away, and not in its place."""
    away = np.abs(boxes[:, 0] + boxes[:, 2] / 2 - box[0] - box[2] / 2)
    return np.asarray(side_by_side(boxes, box[None], math.inf)[:, 0] & (away > box[2] / 2), bool)


def unevenness(boxes: Boxes) -> float:
    """How far heights and feet of boxes (N, 4) in a row deviate, in heights; the row may rise or fall."""
    x, feet, heights = boxes[:, 0] + boxes[:, 2] / 2, boxes[:, 1] + boxes[:, 3], boxes[:, 3]
    line = np.polyval(np.polyfit(x - x.mean(), feet, 1), x - x.mean())
    return float(np.hypot(np.log(heights).std(), (feet - line).std() / np.median(heights)))
