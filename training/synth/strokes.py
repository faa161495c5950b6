"""Figures that no font gives: segment displays, embossed card numerals, dot matrices, operators and scribbles."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.float32]
Point = tuple[float, float]

# Segments a to g of a seven-segment cell, each from one corner to another of a 1 wide and 2 tall lattice.
_SEGMENTS: dict[str, tuple[Point, Point]] = {
    "a": ((0, 0), (1, 0)),
    "b": ((1, 0), (1, 1)),
    "c": ((1, 1), (1, 2)),
    "d": ((0, 2), (1, 2)),
    "e": ((0, 1), (0, 2)),
    "f": ((0, 0), (0, 1)),
    "g": ((0, 1), (1, 1)),
}
_LIT = ("abcdef", "bc", "abged", "abgcd", "fgbc", "afgcd", "afgcde", "abc", "abcdefg", "abcdfg")
_OTHER_FORMS = {6: "fgcde", 9: "abcfg", 7: "abcf"}
OTHERWISE = 0.35
"""Share of displays that form a digit otherwise where makers differ in it."""

# Embossed numerals of payment cards: paths in a cell 1 wide and 1.5 tall, drawn with round joins.
_CARD: tuple[tuple[tuple[Point, ...], ...], ...] = (
    (((0.1, 0), (0.9, 0), (1, 0.15), (1, 1.35), (0.9, 1.5), (0.1, 1.5), (0, 1.35), (0, 0.15), (0.1, 0)),),
    (((0.2, 0), (0.55, 0), (0.55, 1.5)), ((0.1, 1.5), (1, 1.5), (1, 1.25))),
    (((0, 0), (0.95, 0), (0.95, 0.7), (0.05, 0.85), (0.05, 1.5), (1, 1.5)),),
    (((0, 0), (0.85, 0), (0.85, 0.65), (0.35, 0.65)), ((0.85, 0.65), (1, 0.75), (1, 1.5), (0, 1.5))),
    (((0.1, 0), (0.1, 0.9), (1, 0.9)), ((0.75, 0.5), (0.75, 1.5))),
    (((0.95, 0), (0.1, 0), (0.1, 0.6), (0.85, 0.6), (1, 0.75), (1, 1.5), (0, 1.5)),),
    (((0.6, 0), (0.05, 0), (0.05, 1.5), (1, 1.5), (1, 0.7), (0.05, 0.7)),),
    (((0, 0.2), (0, 0), (1, 0), (1, 0.35), (0.5, 0.85), (0.5, 1.5)),),
    (
        ((0.15, 0), (0.85, 0), (0.85, 0.65), (0.15, 0.65), (0.15, 0)),
        ((0.1, 0.65), (0, 0.75), (0, 1.5), (1, 1.5), (1, 0.75), (0.9, 0.65)),
    ),
    (((1, 0.8), (0.05, 0.8), (0.05, 0), (0.95, 0), (0.95, 1.5), (0.45, 1.5)),),
)

_DOTS = (
    "0E 11 13 15 19 11 0E",
    "04 0C 04 04 04 04 0E",
    "0E 11 01 02 04 08 1F",
    "1F 02 04 02 01 11 0E",
    "02 06 0A 12 1F 02 02",
    "1F 10 1E 01 01 11 0E",
    "06 08 10 1E 11 11 0E",
    "1F 01 02 04 08 08 08",
    "0E 11 11 0E 11 11 0E",
    "0E 11 11 0F 01 02 0C",
)
_SHIFT = 4  # OpenCV's fixed-point drawing: sixteenths of a pixel


def _canvas(width: float, height: float) -> npt.NDArray[np.uint8]:
    return np.zeros((max(2, int(height) + 1), max(2, int(width) + 1)), np.uint8)


def _fixed(points: npt.NDArray[np.float64]) -> npt.NDArray[np.int32]:
    return np.round(points * (1 << _SHIFT)).astype(np.int32)


def random_forms(rng: np.random.Generator) -> frozenset[int]:
    """The digits that a display forms otherwise: 6 without its top, 9 without its foot, 7 with a left stroke."""
    return frozenset(digit for digit in _OTHER_FORMS if rng.random() < OTHERWISE)


def segment_digit(
    digit: int,
    height: float,
    style: tuple[float, float, float, float],
    ghost: float = 0.0,
    otherwise: frozenset[int] = frozenset(),
) -> Mask:
    """A seven-segment digit of `height` pixels as alpha in 0..1.

    `style`: stroke as a share of the height (0.06 to 0.16), gap between segments as a share of the stroke, slant,
    and width to height (0.4 to 0.65). Segments that are off show with alpha `ghost` (0 to 1). Digits in
    `otherwise` have the form of `random_forms`.
    """
    stroke, gap, slant, aspect = style
    half = stroke * height / 2
    wide, tall = aspect * height - 2 * half, (height - 2 * half) / 2
    lean = slant * height
    picture = _canvas(aspect * height + abs(lean) + 2, height + 1)
    lit = _OTHER_FORMS.get(digit, _LIT[digit]) if digit in otherwise else _LIT[digit]
    order = sorted(_SEGMENTS, key=lambda name: name in lit)
    for name in order:
        level = 255 if name in lit else int(255 * ghost)
        if level == 0:
            continue
        start, stop = (np.array(point, float) * (wide, tall) + half for point in _SEGMENTS[name])
        along = (stop - start) / np.hypot(*(stop - start))
        across = np.array([-along[1], along[0]]) * half
        start, stop = start + along * half * gap, stop - along * half * gap
        corners = [start, start + along * half + across, stop - along * half + across]
        corners += [stop, stop - along * half - across, start + along * half - across]
        shape = np.array(corners)
        shape[:, 0] += lean * (1 - shape[:, 1] / height) if lean > 0 else -lean * shape[:, 1] / height
        cv2.fillPoly(picture, [_fixed(shape)], level, cv2.LINE_AA, _SHIFT)
    return np.asarray(picture, np.float32) / np.float32(255)


def card_digit(digit: int, height: float, stroke: float) -> Mask:
    """An embossed card numeral of `height` pixels with a stroke of `stroke` x height, as alpha in 0..1."""
    thick = max(1, round(stroke * height))
    scale = (height - thick) / 1.5
    picture = _canvas(scale + thick, height)
    for path in _CARD[digit]:
        points = np.array(path) * scale + thick / 2
        cv2.polylines(picture, [_fixed(points)], False, 255, thick, cv2.LINE_AA, _SHIFT)
    return np.asarray(picture, np.float32) / np.float32(255)


def dot_digit(digit: int, height: float, dot: float) -> Mask:
    """A digit of 5 x 7 dots, `height` pixels tall; `dot` is the dot's diameter in steps of the lattice."""
    step = height / 7
    picture = _canvas(5 * step, height)
    for row, code in enumerate(_DOTS[digit].split()):
        for column in range(5):
            if int(code, 16) >> (4 - column) & 1:
                center = _fixed(np.array([(column + 0.5) * step, (row + 0.5) * step]))
                radius = max(1, round(dot * step / 2 * (1 << _SHIFT)))
                cv2.circle(picture, (int(center[0]), int(center[1])), radius, 255, -1, cv2.LINE_AA, _SHIFT)
    return np.asarray(picture, np.float32) / np.float32(255)


