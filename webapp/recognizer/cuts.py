"""Cut hypotheses: where a part that is too wide for one digit may fall into several that touch."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

Boxes = npt.NDArray[np.float32]
Mask = npt.NDArray[np.uint8]

SHEARS = (0.0, 0.25, 0.5, -0.25)  # pixels to the left per pixel down: the slants that are tried
EXTENT = 0.75  # weight of a column's extent beside its ink: rounds that touch pinch the outline, not the ink
MAX_CUTS = 12
CUT_DISTANCE = 0.15  # of the height: least distance between cuts
NARROWEST, WIDEST = 0.15, 1.3  # of the height: width of a piece that may be a digit
MAX_PIECES = 40


def pieces(ink: Mask) -> Boxes:
    """Boxes (N, 4) x, y, width, height of the pieces between cuts of one part, ink (h, w) uint8 0/1 of that part alone.

    The part is sheared upright (the slant whose columns differ most), cut where its columns hold least ink, and
    every run of neighbouring pieces that is as wide as a digit can be gives a box.
    """
    ys, xs = np.nonzero(ink)
    height = ink.shape[0]
    columns = _upright(xs, ys)
    cuts = _cuts(_profile(columns, ys), height)
    if not len(cuts):
        return np.zeros((0, 4), np.float32)
    order = np.argsort(columns, kind="stable")
    starts = np.unique(np.searchsorted(columns[order], np.concatenate([[0], cuts])))
    places = np.column_stack([xs, ys])[order]
    return _runs(np.minimum.reduceat(places, starts), np.maximum.reduceat(places, starts), height)


def _upright(xs: npt.NDArray[np.intp], ys: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """The column of each ink pixel after the shear that makes the column sums most uneven."""
    best, sharpest = xs, -1.0
    for shear in SHEARS:
        moved = np.rint(xs + shear * ys).astype(np.intp)
        moved -= moved.min()
        sharpness = float(np.square(np.bincount(moved), dtype=np.float64).sum())
        if sharpness > sharpest * 1.05:
            best, sharpest = moved, sharpness
    return best


def _profile(columns: npt.NDArray[np.intp], ys: npt.NDArray[np.intp]) -> npt.NDArray[np.float32]:
    """Cost of a cut at each column: the ink in it, and the height from the top to the bottom of that ink."""
    ink = np.bincount(columns).astype(np.float32)
    top, bottom = np.zeros_like(ink), np.zeros_like(ink)
    top[columns[::-1]] = ys[::-1]  # the pixels come downwards; the last one that is written stays
    bottom[columns] = ys
    return np.asarray(ink + EXTENT * np.where(ink > 0, bottom - top + 1, 0), np.float32)


def _cuts(profile: npt.NDArray[np.float32], height: int) -> npt.NDArray[np.intp]:
    """Columns of the deepest valleys of a profile, in order, at least CUT_DISTANCE apart."""
    smooth = cv2.GaussianBlur(profile[None], (0, 0), max(height * 0.03, 0.6))[0]
    distance = max(int(height * CUT_DISTANCE), 2)
    floor = cv2.erode(smooth[None], np.ones((1, 2 * distance + 1), np.uint8))[0]
    valleys = np.flatnonzero((smooth <= floor) & (np.arange(len(smooth)) >= distance))
    valleys = valleys[valleys <= len(smooth) - 1 - distance]
    valleys = valleys[np.diff(valleys, prepend=-distance) >= distance]
    deepest = valleys[np.argsort(smooth[valleys], kind="stable")[:MAX_CUTS]]
    return np.sort(deepest)


def _runs(low: npt.NDArray[np.intp], high: npt.NDArray[np.intp], height: int) -> Boxes:
    """Boxes of one or more neighbouring pieces, given their least and greatest x and y (K, 2)."""
    found = []
    count = len(low)
    for first in range(count):
        start, end = low[first], high[first]
        for last in range(first, count):
            start, end = np.minimum(start, low[last]), np.maximum(end, high[last])
            width, tall = end - start + 1
            if width > WIDEST * height:
                break
            if (first, last) != (0, count - 1) and width >= NARROWEST * height and tall >= 0.4 * height:
                found.append((start[0], start[1], width, tall))
    return np.array(found[:MAX_PIECES], np.float32).reshape(-1, 4)
