"""How well a box sits on the ink in it: loose boxes and those that cut strokes are worse proposals of one digit."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from recognizer.ground import ground

Boxes = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float32]
Gray = npt.NDArray[np.uint8]

SIDE = 32  # px: longer side at which boxes are looked at
INK_RANK = 95  # percentile of the difference from the ground that counts as full ink
INK_SHARE = 0.5  # of full ink: more is ink ...
LEAST_INK = 8  # ... and more than these gray levels

# Log odds that a box overlaps a digit by an IoU of 0.7, for each unit of the four measures; fitted on the training
# cheques (logistic regression beside the classifier's log odds, whose weight is LIKELIHOOD), rounded.
GAP_ACROSS, GAP_DOWN, CUT_ACROSS, CUT_DOWN = -4.7, -11.0, -3.0, -1.4
LIKELIHOOD, OFFSET = 0.62, -1.7


def fits(even: Gray, boxes: Boxes) -> Floats:
    """Log odds (N,), 0 at best, of boxes (N, 4) x, y, width, height in pixels of even (h, w) uint8."""
    weights = np.array([GAP_ACROSS, GAP_DOWN, CUT_ACROSS, CUT_DOWN], np.float32)
    return np.array([weights @ _looseness(even, box) for box in boxes.tolist()], np.float32).reshape(-1)


def chances(likeliest_odds: Floats, fit: Floats) -> Floats:
    """Chance in 0..1 (N,) that a box holds just the digit, from the classifier's log odds (N,) and its fit (N,)."""
    return np.asarray(1 / (1 + np.exp(-(LIKELIHOOD * likeliest_odds + fit + OFFSET))), np.float32)


def _looseness(even: Gray, box: list[float]) -> Floats:
    """Four shares: the widest blank margin across and down, and the most ink that is cut by the sides and the ends."""
    x, y, width, height = box
    left, top = max(int(x), 0), max(int(y), 0)
    part = even[top : max(round(y + height), top + 2), left : max(round(x + width), left + 2)]
    if min(part.shape) < 2:
        return np.zeros(4, np.float32)
    ink = _ink(part, ground(even, left, top, part.shape))
    columns, rows = np.asarray(ink.any(axis=0)), np.asarray(ink.any(axis=1))
    across = max(_blank(columns), _blank(columns[::-1])) * min(width / max(height, 1), 1)
    down = max(_blank(rows), _blank(rows[::-1]))
    cut_across, cut_down = max(ink[:, 0].mean(), ink[:, -1].mean()), max(ink[0].mean(), ink[-1].mean())
    return np.array([across, down, cut_across, cut_down], np.float32)


def _ink(part: Gray, level: float) -> npt.NDArray[np.bool_]:
    """What of a part of the picture is ink on ground of a gray level, reduced to SIDE pixels."""
    reduction = SIDE / max(part.shape)
    if reduction < 1:
        size = max(round(part.shape[1] * reduction), 2), max(round(part.shape[0] * reduction), 2)
        part = np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), np.uint8)
    difference = np.abs(part.astype(np.int16) - round(level))
    rank = min(int(difference.size * INK_RANK / 100), difference.size - 1)
    full = np.partition(difference, rank, axis=None)[rank]
    return np.asarray(difference > max(full * INK_SHARE, LEAST_INK), bool)


def _blank(line: npt.NDArray[np.bool_]) -> float:
    """Share of a line before its first ink."""
    return float(np.argmax(line)) / len(line) if line.any() else 1.0