_OPERATORS: dict[str, tuple[tuple[Point, ...], ...]] = {
    "+": (((0, 0.5), (0.6, 0.5)), ((0.3, 0.2), (0.3, 0.8))),
    "-": (((0, 0.5), (0.6, 0.5)),),
    "x": (((0, 0.25), (0.5, 0.8)), ((0.5, 0.25), (0, 0.8))),
    "/": (((0.4, 0.0), (0, 1.0)),),
    "=": (((0, 0.4), (0.6, 0.4)), ((0, 0.62), (0.6, 0.62))),
    ".": (((0.05, 0.97), (0.07, 0.98)),),
    ",": (((0.08, 0.92), (0.02, 1.12)),),
    "(": (((0.25, 0), (0.05, 0.3), (0.05, 0.7), (0.25, 1.0)),),
    ")": (((0.05, 0), (0.25, 0.3), (0.25, 0.7), (0.05, 1.0)),),
    "<": (((0.5, 0.2), (0, 0.5), (0.5, 0.8)),),
    ">": (((0, 0.2), (0.5, 0.5), (0, 0.8)),),
    "v": (((0, 0.5), (0.2, 0.95), (0.6, 0.1)),),
    "~": (((0, 0.55), (0.2, 0.45), (0.4, 0.58), (0.6, 0.48)),),
}
OPERATORS = "".join(_OPERATORS)


def operator_mark(symbol: str, height: float, stroke: float, rng: np.random.Generator) -> Mask:
    """A hand-drawn operator or point beside digits of `height` pixels, as alpha in 0..1, on the digits' top line."""
    thick = max(1, round(stroke * height))
    picture = _canvas(0.75 * height + thick, 1.2 * height + thick)
    slope = rng.uniform(0.45, 1.8) if symbol == "/" else 1.0
    for path in _OPERATORS[symbol]:
        points = np.array(path) * (slope, 1) + rng.normal(0, 0.03, (len(path), 2))
        points = points * height + thick / 2 + 0.05 * height
        cv2.polylines(picture, [_fixed(points)], False, 255, thick, cv2.LINE_AA, _SHIFT)
    return np.asarray(picture, np.float32) / np.float32(255)


def scribble(height: float, stroke: float, rng: np.random.Generator) -> Mask:
    """A scribble or a signature's stroke, about `height` pixels tall, as alpha in 0..1."""
    count = int(rng.integers(4, 14))
    width = height * rng.uniform(0.5, 4)
    knots = rng.uniform(0, 1, (count, 2)) * (width, height)
    if rng.random() < 0.6:
        knots[:, 0] = np.sort(knots[:, 0])
    places = np.linspace(0, count - 1, count * 8)
    smooth = np.stack([np.interp(places, np.arange(count), knots[:, axis]) for axis in (0, 1)], 1)
    kernel = np.hanning(9)[1:-1] / np.hanning(9).sum()
    smooth = np.stack([np.convolve(np.pad(smooth[:, axis], 3, "edge"), kernel, "valid") for axis in (0, 1)], 1)
    thick = max(1, round(stroke * height))
    picture = _canvas(width + thick, height + thick)
    cv2.polylines(picture, [_fixed(smooth + thick / 2)], False, 255, thick, cv2.LINE_AA, _SHIFT)
    return np.asarray(picture, np.float32) / np.float32(255)
