"""Handwritten digits as pen paths: one skeleton each, so that a pen of any width can draw it again."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.float32]
Images = npt.NDArray[np.uint8]

GRID = 56  # side of the square that a digit's path is kept in, pixels
MARGIN = 8  # empty pixels around the path in the grid
REACH = 16.0  # distances to the path are kept up to this many grid pixels
LARGE = 90.0  # pixels: taller digits are written with a pen that is thin beside them
HAIRLINES = 0.1  # share of the pens that are hardly wider than a hair beside their digits, as on tablets and boards
BRIDGED = 1.25  # grid pixels: so near its path a stroke is whole, once smoothed over one
BENDS = 0.2  # spread of the bend among writers
_STEPS = 24  # passes of thinning; a stroke of twice that many grid pixels is thinned to one


@dataclass(frozen=True)
class Pen:
    """How a writer writes: all lengths as shares of the digit's height.

    `width` of the stroke, 0.015 (a hair line) to 0.25 (a marker); `slant` is the shear, positive leans right; `aspect`
    stretches the width; `tremor` displaces the path; `softness` blurs the edge of the stroke; `bend` moves what is
    in its middle up by a quarter of this, so that the tail of a 9 is long, or down where it is negative, -0.45 to 0.45.
    """

    width: float
    slant: float
    aspect: float
    tremor: float
    softness: float
    bend: float = 0.0

    @classmethod
    def random(cls, rng: np.random.Generator) -> Pen:
        """A pen as people use them: most are thin, some are markers, some draw hair lines."""
        usual = 0.028 if rng.random() < HAIRLINES else 0.085
        width = float(np.clip(rng.lognormal(np.log(usual), 0.45), 0.015, 0.26))
        return cls(
            width,
            float(rng.normal(0.05, 0.16)),
            float(rng.lognormal(0, 0.14)),
            float(abs(rng.normal(0, 0.02))),
            float(rng.uniform(0.01, 0.04)),
            float(np.clip(rng.normal(0, BENDS), -0.45, 0.45)),
        )


def skeletonize(ink: Images) -> Images:
    """Thin strokes to one pixel: (h, w) of 0 and 1 to the same.

    Method: Zhang and Suen 1984, doi:10.1145/357994.358023, each pass as one table look-up over the 3 x 3 neighbours.
    """
    ink = ink.copy()
    weights = np.array([[1, 2, 4], [128, 0, 8], [64, 32, 16]], np.float32)
    for _ in range(_STEPS):
        before = int(ink.sum())
        for table in _thinning_tables():
            code = cv2.filter2D(ink.astype(np.float32), -1, weights, borderType=cv2.BORDER_CONSTANT).astype(np.uint8)
            ink &= np.asarray(1 - cv2.LUT(code, table), np.uint8)
        if int(ink.sum()) == before:
            break
    return ink


@lru_cache(maxsize=1)
def _thinning_tables() -> tuple[Images, Images]:
    """For each of the two sub-passes, whether a pixel with these eight neighbours goes."""
    codes = np.arange(256)
    # Bits clockwise from the upper left corner; p2 is the upper neighbour in the paper's names.
    upper_left, up, upper_right, right, lower_right, down, lower_left, left = ((codes >> bit) & 1 for bit in range(8))
    ring = np.stack([up, upper_right, right, lower_right, down, lower_left, left, upper_left])
    changes = ((ring == 0) & (np.roll(ring, -1, 0) == 1)).sum(0)
    common = (ring.sum(0) >= 2) & (ring.sum(0) <= 6) & (changes == 1)
    first = common & (up * right * down == 0) & (right * down * left == 0)
    second = common & (up * right * left == 0) & (up * down * left == 0)
    return first.astype(np.uint8), second.astype(np.uint8)


def trace_paths(images: Images, chunk: int = 2000) -> Images:
    """Distances to the pen's path for digits (n, h, w) uint8 with light ink: (n, GRID, GRID) uint8.

    The ink of each is scaled into the grid without its margin, aspect kept; values are grid pixels times 255 / REACH.
    """
    parts = [_trace(images[start : start + chunk]) for start in range(0, len(images), chunk)]
    return np.concatenate(parts) if parts else np.zeros((0, GRID, GRID), np.uint8)


def _trace(images: Images) -> Images:
    # All digits thinned at once, side by side on one tall sheet.
    sheet = np.concatenate([_into_grid(image) for image in images])
    skeleton = skeletonize((sheet > 110).astype(np.uint8)).reshape(-1, GRID, GRID)
    paths = [cv2.distanceTransform(1 - one, cv2.DIST_L2, cv2.DIST_MASK_PRECISE) for one in skeleton]
    return np.asarray(np.clip(np.stack(paths) * (255 / REACH), 0, 255), np.uint8)


def _into_grid(image: Images) -> Images:
    rows, columns = np.flatnonzero(image.max(1) > 60), np.flatnonzero(image.max(0) > 60)
    grid = np.zeros((GRID, GRID), np.uint8)
    if len(rows) == 0:
        return grid
    tight = image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = (GRID - 2 * MARGIN) / max(tight.shape)
    size = max(1, round(tight.shape[1] * scale)), max(1, round(tight.shape[0] * scale))
    tight = np.asarray(cv2.resize(tight, size, interpolation=cv2.INTER_CUBIC), np.uint8)
    y, x = (GRID - size[1]) // 2, (GRID - size[0]) // 2
    grid[y : y + size[1], x : x + size[0]] = tight
    return grid


def crossed(path: Images, rng: np.random.Generator) -> Images:
    """The path (GRID, GRID) of a 7 with the bar that many writers draw through its stem."""
    rows, columns = np.nonzero(path < 255 / REACH)
    if not len(rows):
        return path
    tall = int(np.ptp(rows)) + 1
    row = rows.min() + round(tall * rng.uniform(0.42, 0.7))
    stem = columns[np.abs(rows - row) <= 1]
    if not len(stem):
        return path
    middle = np.array([stem.mean() + tall * rng.normal(0.03, 0.06), row])
    half = np.array([tall * rng.uniform(0.12, 0.36), -tall * rng.normal(0.02, 0.05)])
    return np.minimum(path, _straight(middle - half, middle + half))


def hooked(path: Images, rng: np.random.Generator) -> Images:
    """The path (GRID, GRID) of a 7 whose top stroke begins with a hook, up or down, so that it looks like a wave."""
    rows, columns = np.nonzero(path < 255 / REACH)
    if not len(rows):
        return path
    tall = int(np.ptp(rows)) + 1
    upper = rows < rows.min() + 0.3 * tall
    left = np.flatnonzero(upper)[columns[upper].argmin()]
    start = np.array([columns[left], rows[left]], float)
    reach = np.array([-tall * rng.uniform(-0.02, 0.1), tall * rng.uniform(0.1, 0.24)])
    return np.minimum(path, _straight(start, start + reach * (1, rng.choice([1, -0.6]))))


def stick(rng: np.random.Generator) -> Images:
    """The path (GRID, GRID) of a 1 that is nothing but a stroke."""
    lean = rng.normal(0, 2.0)
    middle = (GRID - 1) / 2
    return _straight(np.array([middle + lean, MARGIN]), np.array([middle - lean, GRID - 1 - MARGIN]))


def _straight(start: npt.NDArray[np.float64], stop: npt.NDArray[np.float64]) -> Images:
    """The path (GRID, GRID) of a straight stroke between two points x, y."""
    x, y = np.meshgrid(np.arange(GRID), np.arange(GRID))
    offset, along = np.dstack([x, y]) - start, stop - start
    share = np.clip(offset @ along / (along @ along), 0, 1)
    distance = np.linalg.norm(offset - share[..., None] * along, axis=-1)
    return np.asarray(np.clip(distance * (255 / REACH), 0, 255), np.uint8)


def write_digit(path: Images, pen: Pen, height: float, rng: np.random.Generator) -> Mask:
    """Draw a path (GRID, GRID) with a pen, `height` pixels tall: alpha in 0..1, (h, w), over the ink."""
    scale = height / (GRID - 2 * MARGIN)
    distance = path.astype(np.float32) * (REACH / 255)
    if pen.bend:
        distance = _bent(distance, pen.bend)
    wide, tall = max(3, round(GRID * scale * pen.aspect)), max(3, round(GRID * scale))
    lean = abs(pen.slant) * tall
    shear = np.array(
        [[wide / GRID, -pen.slant * tall / GRID, max(0.0, pen.slant) * tall], [0, tall / GRID, 0]], np.float32
    )
    size = (wide + int(lean) + 1, tall)
    if pen.tremor > 0.003 and height > 14:
        distance = _shake(distance, pen.tremor * GRID, rng)
    away = cv2.warpAffine(distance, shear, size, flags=cv2.INTER_LINEAR, borderValue=REACH) * np.float32(scale)
    # A pen is as thick on a large digit as on a small one.
    thinner = (LARGE / height) ** rng.uniform(0, 2.6) if height > LARGE else 1.0
    radius, soft = max(0.45, pen.width * thinner * height / 2), max(0.45, pen.softness * thinner * height)
    if radius < scale:
        away = _unbroken(away, scale)
    return np.asarray(np.clip((radius - away) / (2 * soft) + 0.5, 0, 1), np.float32)


def _bent(distance: Mask, bend: float) -> Mask:
    """Distances (GRID, GRID) to the path with its rows between the margins moved as a pen's bend says."""
    tall = GRID - 1 - 2 * MARGIN
    inside = np.clip((np.arange(GRID, dtype=np.float32) - MARGIN) / tall, 0, 1)
    rows = np.arange(GRID, dtype=np.float32) + np.float32(bend * tall) * inside * (1 - inside)
    columns, places = np.meshgrid(np.arange(GRID, dtype=np.float32), rows)
    moved = cv2.remap(distance, columns, places, cv2.INTER_LINEAR, borderValue=REACH)
    return _to_line(moved < 1)


