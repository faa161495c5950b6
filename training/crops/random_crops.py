"""Random training crops: digits on a ground and among neighbours, cut as the recognizer cuts them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from recognizer.digits.crops import cut_crops
from training.crops.negatives import draw_negative
from training.synth import patches
from training.synth.patches import SIDE, Grey, Mask, Rng
from training.synth.writers import (
    Writer,
    display_writer,
    font_writer,
    hands,
    ink_writer,
    pen_writer,
    real_digit,
)

NOT_A_DIGIT = 10
MIX = {
    "as is": 0.05, "warped": 0.10, "ink": 0.09, "pen": 0.15, "font": 0.16, "display": 0.08, "real": 0.14, "none": 0.23,
}  # fmt: skip
"""Share of each kind of crop."""
JITTER = 0.08
"""By how much of its length each side of a box is moved."""
HEIGHTS = (9.0, 46.0)
"""Heights of digits in a patch, in pixels."""

Sample = tuple[Grey, npt.NDArray[np.float32], int]


def random_height(rng: Rng) -> float:
    """A digit's height in pixels: small ones as often as large ones."""
    return float(np.exp(rng.uniform(*np.log(HEIGHTS))))


def draw_digit(writer: Writer, rng: Rng, digit: int | None = None, turn: float = 6.0) -> Sample:
    """One digit of a writer among neighbours and lines: its patch (SIDE, SIDE), its box and its label."""
    digit = int(rng.integers(10)) if digit is None else digit
    height = random_height(rng)
    ink = writer(str(digit), height)
    if rng.random() < 0.04:
        ink = _in_pixels(ink, int(rng.integers(9, 18)))
    limit = SIDE * 0.55 / max(*ink.shape, 1)
    if limit < 1 and ink.size:
        ink = cv2.resize(ink, None, fx=limit, fy=limit, interpolation=cv2.INTER_AREA).astype(np.float32)
    main, others = np.zeros((SIDE, SIDE), np.float32), np.zeros((SIDE, SIDE), np.float32)
    x, y = (SIDE - ink.shape[1]) / 2, (SIDE - ink.shape[0]) / 2
    patches.paste(main, ink, x, y)
    if rng.random() < 0.6:
        _add_neighbours(others, writer, (x, y, ink.shape[1], ink.shape[0]), rng)
    view = patches.random_view(rng, turn)
    main, others = patches.look(main, view), patches.look(others, view)
    box = patches.ink_box(main)
    if box[3] < 5:
        return draw_digit(writer, rng, digit, turn)
    lines = patches.draw_lines(rng, box) if rng.random() < 0.3 else None
    picture = patches.lay_ink(patches.lay_ground(rng), np.maximum(main, others), lines, rng)
    return patches.wear(picture, float(box[3]), rng), patches.jitter(box, JITTER, rng), digit


def _in_pixels(ink: Mask, rows: int) -> Mask:
    """Ink (h, w) as a coarse black-and-white scan of so many rows shows it."""
    size = max(1, round(rows * ink.shape[1] / max(1, ink.shape[0]))), rows
    if ink.size == 0:
        return ink
    coarse = (cv2.resize(ink, size, interpolation=cv2.INTER_AREA) > 0.4).astype(np.float32)
    return cv2.resize(coarse, ink.shape[::-1], interpolation=cv2.INTER_NEAREST).astype(np.float32)


def _add_neighbours(canvas: Mask, writer: Writer, place: tuple[float, float, float, float], rng: Rng) -> None:
    """Draw what may stand to the left, right, above and below a digit, at times close enough to touch it."""
    x, y, w, h = place
    for side in (-1, 1):
        if rng.random() < 0.7:
            character = str(rng.integers(10)) if rng.random() < 0.85 else str(rng.choice(list(".,-/:kmE€$")))
            ink = writer(character, h * rng.lognormal(0, 0.08))
            gap = h * (rng.uniform(-0.04, 0.15) if rng.random() < 0.4 else rng.uniform(0.1, 0.6))
            left = x - gap - ink.shape[1] if side < 0 else x + w + gap
            foot = y + h + rng.normal(0, 0.06) * h
            patches.paste(canvas, ink, left, foot - ink.shape[0])
    if rng.random() < 0.2:
        ink = writer(str(rng.integers(10)), h)
        step = rng.choice([-1, 1]) * h * rng.uniform(1.1, 1.6)
        patches.paste(canvas, ink, x + rng.normal(0, 0.3) * w, y + step)


