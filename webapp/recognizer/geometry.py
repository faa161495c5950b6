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
    return np.asarray(_common(one, other, 0) * _common(one, other, 1), one.dtype)


def _common(one: Boxes, other: Boxes, axis: int) -> Boxes:
    """Lengths (N, M) that boxes (N, 4) and (M, 4) have in common across (0) or down (1)."""
    low, far = one[:, axis], other[:, axis]
    shared = np.minimum.outer(low + one[:, axis + 2], far + other[:, axis + 2])
    shared -= np.maximum.outer(low, far)
    return np.asarray(np.maximum(shared, 0, out=shared), one.dtype)


def ious(one: Boxes, other: Boxes) -> Boxes:
    """Intersection over union (N, M) of boxes (N, 4) and (M, 4), in 0..1."""
    shared = intersections(one, other)
    union = areas(one)[:, None] + areas(other)[None] - shared
    return np.asarray(shared / np.maximum(union, TINY), one.dtype)


def shares(one: Boxes, other: Boxes) -> Boxes:
    """Intersection over the smaller of the two areas (N, M), in 0..1: 1 where one lies inside the other."""
    smaller = np.minimum(areas(one)[:, None], areas(other)[None])
    return np.asarray(intersections(one, other) / np.maximum(smaller, TINY), one.dtype)
