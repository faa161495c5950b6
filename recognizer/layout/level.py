"""The frame in which the rows of boxes are level: turned by their skew, and unfanned where they fan out."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]

MAX_SKEW = 0.4  # slope (22 degrees): steeper neighbours are on different rows
SIZE_RATIO = 1.8  # pieces of one row differ less in height ...
NEAR_SIZE_RATIO = 2.6  # ... and digits that nearly touch less than this: small zeros after a tall first digit
NEAR = 3.0  # heights: neighbours closer than this tell the slope of their row
NEAR_DRIFT, FAR_DRIFT = 0.75, 0.4  # heights: vertical step between neighbours that touch, and that stand NEAR apart
LONGEST_STEP = 1.25  # heights of a digit: more than any vertical step from it, by NEAR_DRIFT and NEAR_SIZE_RATIO
STRIP = 64  # boxes, one under the other, from which steps are looked at together: only to those near them
STEP_COST = 2.0  # a vertical step counts as this many times as far as a horizontal one

FANNED = 4  # runs of digits from which their slopes may tell that rows fan out, as on a sheet seen at an angle ...
LEAST_RUN = 1.5  # ... each so many times as long as high ...
LEAST_FIT = 0.6  # ... where they then differ by no more than this share of what they did
MOST_FAN = 0.3  # by which rows at the edges of what was seen may be nearer to each other than in its middle


def skew(boxes: npt.NDArray[np.floating]) -> float:
    """The slope at which the rows of boxes (N, 4) run, positive downwards; 0 where there are none."""
    return levelled(np.asarray(boxes, np.float64)).skew if len(boxes) else 0.0


class Level:
    """Boxes seen in a frame turned by a skew (a slope): centres x and y, widths and heights, all (N,).

    In it rows that fan out, as those of a sheet seen at an angle, may be laid level too: see `_fan`.
    """

    def __init__(self, boxes: Floats, skew: float) -> None:
        centre_x, centre_y = boxes[:, 0] + boxes[:, 2] / 2, boxes[:, 1] + boxes[:, 3] / 2
        norm = float(np.hypot(1, skew))
        self.skew = skew
        self.x = (centre_x + skew * centre_y) / norm
        self.y = (centre_y - skew * centre_x) / norm
        self.width = np.maximum(boxes[:, 2], 1e-6)
        self.height = np.maximum(boxes[:, 3], 1e-6)

    def unfan(self, slope: float, fan: float) -> None:
        """Lay rows level whose slope is `slope` in the middle of all boxes and grows by `fan` for each pixel of y."""
        across, down = self.x - _middle(self.x), self.y - _middle(self.y)
        self.y = (down - slope * across) / (1 + fan * across) + _middle(self.y)


def levelled(boxes: Floats) -> Level:
    """Boxes (N, 4), at least one, in the frame in which their rows are level, as far as these tell."""
    level = Level(boxes, 0.0)
    for _ in range(2):
        level = Level(boxes, _skew(level))
    level.unfan(*_fan(level))
    return level


def _middle(values: Floats) -> float:
    return float(values.min() + values.max()) / 2


def _fan(level: Level) -> tuple[float, float]:
    """The slope of rows in the middle of all boxes, and how much it grows for each pixel of y; zeros if it does not.

    Lines that are parallel on a sheet meet in one point of its photo, so their slopes there change evenly. The medians
    over all pairs of runs (Theil and Sen, doi:10.1080/01621459.1968.10480934) do not mind a run that goes astray.
    """
    slopes, places = _slopes(level)
    one, other = np.triu_indices(len(slopes), 1)
    apart = places[other] - places[one]
    told = np.abs(apart) >= level.height.max()
    if len(slopes) < FANNED or not told.any():
        return 0.0, 0.0
    fan = float(np.median((slopes[other] - slopes[one])[told] / apart[told]))
    slope = float(np.median(slopes - fan * places))
    left, before = (np.abs(off).mean() for off in (slopes - slope - fan * places, slopes - np.median(slopes)))
    is_fan = left <= LEAST_FIT * before and abs(fan) * np.ptp(level.x) / 2 <= MOST_FAN
    return (slope, fan) if is_fan else (0.0, 0.0)


def _slopes(level: Level) -> tuple[Floats, Floats]:
    """Slopes (M,) of the longer runs of digits, and where their middles lie under that of all boxes (M,)."""
    runs = [run for chain in chains(level) for run in _runs(level, chain)]
    runs = [run for run in runs if np.ptp(level.x[run]) >= LEAST_RUN * np.median(level.height[run])]
    lines = [np.polyfit(level.x[run] - level.x[run].mean(), level.y[run], 1) for run in runs]
    slopes, places = np.array(lines, np.float64).reshape(-1, 2).T
    return slopes, places - _middle(level.y)


def _runs(level: Level, chain: list[int]) -> list[list[int]]:
    """A chain without the steps that are too long to tell whether they stay on its row."""
    long = np.diff(level.x[chain]) >= (NEAR + 1) * np.median(level.height[chain])
    return [list(run) for run in np.split(np.array(chain), np.flatnonzero(long) + 1)]


def _skew(level: Level) -> float:
    """The usual slope from a digit to the next on its right, added to the skew of the frame it was measured in."""
    following = _followers(level)
    here = np.flatnonzero(following >= 0)
    there = following[here]
    along = level.x[there] - level.x[here]
    near = along < (NEAR + 1) * np.minimum(level.height[here], level.height[there])
    slopes = (level.y[there] - level.y[here])[near] / along[near]
    if not len(slopes):
        return level.skew
    # One or two slopes say little: digits dance.
    return level.skew + float(np.median(slopes)) * len(slopes) / (len(slopes) + 1)


def _followers(level: Level) -> npt.NDArray[np.intp]:
    """For each box the index of the nearest to its right that may stand on its row, or -1: (N,)."""
    cost = _step_costs(level)
    best = np.argmin(cost, axis=1)
    return np.where(np.isfinite(cost[np.arange(len(cost)), best]), best, -1)


def _step_costs(level: Level) -> Floats:
    """(N, N) cost of reading on from one box (first axis) to another on its right, infinite where it cannot be."""
    costs = np.full((len(level.x), len(level.x)), np.inf)
    downwards = np.argsort(level.y)
    ys = level.y[downwards]
    for start in range(0, len(costs), STRIP):
        some = downwards[start : start + STRIP]
        reach = LONGEST_STEP * level.height[some].max()
        first, last = np.searchsorted(ys, (level.y[some[0]] - reach, level.y[some[-1]] + reach))
        others = downwards[first:last]
        costs[some[:, None], others] = _costs_between(level, some[:, None], others[None])
    return costs


def _costs_between(level: Level, some: Indices, others: Indices) -> Floats:
    """The costs (M, K) of reading on from some of the boxes (M, 1) to others (1, K)."""
    tall, other_tall = level.height[some], level.height[others]
    height = np.sqrt(tall * other_tall)
    ratio = np.square(np.maximum(tall, other_tall) / height)
    along = level.x[others] - level.x[some]
    gap = np.maximum(along - (level.width[some] + level.width[others]) / 2, 0) / height
    step = np.abs(level.y[others] - level.y[some]) / height
    drift = np.interp(gap, (0.5, NEAR), (NEAR_DRIFT, FAR_DRIFT))
    flat = step * height <= 2 * MAX_SKEW * along + 0.3 * height
    largest = np.interp(gap, (0.5, NEAR), (NEAR_SIZE_RATIO, SIZE_RATIO))
    possible = (along > 0) & (ratio <= largest) & (step <= drift) & flat
    return np.where(possible, gap + STEP_COST * step + 1e-3 * along / height, np.inf)


def chains(level: Level) -> list[list[int]]:
    """Runs of boxes that follow one another: each is the other's nearest, on both sides."""
    cost = _step_costs(level)
    after, before = np.argmin(cost, axis=1), np.argmin(cost, axis=0)
    count = len(cost)
    linked = [i for i in range(count) if np.isfinite(cost[i, after[i]]) and before[after[i]] == i]
    next_of = {i: int(after[i]) for i in linked}
    starts = sorted(set(range(count)) - set(next_of.values()))
    found = []
    for start in starts:
        chain = [start]
        while chain[-1] in next_of:
            chain.append(next_of[chain[-1]])
        found.append(chain)
    return found
