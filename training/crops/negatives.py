"""Crops that are not a digit: letters, marks, parts of digits, two digits, grounds, and boxes that miss."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from training.data import digit_sets
from training.synth import patches
from training.synth.patches import SIDE, Grey, Mask, Rng
from training.synth.strokes import OPERATORS, operator_mark, scribble
from training.synth.writers import Writer, display_writer, font_writer, ink_writer, pen_writer, sign_face

Box = npt.NDArray[np.float32]
Negative = tuple[Grey, Box]

LETTERS = "$£ACDEFGHKMNPQRTUVWXYacdefhkmnprtuvwxyÄÖßéñµ&%#@*?€<>=~^{}©®+ΔΣΩλπΨФЖДЮЯчшקש中大水日人の円あ"
"""No O, o, I, l, S, s, Z, z, B, b, g, q, i, j, L or bar: alone, they cannot be told from a digit."""
ALIKE, ALIKE_SHARE = "BBSZ", 0.08
"""Capitals that in print, though not by hand, can be told from 8, 5 and 2, and how many of the letters they are."""
MISPLACED = (0.25, 0.8)
"""How far off its digit, as shares of the digit's sides, a box is that must be refused."""


def any_writer(rng: Rng) -> Writer:
    """A random hand, face or display."""
    return (pen_writer, ink_writer, font_writer, font_writer, display_writer)[rng.integers(5)](rng)


def draw_negative(rng: Rng) -> Negative:
    """A patch (SIDE, SIDE) uint8 and a box (4,) in it that holds no digit."""
    kinds, shares = zip(*KINDS.items(), strict=True)
    kind: Callable[[Rng], Negative] = kinds[rng.choice(len(kinds), p=np.array(shares) / sum(shares))]
    return kind(rng)


def _height(rng: Rng) -> float:
    return float(np.exp(rng.uniform(np.log(10), np.log(42))))


def _finish(ink: Mask, box: Box, rng: Rng, lines: Mask | None = None) -> Negative:
    picture = patches.lay_ink(patches.lay_ground(rng), ink, lines, rng)
    return patches.wear(picture, float(max(box[2:])), rng), box


def _view(ink: Mask, rng: Rng) -> tuple[Mask, Box]:
    seen = patches.look(ink, patches.random_view(rng))
    return seen, patches.ink_box(seen)


def letter(rng: Rng) -> Negative:
    """A letter or a symbol of a font, with other letters beside it."""
    alike, canvas = rng.random() < ALIKE_SHARE, np.zeros((SIDE, SIDE), np.float32)
    writer, known = (font_writer(rng, sign_face), ALIKE) if alike else (font_writer(rng), LETTERS)
    ink = writer(known[rng.integers(len(known))], _height(rng))
    if not 4 < max(ink.shape) < 0.6 * SIDE or ink.max() < 0.5:
        return texture(rng)
    x, y = (SIDE - ink.shape[1]) / 2, (SIDE - ink.shape[0]) / 2
    patches.paste(canvas, ink, x, y)
    view = patches.random_view(rng)
    seen = patches.look(canvas, view)
    box = patches.ink_box(seen)
    for side in (-1, 1):
        if rng.random() < 0.6:
            other = writer(LETTERS[rng.integers(len(LETTERS))], ink.shape[0])
            gap = ink.shape[0] * rng.uniform(0.05, 0.3)
            left = x + ink.shape[1] + gap if side > 0 else x - gap - other.shape[1]
            patches.paste(canvas, other, left, y + ink.shape[0] - other.shape[0])
    return _finish(patches.look(canvas, view), patches.jitter(box, 0.08, rng), rng)


def mark(rng: Rng) -> Negative:
    """An operator, a point, a bracket, a tick or a scribble."""
    height, stroke = _height(rng), rng.uniform(0.04, 0.2)
    canvas = np.zeros((SIDE, SIDE), np.float32)
    symbols = [symbol for symbol in OPERATORS if symbol not in "/()"]
    ink = scribble(height * 0.8, stroke / 2, rng) if rng.random() < 0.3 else operator_mark(
        symbols[rng.integers(len(symbols))], height, stroke, rng)  # fmt: skip
    patches.paste(canvas, ink, (SIDE - ink.shape[1]) / 2, (SIDE - ink.shape[0]) / 2)
    seen, box = _view(canvas, rng)
    return _finish(seen, patches.jitter(box, 0.08, rng), rng) if box[2] > 0 else texture(rng)


