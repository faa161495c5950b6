"""Ink masks of a gray picture: adaptive and global thresholds in both polarities, edges, and lines taken out."""

from __future__ import annotations

import math
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

Gray = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]
Indices = npt.NDArray[np.intp]

WINDOW = 31  # px: side of the local mean; wider than a stroke at the level it is used on
OFFSET = 7  # gray levels that ink must differ from the local mean (the ground is at 128)
EDGE_LOW, EDGE_HIGH = 30, 90  # hysteresis thresholds of Canny on the L1 gradient, for a ground of 128

LINE_LENGTH = 0.2  # of the longer side: what is longer and thin is a ruled line
LINE_RUN = 0.04  # of the longer side: unbroken run of a line's pixels; a slope of 1 in 10 leaves as much of a thin line
GRID = 4  # px: cells on which the runs of a line are joined
LINE_ASPECT = 14  # a line is at least this many times as long as it is thick

_SQUARE = np.ones((3, 3), np.uint8)


class Parts(NamedTuple):
    """Connected parts of a mask: labels (h, w) uint16, boxes (N, 4) x y w h in the mask's pixels, ink pixels (N,)."""

    labels: npt.NDArray[np.uint16]
    boxes: Floats
    ink: Floats


def connected(mask: Gray) -> Parts:
    """The 8-connected parts of a mask (h, w) uint8 0/1.

    A mask of more than 65,535 parts is paper grain: its specks are taken out first.
    """
    try:
        _, labels = cv2.connectedComponents(mask, connectivity=8, ltype=cv2.CV_16U)
    except cv2.error:
        mask = np.asarray(cv2.medianBlur(mask, 5), np.uint8)
        _, labels = cv2.connectedComponents(mask, connectivity=8, ltype=cv2.CV_16U)
    return _measured(mask, np.asarray(labels, np.uint16))


def _measured(mask: Gray, labels: npt.NDArray[np.uint16]) -> Parts:
    """The labelled parts of a mask, measured by their runs of ink: OpenCV asks every pixel, ground too."""
    ys, xs, lengths = _runs(mask)
    part = labels[ys, xs]
    order = np.argsort(part, kind="stable")
    first = np.cumsum(np.bincount(part))[:-1]
    ys, xs, lengths = ys[order], xs[order], lengths[order]
    left, right = np.minimum.reduceat(xs, first), np.maximum.reduceat(xs + lengths, first)
    top, bottom = ys[first], np.maximum.reduceat(ys, first) + 1
    boxes = np.column_stack([left, top, right - left, bottom - top])
    return Parts(labels, boxes.astype(np.float32), np.add.reduceat(lengths, first).astype(np.float32))


def _runs(mask: Gray) -> tuple[Indices, Indices, Indices]:
    """Row, first column and length (N,) of each horizontal run of ink, downwards."""
    width = mask.shape[1] + 1
    flat = cv2.copyMakeBorder(mask, 1, 0, 0, 1, cv2.BORDER_CONSTANT, value=0).ravel()  # so that runs end in their rows
    edges = np.flatnonzero(flat[1:] != flat[:-1]) + 1
    rows = edges[::2] // width
    return rows - 1, edges[::2] - rows * width, edges[1::2] - edges[::2]


def adaptive_masks(even: Gray) -> tuple[Gray, Gray]:
    """(dark ink, light ink) masks (h, w) uint8 0/1 of (h, w) uint8, against the mean of a window around each pixel."""
    mean = cv2.boxFilter(even, -1, (WINDOW, WINDOW), borderType=cv2.BORDER_REPLICATE)
    dark = cv2.subtract(mean, even) > OFFSET
    light = cv2.subtract(even, mean) > OFFSET
    return dark.view(np.uint8), light.view(np.uint8)


def global_masks(gray: Gray) -> tuple[Gray, Gray]:
    """(dark, light) masks (h, w) uint8 0/1 on the two sides of Otsu's threshold (doi:10.1109/TSMC.1979.4310076)."""
    light = cv2.threshold(gray, 0, 1, cv2.THRESH_BINARY | cv2.THRESH_OTSU)[1]
    return np.asarray(1 - light, np.uint8), np.asarray(light, np.uint8)


