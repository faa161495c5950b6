"""Keeps the most plausible proposals: those that many masks agree on, with contrast, clear around, in company."""

from __future__ import annotations

from typing import Any, cast

import cv2
import numpy as np
import numpy.typing as npt

Boxes = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float32]
Gray = npt.NDArray[np.uint8]
Indices = npt.NDArray[np.intp]

SAME = 0.75  # IoU from which two proposals are the same
GRID = 8.0  # positions are compared in eighths of the height
MIN_CONTRAST = 5.0  # standard deviation in gray levels: a box with less is blank
MOST_CONTRAST = 45.0  # gray levels: more says no more
SHORTLIST = 900  # proposals whose company is looked at
STRIP = 256  # px: height of the strips of a photo in which gray levels are added up
RING = 0.12  # of the height: width of the ring around a box, at least 2 px

# Weights of the logarithm of the number of masks that agree, of the contrast inside and in the ring around, each per
# 30 gray levels, and of the logarithm of the number of neighbours; fitted on the boxes of the training cheques and
# counters, rounded.
AGREEMENT, CONTRAST, CLUTTER, COMPANY = 1.0, 2.0, -2.0, 0.8


def most_plausible(boxes: Boxes, even: Gray, count: int) -> Boxes:
    """At most `count` of boxes (N, 4) x, y, width, height in pixels of even (h, w) uint8, best first, no two alike."""
    if not len(boxes):
        return boxes.reshape(-1, 4)
    boxes, votes = _merged(boxes)
    inside, around = _contrasts(boxes, even)
    contrast = CONTRAST * np.minimum(inside, MOST_CONTRAST) + CLUTTER * np.minimum(around, MOST_CONTRAST)
    scores = (AGREEMENT * np.log(votes) + contrast / 30).astype(np.float32)
    scores[inside < MIN_CONTRAST] = -np.inf
    short = np.argsort(-scores, kind="stable")[:SHORTLIST]
    short = short[np.isfinite(scores[short])]
    boxes, scores = boxes[short], scores[short]
    scores += COMPANY * np.log1p(_neighbours(boxes))
    return boxes[_distinct(boxes, scores, count)]


def _merged(boxes: Boxes) -> tuple[Boxes, Floats]:
    """Boxes that agree within an eighth of their height are one; with the number that agreed."""
    height = np.maximum(boxes[:, 3], 1)
    unit = np.exp2(np.rint(np.log2(height) * 2) / 2) / GRID
    edges = np.concatenate([boxes[:, :2], boxes[:, :2] + boxes[:, 2:]], axis=1) / unit[:, None]
    keys = np.column_stack([np.rint(edges), np.rint(np.log2(height) * 2)]).astype(np.int64)
    code = ((((keys[:, 0] * 8191 + keys[:, 1]) * 8191 + keys[:, 2]) * 8191 + keys[:, 3]) * 64) + keys[:, 4]
    _, first, counts = np.unique(code, return_index=True, return_counts=True)
    return boxes[first], counts.astype(np.float32)


def _contrasts(boxes: Boxes, even: Gray) -> tuple[Floats, Floats]:
    """Standard deviation of the gray levels inside each box (N,) and in the ring around it (N,)."""
    margin = np.maximum(boxes[:, 3] * RING, 2)[:, None] * np.array([-1, -1, 2, 2], np.float32)
    edges = _edges(boxes, even), _edges(boxes + margin, even)
    inner, outer = np.zeros((2, 3, len(boxes)))
    for top in range(0, len(even), STRIP):  # the tables of a whole photo would take 23 MB
        total, squares = (np.asarray(table) for table in cv2.integral2(even[top : top + STRIP])[:2])
        for sums, (x0, y0, x1, y1) in zip((inner, outer), edges, strict=True):
            above, below = (np.clip(y - top, 0, len(total) - 1) for y in (y0, y1))
            sums[0] += (x1 - x0) * (below - above)
            for row, table in ((1, total), (2, squares)):
                sums[row] += table[below, x1] - table[above, x1] - table[below, x0] + table[above, x0]
    return _deviation(inner), _deviation(outer - inner)


def _edges(boxes: Boxes, even: Gray) -> tuple[Indices, Indices, Indices, Indices]:
    """Left, top, right and bottom (N,) of boxes in whole pixels, clipped to the picture, at least one pixel apart."""
    height, width = even.shape
    x0 = np.clip(np.floor(boxes[:, 0]), 0, width - 1).astype(np.intp)
    y0 = np.clip(np.floor(boxes[:, 1]), 0, height - 1).astype(np.intp)
    x1 = np.clip(np.ceil(boxes[:, 0] + boxes[:, 2]), x0 + 1, width).astype(np.intp)
    y1 = np.clip(np.ceil(boxes[:, 1] + boxes[:, 3]), y0 + 1, height).astype(np.intp)
    return x0, y0, x1, y1


def _deviation(sums: npt.NDArray[np.float64]) -> Floats:
    """Standard deviations (N,) of pixels, sums and sums of squares (3, N)."""
    pixels = np.maximum(sums[0], 1)
    return np.asarray(np.sqrt(np.maximum(sums[2] / pixels - np.square(sums[1] / pixels), 0)), np.float32)


def _neighbours(boxes: Boxes) -> Floats:
    """How many other boxes of nearly the same height stand close beside each box (N,)."""
    x, y, w, h = boxes.T
    cx, cy = x + w / 2, y + h / 2
    ratio = h[None] / h[:, None]
    apart = np.abs(cx[None] - cx[:, None])
    beside = (ratio > 0.75) & (ratio < 1.33) & (np.abs(cy[None] - cy[:, None]) < 0.4 * h[:, None])
    beside &= (apart < 3 * h[:, None]) & (apart > (w[None] + w[:, None]) * 0.4)
    return np.asarray(beside.sum(axis=1), np.float32)


def _distinct(boxes: Boxes, scores: Floats, count: int) -> npt.NDArray[np.intp]:
    """Indices of the best `count` boxes of which no two overlap by SAME, best first."""
    kept: Any = cv2.dnn.NMSBoxes(cast(Any, boxes), cast(Any, np.exp(scores)), 0.0, SAME)
    return np.asarray(kept, np.intp).reshape(-1)[:count]
