"""Overlaps of boxes, as arrays."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Boxes = npt.NDArray[np.float32]


TINY = np.float32(1e-30)


def areas(boxes: Boxes) -> Boxes:
    """Areas (N,) of boxes (N, 4) x, y, width, height."""
    return np.asarray(boxes[:, 2] * boxes[:, 3], boxes.dtype)


def intersections(one: Boxes, other: Boxes) -> Boxes:
    """Areas (N, M) that boxes (N, 4) and (M, 4) have in common."""
    low = np.maximum(one[:, None, :2], other[None, :, :2])
    high = np.minimum((one[:, :2] + one[:, 2:])[:, None], (other[:, :2] + other[:, 2:])[None])
    return np.asarray(np.prod(np.maximum(high - low, 0), axis=2), one.dtype)


def ious(one: Boxes, other: Boxes) -> Boxes:
    """Intersection over union (N, M) of boxes (N, 4) and (M, 4), in 0..1."""
    shared = intersections(one, other)
    union = areas(one)[:, None] + areas(other)[None] - shared
    return np.asarray(shared / np.maximum(union, TINY), one.dtype)


def shares(one: Boxes, other: Boxes) -> Boxes:
    """Intersection over the smaller of the two areas (N, M), in 0..1: 1 where one lies inside the other."""
    smaller = np.minimum(areas(one)[:, None], areas(other)[None])
    return np.asarray(intersections(one, other) / np.maximum(smaller, TINY), one.dtype)