def _digit_row(count: int, rng: Rng) -> tuple[Mask, list[Box]]:
    """Ink of digits in a row, close or touching, and the box of each."""
    writer, height = any_writer(rng), min(_height(rng), 30.0)
    inks = [writer(str(rng.integers(10)), height) for _ in range(count)]
    gaps = [height * rng.uniform(-0.06, 0.3) for _ in inks]
    width = sum(ink.shape[1] + gap for ink, gap in zip(inks, gaps, strict=True))
    x, canvas, boxes = (SIDE - width) / 2, np.zeros((SIDE, SIDE), np.float32), []
    for ink, gap in zip(inks, gaps, strict=True):
        top = (SIDE + height) / 2 - ink.shape[0] + rng.normal(0, 0.05) * height
        patches.paste(canvas, ink, x, top)
        boxes.append(np.array([x, top, ink.shape[1], ink.shape[0]], np.float32))
        x += ink.shape[1] + gap
    return canvas, boxes


def _union(boxes: list[Box]) -> Box:
    corners = np.array(boxes)
    low, high = corners[:, :2].min(axis=0), (corners[:, :2] + corners[:, 2:]).max(axis=0)
    return np.concatenate([low, high - low]).astype(np.float32)


def several_digits(rng: Rng) -> Negative:
    """Two or three digits in one box."""
    canvas, boxes = _digit_row(int(rng.choice([2, 2, 2, 3])), rng)
    return _finish(canvas, patches.jitter(_union(boxes), 0.06, rng), rng)


def between_digits(rng: Rng) -> Negative:
    """The right part of a digit and the left part of the next."""
    canvas, boxes = _digit_row(2, rng)
    left, right = boxes
    start = left[0] + left[2] * rng.uniform(0.4, 0.6)
    stop = right[0] + right[2] * rng.uniform(0.4, 0.6)
    union = _union(boxes)
    box = np.array([start, union[1], max(3, stop - start), union[3]], np.float32)
    return _finish(canvas, patches.jitter(box, 0.05, rng), rng)


def _one_digit(rng: Rng, digits: str = "0123456789") -> tuple[Mask, Box]:
    canvas, ink = np.zeros((SIDE, SIDE), np.float32), any_writer(rng)(digits[rng.integers(len(digits))], _height(rng))
    patches.paste(canvas, ink, (SIDE - ink.shape[1]) / 2, (SIDE - ink.shape[0]) / 2)
    return _view(canvas, rng)


def part_of_digit(rng: Rng) -> Negative:
    """The upper, lower, left or right part of a digit. The digit 1 has no such parts: half of it looks like it."""
    ink, box = _one_digit(rng, "023456789")
    x, y, w, h = box
    share = rng.uniform(0.25, 0.7)
    parts = ((x, y, w, h * share), (x, y + h * (1 - share), w, h * share),
             (x, y, w * share, h), (x + w * (1 - share), y, w * share, h))  # fmt: skip
    part = np.array(parts[rng.integers(4)], np.float32)
    hidden = ink.copy()
    hidden[: int(part[1])] = hidden[int(np.ceil(part[1] + part[3])) :] = 0
    hidden[:, : int(part[0])] = hidden[:, int(np.ceil(part[0] + part[2])) :] = 0
    tight = patches.ink_box(hidden)
    return _finish(ink, patches.jitter(tight, 0.05, rng), rng) if min(tight[2:]) > 1 else texture(rng)


