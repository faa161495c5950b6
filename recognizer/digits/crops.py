"""Cuts boxes out of a grey picture and normalises them as MNIST's digits were."""

import math
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

CROP_SIZE = 28
"""Side of a crop in pixels."""
BOX_SIZE = 20
"""Length in crop pixels that the longer side of every box is brought to."""
MAX_SHIFT = 1
"""How far, in crop pixels, centring by mass may move a box: a box that misses its digit must look as if it did."""
MIN_CONTRAST = 12.0
"""Grey levels between ground and ink below which a crop is not stretched to full contrast."""
INK_SHARE = 0.05
"""Share of the box's pixels, the darkest of dark ink, that is taken for fully inked."""
MASS_FLOOR = 0.3
"""Ink weaker than this share of full ink has no mass: paper grain would drag the centre."""

_WINDOW = CROP_SIZE + 2 * MAX_SHIFT
_OVERSAMPLING = 2
_MNIST_CENTRE = 0.5  # MNIST's centre of mass is pixel 14 of 0..27, half a pixel past the middle
_RING_DISTANCES = (1.5, 3.0)
_RING_POINTS = 16

Grey = NDArray[np.uint8]
Floats = NDArray[np.floating]


def cut_crops(gray: Grey, boxes: Floats) -> Grey:
    """Cut boxes (N, 4) float32 `x y w h` in pixels out of gray (H, W) uint8: (N, 28, 28) uint8, light ink on dark.

    The longer side of the box becomes 20 pixels, the aspect is kept, what surrounds the box stays visible. Polarity
    is decided for each crop from the median of a ring around its box; contrast is stretched from that ground to the
    ink; the ink's centre of mass moves to the middle by at most 1 pixel (the normalisation of MNIST: LeCun et al.
    1998, doi:10.1109/5.726791).
    """
    boxes = np.asarray(boxes, np.float32).reshape(-1, 4)
    if not len(boxes):
        return np.zeros((0, CROP_SIZE, CROP_SIZE), np.uint8)
    windows = _cut_windows(gray, boxes).astype(np.float32)
    half = _half_extents(boxes)
    inside = _inside(half)
    ground = _ring_median(windows, half)
    deviation = (windows - ground[:, None, None]) * _on_photo(boxes, gray.shape)
    dark = np.einsum("nij,nij,nij->n", deviation, np.abs(deviation), inside) < 0
    deviation[dark] *= -1
    full = np.maximum(_ink_level(deviation, inside), MIN_CONTRAST)
    ink = np.clip(deviation / full[:, None, None], 0, 1)
    return _centred(ink, inside)


def _cut_windows(gray: Grey, boxes: Floats) -> Grey:
    """Square windows (N, 30, 30) uint8 around the boxes; large boxes come from halved pictures, so none aliases."""
    windows = np.empty((len(boxes), _WINDOW, _WINDOW), np.uint8)
    pyramid: list[NDArray[Any]] = [gray]
    fine = _WINDOW * _OVERSAMPLING
    for window, (x, y, w, h) in zip(windows, boxes.tolist(), strict=True):
        step = max(w, h, 1.0) / BOX_SIZE
        level = max(0, math.floor(math.log2(step)))
        while len(pyramid) <= level and min(pyramid[-1].shape) > 1:
            pyramid.append(cv2.resize(pyramid[-1], None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA))
        source = pyramid[min(level, len(pyramid) - 1)]
        scale_x, scale_y = source.shape[1] / gray.shape[1], source.shape[0] / gray.shape[0]
        step_x, step_y = step * scale_x / _OVERSAMPLING, step * scale_y / _OVERSAMPLING
        # Pixel centres lie at half pixels: edge coordinate e of the photo is sample e - 0.5.
        left = (x + w / 2) * scale_x - fine / 2 * step_x + step_x / 2 - 0.5
        top = (y + h / 2) * scale_y - fine / 2 * step_y + step_y / 2 - 0.5
        matrix = np.array([[step_x, 0, left], [0, step_y, top]])
        sampled = cv2.warpAffine(
            source, matrix, (fine, fine), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE
        )
        cv2.resize(sampled, (_WINDOW, _WINDOW), dst=window, interpolation=cv2.INTER_AREA)
    return windows


