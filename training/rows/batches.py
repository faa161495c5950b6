"""Batches of strips for the reader, drawn by processes of their own while it trains."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from training.rows.augment import worn_strip
from training.rows.composed import composed_row, piece_of_scene
from training.rows.drawn import draw_row
from training.rows.picture import RowPicture, encoded
from training.rows.real import SETS, load_rows

Rng = np.random.Generator

PIXELS = 12288
"""Columns of strips in a batch: 48 strips of 256 px, or 16 of 768."""
SHARES = {"drawn": 0.50, "real": 0.40, "composed": 0.06, "scene": 0.04}
"""Share of each kind of row."""
AHEAD = 24
"""Batches that wait ready."""


class Batch(NamedTuple):
    """Strips (N, 48, W, 1) float32, classes (N, L) int32 with 0 behind the end, and which labels leave out what.

    `flags` (N, 3) bool: the case of letters, marks, spaces.
    """

    strips: npt.NDArray[np.float32]
    labels: npt.NDArray[np.int32]
    flags: npt.NDArray[np.bool_]


def random_row(rng: Rng) -> RowPicture:
    """A row of any kind; drawn where the real data is missing."""
    kind = str(rng.choice(list(SHARES), p=list(SHARES.values())))
    row = {"real": _real_row, "composed": composed_row, "scene": piece_of_scene}.get(kind, draw_row)(rng)
    return row or draw_row(rng)


def _real_row(rng: Rng) -> RowPicture | None:
    names = [name for name in SETS if load_rows(name, "train")]
    if not names:
        return None
    weights = np.array([SETS[name].weight for name in names])
    rows = load_rows(names[rng.choice(len(names), p=weights / weights.sum())], "train")
    return rows[rng.integers(len(rows))]


def batches(seed: int) -> Iterator[Batch]:
    """Batches without end, each of strips of one width."""
    rng = np.random.default_rng(seed)
    waiting: dict[int, list[tuple[npt.NDArray[np.float32], RowPicture]]] = {}
    while True:
        row = random_row(rng)
        strip = worn_strip(row, rng)
        width = strip.shape[1] if strip.shape[1] <= 256 else -(-strip.shape[1] // 64) * 64
        strip = np.pad(strip, ((0, 0), (0, width - strip.shape[1])), "edge")
        kept = waiting.setdefault(width, [])
        kept.append((strip, row))
        if len(kept) >= PIXELS // width:
            yield stacked(waiting.pop(width))


def stacked(kept: list[tuple[npt.NDArray[np.float32], RowPicture]]) -> Batch:
    """Strips of one width and their rows as a batch."""
    texts = [encoded(row.text if row.cased else row.text.upper()) for _, row in kept]
    labels = np.zeros((len(kept), max(1, *(len(text) for text in texts), 1)), np.int32)
    for place, text in enumerate(texts):
        labels[place, : len(text)] = text
    flags = np.array([(not row.cased, not row.marked, not row.spaced) for _, row in kept])
    return Batch(np.stack([strip for strip, _ in kept])[..., None], labels, flags)