def hole(rng: Rng) -> Negative:
    """The ground that a digit encloses: of a 0, 6, 8 or 9."""
    ink, box = _one_digit(rng, "0689")
    contours, levels = cv2.findContours((ink > 0.5).astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    inner = [cv2.boundingRect(c) for c, level in zip(contours, (levels if levels is not None else [[]])[0], strict=True)
             if level[3] >= 0]  # fmt: skip
    holes = [hole_box for hole_box in inner if hole_box[3] > 3]
    if not holes:
        return several_digits(rng)
    return _finish(ink, patches.jitter(np.array(holes[rng.integers(len(holes))], np.float32), 0.05, rng), rng)


def misplaced(rng: Rng) -> Negative:
    """A box that misses its digit by more than a quarter, or is far too large for it."""
    ink, box = _one_digit(rng)
    x, y, w, h = (float(v) for v in box)
    if rng.random() < 0.25:
        grown, place = rng.uniform(1.8, 3.2), rng.uniform(0, 1, 2)
        side_x, side_y = max(w, 0.5 * h) * grown, h * grown
        wide = np.array([x - (side_x - w) * place[0], y - (side_y - h) * place[1], side_x, side_y], np.float32)
        return _finish(ink, wide, rng)
    shift = rng.uniform(*MISPLACED) * rng.choice([-1, 1])
    aside = rng.random() < 0.5
    x += (shift if aside else rng.normal(0, 0.1)) * max(w, 0.6 * h)
    y += (rng.normal(0, 0.1) if aside else shift) * h
    return _finish(ink, np.array([x, y, max(w, 2), h], np.float32), rng)


def texture(rng: Rng) -> Negative:
    """Any place of a ground or a photograph, at times with the lines of a table."""
    side = np.exp(rng.uniform(np.log(8), np.log(50), 2))
    box = np.concatenate([rng.uniform(4, SIDE - 4 - side), side]).astype(np.float32)
    if rng.random() < 0.5:
        return patches.wear(patches.scene_crop(rng).astype(np.float32), 20.0, rng), box
    lines = patches.draw_lines(rng, box) if rng.random() < 0.7 else None
    return _finish(np.zeros((SIDE, SIDE), np.float32), box, rng, lines)


def region(rng: Rng) -> Negative:
    """A dark or light region of a photograph: what a proposer sees where there is no writing."""
    scene = patches.wear(patches.scene_crop(rng).astype(np.float32), 24.0, rng)
    limit = int(np.quantile(scene, rng.uniform(0.08, 0.92)))
    inside = ((scene > limit) if rng.random() < 0.5 else (scene < limit)).astype(np.uint8)
    stats = cv2.connectedComponentsWithStats(inside)[2][1:]
    fit = stats[(stats[:, 3] > 7) & (stats[:, 3] < 60) & (stats[:, 2] < 2 * stats[:, 3]) & (stats[:, 2] > 2)]
    if not len(fit):
        return texture(rng)
    return scene, patches.jitter(fit[rng.integers(len(fit)), :4].astype(np.float32), 0.04, rng)


def empty_cell(rng: Rng) -> Negative:
    """An empty cell of a printed table, or its corner."""
    cells = _cells()
    if not cells:
        return texture(rng)
    patch = cv2.resize(cells[rng.integers(len(cells))], (SIDE, SIDE), interpolation=cv2.INTER_LINEAR).astype(np.uint8)
    side = rng.uniform(12, 60, 2)
    return patch, np.concatenate([rng.uniform(0, SIDE - side), side]).astype(np.float32)


@lru_cache(maxsize=1)
def _cells() -> list[Grey]:
    return digit_sets.empty_cells("train")


def shape(rng: Rng) -> Negative:
    """The faces of dice, bars, discs, triangles and crossings of strokes."""
    canvas, kind = np.zeros((SIDE, SIDE), np.uint8), rng.integers(5)
    size = int(rng.uniform(14, 44))
    low, high = (SIDE - size) // 2, (SIDE + size) // 2
    if kind == 0:
        for spot in rng.permutation(9)[: rng.integers(1, 7)]:
            place = (low + size * (1 + 2 * (int(spot) % 3)) // 6, low + size * (1 + 2 * (int(spot) // 3)) // 6)
            cv2.circle(canvas, place, max(1, size // 9), 255, -1, cv2.LINE_AA)
    elif kind == 1:
        for x in np.cumsum(rng.integers(3, 8, 8)) + low - 4:
            cv2.rectangle(canvas, (int(x), low), (int(x) + int(rng.integers(1, 4)), high), 255, -1)
    elif kind == 2:
        axes = (max(2, int(size * rng.uniform(0.2, 0.5))), size // 2)
        cv2.ellipse(canvas, (SIDE // 2, SIDE // 2), axes, rng.uniform(0, 180), 0, 360, 255, -1, cv2.LINE_AA)
    elif kind == 3:
        corners = rng.integers(low, high, (int(rng.integers(3, 6)), 1, 2)).astype(np.int32)
        cv2.fillPoly(canvas, [corners], 255, cv2.LINE_AA)
    else:
        for _ in range(rng.integers(3, 6)):
            ends = rng.integers(low, high, 4).tolist()
            cv2.line(canvas, ends[:2], ends[2:], 255, max(1, size // 12), cv2.LINE_AA)
    ink = canvas.astype(np.float32) / 255
    box = patches.ink_box(ink)
    return _finish(ink, patches.jitter(box, 0.08, rng), rng) if min(box[2:]) > 4 else texture(rng)


KINDS: dict[Callable[[Rng], Negative], float] = {
    letter: 0.26, mark: 0.08, several_digits: 0.12, between_digits: 0.07, part_of_digit: 0.13, hole: 0.04,
    misplaced: 0.16, texture: 0.07, region: 0.10, empty_cell: 0.02, shape: 0.03,
}  # fmt: skip
"""Share of each kind of negative."""
