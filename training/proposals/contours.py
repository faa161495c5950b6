"""Proposals from connected ink: thresholds and edges of an image pyramid, whole, joined, and cut."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

import cv2
import numpy as np
import numpy.typing as npt

from training.proposals import cuts, masks
from training.proposals.plausible import most_plausible
from training.proposals.prepare import Prepared, resize

Boxes = npt.NDArray[np.float32]
Gray = npt.NDArray[np.uint8]

MAX_PROPOSALS = 200
LEVELS = 5
COARSEST = 48  # px: a level is halved while its shorter side is at least this
GLOBAL_SIDE = 800  # px: edges, global thresholds and cuts are taken from levels no longer than this

MIN_HEIGHT = 8  # px at the level where the ink was found; less is a speck or belongs to a finer level
SLIMMEST, BROADEST = 0.06, 1.6  # width / height of a digit: a printed 1, a 0 or 2 of a broad hand
CHAIN_HEIGHTS = (14, 180)  # px: heights of parts that are cut on a level; taller ones are left to the next
CHAIN = (0.65, 14.0)  # width / height of a part that may be several digits that touch
MAX_CHAINS = 8  # of one mask, those of most ink


def pyramid(gray: Gray) -> list[Gray]:
    """The picture and its halvings."""
    levels = [gray]
    while len(levels) < LEVELS and min(levels[-1].shape) >= COARSEST:
        levels.append(np.asarray(cv2.resize(levels[-1], None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8))
    return levels


def digit_shaped(boxes: Boxes, margin: int = 0) -> Boxes:
    """Those of boxes (N, 4), shrunk by margin pixels all round, whose shape a digit can have."""
    boxes = boxes + np.array([margin, margin, -2 * margin, -2 * margin], np.float32)
    width, height = boxes[:, 2], boxes[:, 3]
    return boxes[(height >= MIN_HEIGHT) & (width >= SLIMMEST * height) & (width <= BROADEST * height)]


def chain_pieces(parts: masks.Parts, tallest: float) -> Boxes:
    """Cut hypotheses (N, 4) of the parts that are as wide as several digits side by side."""
    width, height = parts.boxes[:, 2], parts.boxes[:, 3]
    share = parts.ink / np.maximum(width * height, 1)
    wide = (
        (height >= CHAIN_HEIGHTS[0]) & (height <= tallest) & (width >= CHAIN[0] * height) & (width <= CHAIN[1] * height)
    )
    wide &= (share > 0.05) & (share < 0.7)
    chosen = np.flatnonzero(wide)
    chosen = chosen[np.argsort(-parts.ink[chosen], kind="stable")[:MAX_CHAINS]]
    found = [np.zeros((0, 4), np.float32)]
    for index in chosen:
        x, y, w, h = parts.boxes[index].astype(int)
        boxes = cuts.pieces((parts.labels[y : y + h, x : x + w] == index + 1).view(np.uint8))
        found.append(boxes + np.array([x, y, 0, 0], np.float32))
    return np.concatenate(found)


def propose(prepared: Prepared) -> Boxes:
    """Boxes (N, 4) float32 x, y, width, height in working pixels, best first, at most MAX_PROPOSALS."""
    found = np.concatenate([boxes for _, boxes in by_kind(prepared)])
    return most_plausible(found, prepared.even, MAX_PROPOSALS)


def by_kind(prepared: Prepared) -> Iterator[tuple[str, Boxes]]:
    """All boxes (N, 4) in working pixels, with doubles, by the kind of mask and level that they come from.

    Fine levels see small digits and thin strokes; on coarse ones wide strokes fill the window of the local mean, the
    paper's grain is gone and gaps in strokes have closed.
    """
    height, width = prepared.even.shape
    global_level = max(math.ceil(math.log2(max(height, width) / GLOBAL_SIDE)), 0)
    levels = pyramid(prepared.even)
    for level, even in enumerate(levels):
        scale = np.array([width / even.shape[1], height / even.shape[0]] * 2, np.float32)
        found = [_from_ink(even, level < global_level, CHAIN_HEIGHTS[1] if level + 1 < len(levels) else math.inf)]
        if level == global_level:
            found.append(_from_whole(even, resize(prepared.gray, (even.shape[1], even.shape[0]))))
        for kind, boxes in itertools.chain(*found):
            yield f"{kind}-{level}", boxes * scale


def _from_ink(even: Gray, fine: bool, tallest: float) -> Iterator[tuple[str, Boxes]]:
    """Boxes from adaptive masks: parts, and, on levels that are not too fine for it, joined and cut ones."""
    for name, mask in zip(("dark", "light"), masks.adaptive_masks(even), strict=True):
        for kind, ink in _with_and_without_lines(name, mask, look=name == "dark" or not fine):
            parts = masks.connected(ink)
            yield kind, digit_shaped(parts.boxes)
            if not fine:
                yield kind + "-cut", chain_pieces(parts, tallest)
            del parts  # the labels, 4 MB at the finest level, before those of the next mask come
        if not fine:
            yield name + "-joined", digit_shaped(masks.connected(masks.widened(mask)).boxes, 1)


def _with_and_without_lines(name: str, mask: Gray, look: bool) -> Iterator[tuple[str, Gray]]:
    """The mask, and where it has ruled lines once more without them."""
    yield name, mask
    # Ruled lines are dark; light ones, on boards and signs, are wide enough to be looked for on coarser levels only.
    cleared = masks.without_lines(mask) if look else None
    if cleared is not None:
        yield name + "-cleared", cleared


def _from_whole(even: Gray, gray: Gray) -> Iterator[tuple[str, Boxes]]:
    """Boxes from what looks at the whole picture: global thresholds with and without even light, and edges."""
    for picture in (even, gray):
        for mask in masks.global_masks(picture):
            yield "global", digit_shaped(masks.connected(mask).boxes)
    yield "edges", digit_shaped(masks.connected(masks.edge_mask(even)).boxes, 1)
