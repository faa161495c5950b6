"""Proposals from maximally stable extremal regions, which need no threshold."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from training.proposals.contours import digit_shaped
from training.proposals.plausible import most_plausible
from training.proposals.prepare import Prepared, resize

MAX_PROPOSALS = 60
LONGEST_SIDE = 800  # px; regions of more cost too long
STEP = 5  # gray levels between which a region is compared with itself
MAX_VARIATION = 0.25  # share of its area by which it may change over a step
MIN_AREA = 30  # px
MAX_AREA = 0.3  # of the picture


def propose(prepared: Prepared) -> npt.NDArray[np.float32]:
    """Boxes (N, 4) x, y, width, height in working pixels, best first.

    The method: Matas et al. 2004, doi:10.1016/j.imavis.2004.02.006.
    """
    height, width = prepared.even.shape
    factor = min(LONGEST_SIDE / max(height, width), 1.0)
    small = resize(prepared.even, (max(round(width * factor), 3), max(round(height * factor), 3)))
    finder = cv2.MSER.create(STEP, MIN_AREA, max(int(small.size * MAX_AREA), MIN_AREA + 1), MAX_VARIATION)
    found = np.asarray(finder.detectRegions(small)[1], np.float32).reshape(-1, 4)
    scale = np.array([width / small.shape[1], height / small.shape[0]] * 2, np.float32)
    return most_plausible(digit_shaped(found) * scale, prepared.even, MAX_PROPOSALS)
