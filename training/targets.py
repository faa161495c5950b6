"""What the detector should answer on a scene, and the loss of what it answers."""

from __future__ import annotations

import keras
import numpy as np
import numpy.typing as npt
from keras import ops

from training.detector_network import UNIT
from training.sheets import IGNORED, LETTER

Floats = npt.NDArray[np.float32]

STRIDE = 4
SPREAD = 0.22
"""Deviation of the hill around a digit's middle as a share of each side of its box ..."""
NARROWEST = 0.6
"""... and at least this many cells."""
CORE = 0.4
"""Height of the hill from which a cell must also tell the box and the digit."""
SHARED = 0.99
"""Most that is left of the peak of a letter where a digit has its middle in the same cell, and the other way round: a
cell tells one character."""
PLANES = 9
"""Planes of a target: hill, is it judged, weight of the core, dx, dy, log width, log height, digit, letters' hill."""
SMOOTHING = 0.03
BOX_WEIGHT, DIGIT_WEIGHT, LETTER_WEIGHT = 1.0, 0.6, 0.4


def draw_target(boxes: Floats, labels: npt.NDArray[np.int8], side: int) -> Floats:
    """Boxes (N, 4) x, y, width, height in pixels and labels (N,) -> target (side / 4, side / 4, PLANES).

    Smaller characters are drawn over larger ones, and all of them over what is ignored: each peak is judged and tells
    which character it is, even where an ignored one lies over it.
    """
    cells = side // STRIDE
    target = np.zeros((cells, cells, PLANES), np.float32)
    target[..., 1] = 1
    places = np.arange(cells, dtype=np.float32) + 0.5
    for (x, y, w, h), label in sorted(zip(boxes, labels, strict=True), key=_drawing_order):
        left, top = int(x // STRIDE), int(y // STRIDE)
        region = target[max(top, 0) : int((y + h) // STRIDE) + 1, max(left, 0) : int((x + w) // STRIDE) + 1]
        if label == IGNORED:
            region[..., 1] = 0
            continue
        middle_x, middle_y = (x + w / 2) / STRIDE, (y + h / 2) / STRIDE
        columns, rows = slice(max(left, 0), left + int(w // STRIDE) + 2), slice(max(top, 0), top + int(h // STRIDE) + 2)
        sigma = max(NARROWEST, SPREAD * w / STRIDE), max(NARROWEST, SPREAD * h / STRIDE)
        across = np.exp(-((places[columns] - middle_x) ** 2) / (2 * sigma[0] ** 2))
        down = np.exp(-((places[rows] - middle_y) ** 2) / (2 * sigma[1] ** 2))
        hill = down[:, None] * across[None]
        if not hill.size:
            continue
        part = target[rows, columns]
        plane, other = (8, 0) if label == LETTER else (0, 8)
        core = (hill >= CORE) & (hill > np.maximum(part[..., 0], part[..., 8]))
        core[np.unravel_index(hill.argmax(), hill.shape)] = True
        part[..., plane] = np.maximum(part[..., plane], hill)
        part[..., 2][core] = hill[core]
        part[..., 3][core] = (middle_x - np.broadcast_to(places[columns][None], hill.shape))[core]
        part[..., 4][core] = (middle_y - np.broadcast_to(places[rows][:, None], hill.shape))[core]
        part[core, 5:8] = np.log(max(w, 2) / UNIT), np.log(max(h, 2) / UNIT), label
        peak = np.unravel_index(hill.argmax(), hill.shape)
        part[*peak, plane] = part[*peak, 1] = 1
        part[*peak, other] = min(part[*peak, other], SHARED)
    return target


def _drawing_order(mark: tuple[Floats, np.int8]) -> tuple[bool, float]:
    """What is ignored first, then the largest box."""
    (_, _, width, height), label = mark
    return bool(label != IGNORED), -float(width * height)


def detection_loss(target: keras.KerasTensor, maps: keras.KerasTensor) -> keras.KerasTensor:
    """Loss of maps (B, H, W, 16) for targets (B, H, W, 9), per character.

    Absolute differences of the box and cross entropy of the digit in the core of each hill, beside what it costs to
    be wrong about where digits and letters are.
    """
    core, label = target[..., 2], target[..., 7]
    box = ops.sum(
        ops.abs(target[..., 3:7] - maps[..., 1:5]) * core[..., None] * ops.convert_to_tensor([0.5, 0.5, 1, 1])
    )
    is_digit = core * ops.cast(label < LETTER, "float32")
    wanted = ops.one_hot(ops.cast(label, "int32"), 10) * (1 - SMOOTHING) + SMOOTHING / 10
    digit = ops.sum(-ops.sum(wanted * ops.log_softmax(maps[..., 5:15]), -1) * is_digit)
    return (
        _where_loss(target[..., 0], target[..., 1], maps[..., 0])
        + LETTER_WEIGHT * _where_loss(target[..., 8], target[..., 1], maps[..., 15])
        + BOX_WEIGHT * box / (ops.sum(core) + 4.0)
        + DIGIT_WEIGHT * digit / (ops.sum(is_digit) + 4.0)
    )


def _where_loss(hill: keras.KerasTensor, judged: keras.KerasTensor, logit: keras.KerasTensor) -> keras.KerasTensor:
    """Penalty-reduced focal loss (arXiv:1904.07850, equation 1) of logits for hills, per peak."""
    peak = ops.cast(hill > 0.9999, "float32")
    chance = ops.sigmoid(logit)
    hit = ops.softplus(-logit) * (1 - chance) ** 2 * peak
    miss = ops.softplus(logit) * chance**2 * (1 - hill) ** 4 * (1 - peak) * judged
    return (ops.sum(hit) + ops.sum(miss)) / (ops.sum(peak) + 4.0)
