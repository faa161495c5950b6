"""Overlaps of boxes, as arrays."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

Boxes = npt.NDArray[np.float32]


TINY = np.float32(1e-30)


def areas(boxes: Boxes) -> Boxes:
    """Areas (N,) of boxes (N, 4) x, y, width, height."""
    return np.asarray(boxes[:, 2] * boxes[:, 3], boxes.dtype)


def intersections(one: Boxes, other: Boxes) -> Boxes:
    """Areas (N, M) that boxes (N, 4) and (M, 4) have in common."""
    shared = _common(one, other, 0)
    shared *= _common(one, other, 1)
    return shared


def _common(one: Boxes, other: Boxes, axis: int) -> Boxes:
    """Lengths (N, M) that boxes (N, 4) and (M, 4) have in common across (0) or down (1)."""
    low, far = one[:, axis], other[:, axis]
    shared = np.minimum.outer(low + one[:, axis + 2], far + other[:, axis + 2])
    shared -= np.maximum.outer(low, far)
    return np.asarray(np.maximum(shared, 0, out=shared), one.dtype)


def ious(one: Boxes, other: Boxes) -> Boxes:
    """Intersection over union (N, M) of boxes (N, 4) and (M, 4), in 0..1.

    In place, as the other: each table more is 9 MB for what is seen of a full sheet.
    """
    shared, union = intersections(one, other), np.add.outer(areas(one), areas(other))
    union -= shared
    shared /= np.maximum(union, TINY, out=union)
    return shared


def shares(one: Boxes, other: Boxes) -> Boxes:
    """Intersection over the smaller of the two areas (N, M), in 0..1: 1 where one lies inside the other."""
    shared, smaller = intersections(one, other), np.minimum.outer(areas(one), areas(other))
    shared /= np.maximum(smaller, TINY, out=smaller)
    return shared


def around_quads(quads: Sequence[Boxes]) -> Boxes:
    """The upright boxes (N, 4) around the turned rectangles around quads (4, 2)."""
    corners = np.array([cv2.boxPoints(cv2.minAreaRect(quad)) for quad in quads], np.float32).reshape(-1, 4, 2)
    low, high = corners.min(axis=1), corners.max(axis=1)
    return np.asarray(np.concatenate([low, high - low], axis=1), np.float32)


def quad_iou(one: Boxes, other: Boxes) -> float:
    """Intersection over union, in 0..1, of the turned rectangles around two quads (4, 2)."""
    shared = shared_area(one, other)
    union = sum(width * height for _, (width, height), _ in map(cv2.minAreaRect, (one, other))) - shared
    return float(shared / max(union, float(TINY)))


def shared_area(one: Boxes, other: Boxes) -> float:
    """The area that the turned rectangles around two quads (4, 2) have in common."""
    _, corners = cv2.rotatedRectangleIntersection(cv2.minAreaRect(one), cv2.minAreaRect(other))
    return cv2.contourArea(corners) if corners is not None and len(corners) > 2 else 0.0