def photograph(rng: Rng) -> Sample | None:
    """A picture of a real digit, seen a little differently; None where there are no such pictures."""
    found = real_digit(rng)
    if found is None:
        return None
    picture, (x, y, w, h), label = found
    scale = min(random_height(rng), 44.0) / max(w, h)
    place = np.eye(3, dtype=np.float32)
    place[0] = [scale, 0, SIDE / 2 - scale * (x + w / 2)]
    place[1] = [0, scale, SIDE / 2 - scale * (y + h / 2)]
    view = patches.random_view(rng, 3.0) @ place
    if scale < 0.7:
        picture = cv2.GaussianBlur(picture, (0, 0), 0.4 / scale).astype(np.uint8)
    seen = cv2.warpPerspective(picture, view, (SIDE, SIDE), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    corners = np.array([[[x, y], [x + w, y], [x, y + h], [x + w, y + h]]], np.float32)
    spots = cv2.perspectiveTransform(corners, view)[0]
    box = np.concatenate([spots.min(axis=0), np.ptp(spots, axis=0)]).astype(np.float32)
    tones = seen.astype(np.float32) * rng.uniform(0.5, 1.1) + rng.uniform(-20, 40)
    if rng.random() < 0.15:
        tones = 255 - tones
    return patches.wear(tones, float(box[3]) * 0.7, rng), patches.jitter(box, 0.06, rng), label


def warped_mnist(rng: Rng, warp: bool) -> tuple[Grey, int]:
    """A handwritten digit as its set has it, (28, 28) uint8, or turned, scaled, sheared and shaken a little."""
    digits = hands().sets
    name = "mnist" if rng.random() < 0.8 else str(rng.choice(list(digits)))
    number = int(rng.integers(len(digits[name])))
    picture, box = digits[name].pictures[number], digits[name].boxes[number]
    label = int(digits[name].labels[number])
    if not warp:
        return (picture if picture.shape == (28, 28) else cut_crops(picture, box)[0]), label
    crop = cut_crops(picture, box)[0].astype(np.float32) if picture.shape != (28, 28) else picture
    angle, scale = np.radians(rng.normal(0, 7)), rng.lognormal(0, 0.07)
    turned = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    linear = scale * turned @ np.array([[1, rng.normal(0, 0.12)], [0, 1]]) @ np.diag([rng.lognormal(0, 0.07), 1])
    shift = rng.normal(0, 0.7, 2)
    y, x = np.indices((28, 28), np.float32) - 13.5
    wobble = [cv2.resize(rng.normal(0, 0.55, (4, 4)), (28, 28), interpolation=cv2.INTER_CUBIC) for _ in range(2)]
    map_x = linear[0, 0] * x + linear[0, 1] * y + 13.5 + shift[0] + wobble[0]
    map_y = linear[1, 0] * x + linear[1, 1] * y + 13.5 + shift[1] + wobble[1]
    warped = cv2.remap(crop.astype(np.float32), map_x.astype(np.float32), map_y.astype(np.float32), cv2.INTER_CUBIC)
    return np.clip(warped, 0, 255).astype(np.uint8), label


def random_crop(rng: Rng) -> tuple[Grey, int]:
    """A training crop (28, 28) uint8 and its label, 0..9 or 10 for what is not a digit."""
    kind = str(rng.choice(list(MIX), p=list(MIX.values())))
    if kind in ("as is", "warped"):
        return warped_mnist(rng, kind == "warped")
    patch, box, label = _random_sample(kind, rng)
    return cut_crops(patch, box[None])[0], label


def _random_sample(kind: str, rng: Rng) -> Sample:
    if kind == "none":
        patch, box = draw_negative(rng)
        return patch, box, NOT_A_DIGIT
    if kind == "real" and (sample := photograph(rng)) is not None:
        return sample
    writers = {"ink": ink_writer, "pen": pen_writer, "display": display_writer}
    return draw_digit(writers.get(kind, font_writer)(rng), rng)


def write_sheet(path: Path, seed: int, count: int = 200, draw: Callable[[Rng], tuple[Grey, int]] = random_crop) -> None:
    """Write a picture of random training crops, their labels beside them (a dash for what is not a digit)."""
    rng = np.random.default_rng(seed)
    tiles = []
    for _ in range(count):
        crop, label = draw(rng)
        tile = cv2.copyMakeBorder(cv2.resize(crop, (56, 56), interpolation=cv2.INTER_NEAREST), 2, 2, 2, 16, 0, value=60)
        mark = str(label) if label < NOT_A_DIGIT else "-"
        cv2.putText(tile, mark, (60, 34), cv2.FONT_HERSHEY_PLAIN, 1.0, 255, 1, cv2.LINE_AA)
        tiles.append(tile)
    columns = 20
    rows = [np.concatenate(tiles[start : start + columns], axis=1) for start in range(0, count, columns)]
    cv2.imwrite(str(path), np.concatenate(rows))