def _on_photo(boxes: Floats, shape: tuple[int, ...]) -> Floats:
    """Masks (N, 30, 30): 0 beyond the photo's border, which counts as ground; strokes that touch it end there."""
    middle, step = boxes[:, :2] + boxes[:, 2:] / 2, np.maximum(boxes[:, 2:].max(axis=1), 1) / BOX_SIZE
    along = (np.arange(_WINDOW, dtype=np.float32) - (_WINDOW - 1) / 2) * step[:, None]
    columns = (middle[:, :1] + along >= 0) & (middle[:, :1] + along <= shape[1])
    rows = (middle[:, 1:] + along >= 0) & (middle[:, 1:] + along <= shape[0])
    mask: Floats = (rows[:, :, None] & columns[:, None, :]).astype(np.float32)
    return mask


def _half_extents(boxes: Floats) -> Floats:
    """Half width and half height (N, 2) of the boxes in crop pixels."""
    sides = np.maximum(boxes[:, 2:], 1)
    half: Floats = sides * (BOX_SIZE / 2) / sides.max(axis=1, keepdims=True)
    return half


def _inside(half: Floats) -> Floats:
    """Masks (N, 30, 30) float32: 1 on the pixels of each box, at least two wide, and 0 around it."""
    offset = np.abs(np.arange(_WINDOW, dtype=np.float32) - (_WINDOW - 1) / 2)
    columns = offset[None, :] <= np.maximum(half[:, :1], 1)
    rows = offset[None, :] <= np.maximum(half[:, 1:], 1)
    mask: Floats = (rows[:, :, None] & columns[:, None, :]).astype(np.float32)
    return mask


def _ring_median(windows: Floats, half: Floats) -> Floats:
    """Median grey (N,) on two rectangles just outside each box: the ground that the ink stands on."""
    along = np.linspace(-1, 1, _RING_POINTS, dtype=np.float32)
    one = np.ones_like(along)
    unit_x, unit_y = np.concatenate([along, along, one, -one]), np.concatenate([one, -one, along, along])
    xs = np.concatenate([(half[:, :1] + d) * unit_x for d in _RING_DISTANCES], axis=1)
    ys = np.concatenate([(half[:, 1:] + d) * unit_y for d in _RING_DISTANCES], axis=1)
    middle = (_WINDOW - 1) / 2
    columns = np.rint(xs + middle).astype(np.intp)
    rows = np.rint(ys + middle).astype(np.intp)
    ground: Floats = np.median(windows[np.arange(len(windows))[:, None], rows, columns], axis=1)
    return ground


def _ink_level(deviation: Floats, inside: Floats) -> Floats:
    """Deviation (N,) from the ground that the most inked twentieth of each box reaches."""
    edge = (_WINDOW - BOX_SIZE) // 2 - 1
    core = (slice(None), slice(edge, -edge), slice(edge, -edge))
    values = np.where(inside[core] > 0, deviation[core], -256).reshape(len(deviation), -1).astype(np.int16)
    values.sort(axis=1)
    rank = np.maximum(1, (inside.sum(axis=(1, 2)) * INK_SHARE).astype(np.intp))
    level: Floats = values[np.arange(len(values)), -rank].astype(np.float32)
    return level


def _centred(ink: Floats, inside: Floats) -> Grey:
    """Crops (N, 28, 28) uint8 of ink (N, 30, 30) in 0..1, cut so that the mass in the box lies in the middle."""
    mass = np.maximum(ink - MASS_FLOOR, 0) * inside
    offset = np.arange(_WINDOW, dtype=np.float32) - (_WINDOW - 1) / 2
    total = np.maximum(mass.sum(axis=(1, 2)), 1e-6)
    shift_x = _shift(mass.sum(axis=1) @ offset / total)
    shift_y = _shift(mass.sum(axis=2) @ offset / total)
    span = np.arange(CROP_SIZE) + MAX_SHIFT
    rows, columns = shift_y[:, None] + span, shift_x[:, None] + span
    picked = ink[np.arange(len(ink))[:, None, None], rows[:, :, None], columns[:, None, :]]
    crops: Grey = np.rint(picked * 255).astype(np.uint8)
    return crops


def _shift(centre: Floats) -> NDArray[np.intp]:
    """Whole pixels (N,) by which the crop moves towards a centre of mass, given from the window's middle."""
    shift: NDArray[np.intp] = np.clip(np.rint(centre - _MNIST_CENTRE), -MAX_SHIFT, MAX_SHIFT).astype(np.intp)
    return shift