def edge_mask(gray: Gray) -> Gray:
    """Canny's edges (doi:10.1109/TPAMI.1986.4767851), widened so that both sides of a stroke meet: uint8 0/1."""
    edges = cv2.Canny(cv2.GaussianBlur(gray, (3, 3), 0), EDGE_LOW, EDGE_HIGH)
    return np.asarray(cv2.dilate(edges, _SQUARE) > 0, np.uint8)


def widened(mask: Gray) -> Gray:
    """A mask grown by one pixel all round, which bridges gaps of two pixels in broken strokes."""
    return np.asarray(cv2.dilate(mask, _SQUARE), np.uint8)


def without_lines(mask: Gray) -> Gray | None:
    """The mask (h, w) uint8 0/1 without ruled lines, crossed strokes repaired; None where it has no lines."""
    across = _lines(mask)
    down = _lines(_transposed(mask))
    if across is None and down is None:
        return None
    rest = mask if across is None else _cleared(mask, across)
    if down is not None:
        rest = _transposed(_cleared(_transposed(rest), down))
    return rest


def _transposed(mask: Gray) -> Gray:
    """The mask (h, w) as (w, h), by tiles that fit the cache: ten times as fast as a copy of NumPy's view."""
    return np.asarray(cv2.transpose(mask), np.uint8)


def _lines(mask: Gray) -> tuple[Gray, int] | None:
    """Long thin nearly horizontal openings of the mask, and their greatest thickness in pixels; None without any."""
    longest = max(mask.shape)
    if longest * LINE_LENGTH > mask.shape[1]:
        return None
    run = max(int(longest * LINE_RUN), 12)
    runs = np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, run), np.uint8)), np.uint8)
    cells = _joined_cells(runs, run)
    lines, thickest = np.zeros_like(mask), 0.0
    for index in np.flatnonzero(cells.boxes[:, 2] * GRID >= LINE_LENGTH * longest):
        x, y, width, height = cells.boxes[index].astype(int)
        one = cells.labels[y : y + height, x : x + width] == index + 1
        here = lines[y * GRID : (y + height) * GRID, x * GRID : (x + width) * GRID]
        line = one.repeat(GRID, axis=0).repeat(GRID, axis=1)[: here.shape[0], : here.shape[1]]
        line = line & runs[y * GRID : (y + height) * GRID, x * GRID : (x + width) * GRID]
        thickness = cv2.countNonZero(line) / (width * GRID)
        if thickness * LINE_ASPECT <= width * GRID:
            here |= line
            thickest = max(thickest, thickness)
    return (lines, math.ceil(thickest)) if thickest else None


def _joined_cells(runs: Gray, run: int) -> Parts:
    """Parts of a grid of GRID pixels that runs lie in, runs joined that follow one another within half a run."""
    grown = cv2.dilate(runs, np.ones((GRID, GRID), np.uint8), anchor=(0, 0))  # a cell's corner knows of all its pixels
    cells = np.ascontiguousarray(grown[::GRID, ::GRID])
    return connected(np.asarray(cv2.dilate(cells, np.ones((1, run // (2 * GRID) | 1), np.uint8)), np.uint8))


def _cleared(mask: Gray, lines: tuple[Gray, int]) -> Gray:
    """The mask without horizontal lines; a stroke that has ink close above and below its line keeps its pixels."""
    found, thickness = lines
    found = widened(found)
    rest = mask & (1 - found)
    reach = 2 * (thickness + 3) + 1
    below = np.zeros((reach, 1), np.uint8)
    below[: reach // 2 + 1] = 1
    crossed = np.asarray(cv2.bitwise_and(cv2.dilate(rest, below), cv2.dilate(rest, below[::-1].copy())), np.uint8)
    return rest | (crossed & found & mask)