def _to_line(stroke: npt.NDArray[np.bool_]) -> Mask:
    """Distances (h, w) in pixels to the middle of a stroke (h, w)."""
    line = skeletonize(stroke.astype(np.uint8))
    return np.asarray(cv2.distanceTransform(1 - line, cv2.DIST_L2, cv2.DIST_MASK_PRECISE), np.float32)


def _unbroken(away: Mask, scale: float) -> Mask:
    """Distances (h, w) to the path anew, in pixels, where a pixel of the grid is `scale` of them.

    Between two pixels of the grid that touch at a corner the distance given does not fall to nothing: a stroke thinner
    than they are would be dashed.
    """
    return _to_line(cv2.GaussianBlur(away, (0, 0), scale) < BRIDGED * scale)


def _shake(distance: Mask, amount: float, rng: np.random.Generator) -> Mask:
    """Displace a picture smoothly by about `amount` pixels, as a hand's tremor does (Simard 2003)."""
    coarse = rng.normal(0, amount, (2, 5, 5)).astype(np.float32)
    shift = [cv2.resize(one, (GRID, GRID), interpolation=cv2.INTER_CUBIC) for one in coarse]
    y, x = np.indices((GRID, GRID), np.float32)
    moved = cv2.remap(distance, x + shift[0], y + shift[1], cv2.INTER_LINEAR, borderValue=REACH)
    return np.asarray(moved, np.float32)
