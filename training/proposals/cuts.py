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
    order = np.argsort(columns.astype(np.uint16), kind="stable")  # sixteen bits are sorted without comparing
    starts = sorted(set(np.searchsorted(columns[order], [0, *cuts]).tolist()))
    xs, ys = xs[order], ys[order]
    edges = [extreme.reduceat(places, starts) for extreme in (np.minimum, np.maximum) for places in (xs, ys)]
    return _runs(np.column_stack(edges).tolist(), height)


def _upright(xs: npt.NDArray[np.intp], ys: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """The column of each ink pixel after the shear that makes the column sums most uneven."""
    best, sharpest = xs, -1.0
    for shear in SHEARS:
        moved = np.rint(xs + shear * ys).astype(np.intp)
        moved -= moved.min()
        sums = np.bincount(moved)
        sharpness = float(sums @ sums)
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
    valleys = valleys[valleys - np.append(-distance, valleys)[:-1] >= distance]
    deepest = valleys[np.argsort(smooth[valleys], kind="stable")[:MAX_CUTS]]
    return np.sort(deepest)


def _runs(pieces: list[list[int]], height: int) -> Boxes:
    """Boxes of one or more neighbouring pieces, given the least x, least y, greatest x and greatest y of each."""
    found = []
    for first, (left, top, right, bottom) in enumerate(pieces):
        for last in range(first, len(pieces)):
            x, y, end, lowest = pieces[last]
            left, top, right, bottom = min(left, x), min(top, y), max(right, end), max(bottom, lowest)
            width, tall = right - left + 1, bottom - top + 1
            if width > WIDEST * height:
                break
            if (first, last) != (0, len(pieces) - 1) and width >= NARROWEST * height and tall >= 0.4 * height:
                found.append((left, top, width, tall))
    return np.array(found[:MAX_PIECES], np.float32).reshape(-1, 4)
