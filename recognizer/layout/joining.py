"""Joins pieces of rows that stand on one line, the nearest first."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from recognizer.layout.level import NEAR_DRIFT, SIZE_RATIO, Level

Indices = npt.NDArray[np.intp]

JOIN_DRIFT = 0.45  # heights: vertical distance up to which pieces of a row are joined, however far apart


class _Pair(NamedTuple):
    """Two rows that may be joined, by their distance; of `boxes` together, fewer than they have once one has grown."""

    distance: float
    later: int
    first: int
    boxes: int


class _Rows:
    """Rows in the making: the boxes of each, and their median heights and y (N,). One that was joined has no boxes."""

    def __init__(self, level: Level, pieces: Sequence[Sequence[int]]) -> None:
        self._level = level
        self.boxes = [np.array(piece, np.intp) for piece in pieces]
        self._heights = np.array([np.median(level.height[piece]) for piece in self.boxes])
        self._ys = np.array([np.median(level.y[piece]) for piece in self.boxes])

    def is_current(self, pair: _Pair) -> bool:
        """Whether neither row of a pair has changed since."""
        later, first = len(self.boxes[pair.later]), len(self.boxes[pair.first])
        return later > 0 and first > 0 and later + first == pair.boxes

    def join(self, pair: _Pair) -> None:
        """Make one row of a pair, in the place of its first."""
        boxes = np.concatenate([self.boxes[pair.first], self.boxes[pair.later]])
        self.boxes[pair.first], self.boxes[pair.later] = boxes, boxes[:0]
        self._heights[pair.first] = np.median(self._level.height[boxes])
        self._ys[pair.first], self._ys[pair.later] = np.median(self._level.y[boxes]), np.inf

    def pairs(self, one: int, count: int) -> list[_Pair]:
        """The pairs of a row and the first `count` others that are near enough to be joined."""
        # Half of the vertical distance of their medians counts, so that most rows are too far whatever their boxes are.
        most = 2 * NEAR_DRIFT * np.minimum(self._heights[:count], self._heights[one])
        near = np.flatnonzero(np.abs(self._ys[:count] - self._ys[one]) <= most)
        pairs = [self._pair(one, int(other)) for other in near if other != one]
        return [pair for pair in pairs if pair.distance <= 1]

    def _pair(self, one: int, other: int) -> _Pair:
        boxes = len(self.boxes[one]) + len(self.boxes[other])
        return _Pair(self._distance(one, other), max(one, other), min(one, other), boxes)

    def _distance(self, one: int, other: int) -> float:
        """Vertical distance of two rows, 1 being the most that one row allows; infinite where one is above."""
        level, (low, high) = self._level, sorted((self._heights[one], self._heights[other]))
        if high > SIZE_RATIO * low:
            return np.inf
        some, others = self.boxes[one][:, None], self.boxes[other][None]
        apart = np.abs(level.x[some] - level.x[others])
        overlap = (level.width[some] + level.width[others]) / 2 - apart
        step = np.abs(level.y[some] - level.y[others]) / low
        if ((overlap > 0.5 * np.minimum(level.width[some], level.width[others])) & (step > 0.3)).any():
            return np.inf  # one stands above the other
        nearest = np.unravel_index(int(np.argmin(apart)), apart.shape)
        typical = abs(self._ys[one] - self._ys[other]) / low
        drift = NEAR_DRIFT if self._are_meshed(one, other) else JOIN_DRIFT
        return float((step[nearest] + typical) / 2 / drift)

    def _are_meshed(self, one: int, other: int) -> bool:
        """Whether rows mesh like the teeth of a zip: they are one row whose digits dance."""
        some, others = self._level.x[self.boxes[one]], self._level.x[self.boxes[other]]
        return bool(some.min() < others.max() and others.min() < some.max())


def joined(level: Level, pieces: Sequence[Sequence[int]]) -> list[list[int]]:
    """Pieces that stand on one line are one row, nearest lines first; each row is sorted left to right."""
    rows = _Rows(level, pieces)
    waiting = [pair for number in range(len(pieces)) for pair in rows.pairs(number, number)]
    heapq.heapify(waiting)
    while waiting:
        pair = heapq.heappop(waiting)
        if rows.is_current(pair):
            rows.join(pair)
            for changed in rows.pairs(pair.first, len(pieces)):
                heapq.heappush(waiting, changed)
    return [sorted(row.tolist(), key=lambda i: (level.x[i], i)) for row in rows.boxes if len(row)]
