"""A 1 that is seen twice, a little apart or once for each of its strokes, told from two 1s by the ink between them."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from recognizer.geometry import shares
from recognizer.sights import Detections

Boxes = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]
Gray = npt.NDArray[np.uint8]

NEAREST = 0.26  # heights: the middles of two digits are not nearer side by side, but for the 1s of a hasty hand ...
OVERLAP = 0.25  # ... nor do their boxes share so much of the smaller one, but for leaning 1s
INNER = 0.1  # of the height: ends of the strokes that are not looked at
AROUND = 0.06  # heights: paper left and right of the strokes
ROWS, COLUMNS = 12, 24  # points at which the two are looked at
GAP = 0.3  # of the ink: by so much it is lighter between two strokes ...
TWO = 0.8  # ... in this share of the rows: two 1s do not meet, as a 1 does with its upstroke


def once(found: Detections, gray: Gray) -> Detections:
    """What was found in gray (H, W) without the less sure of two 1s that are one."""
    kept, ones = np.ones(len(found.boxes), bool), np.flatnonzero(found.digits.argmax(axis=1) == 1)
    boxes = found.boxes[ones]
    close = np.triu(_near(boxes) | (shares(boxes, boxes) > OVERLAP), 1)
    for one, other in ones[np.argwhere(close)]:
        if kept[one] and kept[other]:
            kept[other] = are_two(gray, found.boxes[[one, other]])
    if kept.all():
        return found
    boxes, scores, digits, again, lettered = (part[kept] for part in found[:5])
    return found._replace(boxes=boxes, scores=scores, digits=digits, again=again, lettered=lettered)


def _near(boxes: Boxes) -> Flags:
    """(N, N): which of boxes (N, 4) x, y, width, height stand nearer side by side than two digits do."""
    middle, lower = boxes[:, :2] + boxes[:, 2:] / 2, np.minimum(boxes[:, 3], boxes[:, None, 3])
    across, down = np.moveaxis(np.abs(middle - middle[:, None]), 2, 0)
    return np.asarray((across < NEAREST * lower) & (down < lower / 2), bool)


def are_two(gray: Gray, boxes: Boxes) -> bool:
    """Whether most rows of what two boxes (2, 4) have in common cross two strokes, with paper between them."""
    ink = _ink(gray, boxes)
    left, right = np.maximum.accumulate(ink, axis=1), np.maximum.accumulate(ink[:, ::-1], axis=1)[:, ::-1]
    gaps = (np.minimum(left, right) - ink).max(axis=1)
    return bool((gaps > GAP * np.percentile(ink, 95)).mean() >= TWO)


def _ink(gray: Gray, boxes: Boxes) -> Floats:
    """How far from paper gray (H, W) is where both boxes (2, 4) have rows, (ROWS, COLUMNS), of either polarity."""
    corners = np.concatenate([boxes[:, :2], boxes[:, :2] + boxes[:, 2:]], axis=1)
    left, right = corners[:, 0].min(), corners[:, 2].max()
    top, bottom = corners[:, 1].max(), corners[:, 3].min()
    tall = bottom - top
    x = np.linspace(left - AROUND * tall, right + AROUND * tall, COLUMNS, dtype=np.float32) - 0.5
    y = np.linspace(top + INNER * tall, bottom - INNER * tall, ROWS, dtype=np.float32) - 0.5
    across, down = np.meshgrid(x, y)
    seen = cv2.remap(gray, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE).astype(np.float32)
    paper = np.median(seen[:, [0, -1]])
    ink = paper - seen if paper - seen.min() > seen.max() - paper else seen - paper
    return np.asarray(ink - np.percentile(ink, 10), np.float32)
