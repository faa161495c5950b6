"""Small pictures of one digit, as people cut them out, and of none: what the single-digit classifier learns from."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import cv2
import numpy as np
import numpy.typing as npt

from recognizer.digits.single_digit import whole
from training.crops import negatives
from training.crops.pools import Kind
from training.crops.random_crops import NOT_A_DIGIT, draw_digit, photograph
from training.data import digit_sets
from training.synth import patches
from training.synth.patches import Grey, Mask, Rng
from training.synth.writers import display_writer, font_writer, pen_writer

Sample = tuple[Grey, int]
"""A picture (h, w) uint8 and its label, 0..9 or 10 for what shows no digit, or more than one."""

HANDS = {"ardis": 0.45, "usps": 0.35, "semeion": 0.2}
"""Sets of handwritten digits beside MNIST, and how often each is taken."""
PICTURES = {"meters": 0.45, "newspaper": 0.25, "signs": 0.3}
"""Sets of photographed digits that fill their pictures, and how often each is taken."""
MARGINS = (0.02, 0.4)
"""Space that is left on each side of a digit, as a share of its longer side."""
PIECES = (28.0, 256.0)
"""Heights in pixels of the pieces of photographs without digits."""


def warped(picture: Grey, rng: Rng, spread: float = 1.0) -> Grey:
    """A picture (h, w) turned, scaled, sheared, bent and, in units of a `spread`, moved a little."""
    height, width = picture.shape
    side, angle = max(height, width), np.radians(rng.normal(0, 7))
    turned = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    linear = rng.lognormal(0, 0.08) * turned @ np.array([[1, rng.normal(0, 0.13)], [0, 1]])
    linear = linear @ np.diag([rng.lognormal(0, 0.08), 1])
    shift = rng.normal(0, 0.035 * side * spread, 2)
    bends = _bends(picture.shape, rng)
    y, x = np.indices(picture.shape, np.float32)
    middle = np.array([width - 1, height - 1]) / 2
    away = np.stack([x - middle[0], y - middle[1]])
    place = np.tensordot(linear, away, 1) + (middle + shift)[:, None, None] + bends
    to_x, to_y = place.astype(np.float32)
    seen = cv2.remap(picture.astype(np.float32), to_x, to_y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.clip(seen, 0, 255).astype(np.uint8)


def _bends(shape: tuple[int, ...], rng: Rng) -> Mask:
    """By how many pixels (2, h, w) each place of a picture is moved to the side and down."""
    cells, most = int(rng.integers(3, 6)), rng.uniform(0.3, 0.75) * max(shape) / 28
    coarse = rng.normal(0, most, (2, cells, cells))
    return np.stack([cv2.resize(one, shape[::-1], interpolation=cv2.INTER_CUBIC) for one in coarse])


def other_pen(picture: Grey, rng: Rng) -> Grey:
    """Light ink (h, w), at times swollen, thinned or blurred."""
    kind, square = rng.random(), np.ones((2, 2), np.uint8)
    if kind < 0.08:
        return np.asarray(cv2.dilate(picture, square), np.uint8)
    if kind < 0.16:
        return np.asarray(cv2.erode(picture, square), np.uint8)
    return cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.4, 0.9)).astype(np.uint8) if kind < 0.26 else picture


def worn(tones: Mask, tall: float, rng: Rng) -> Grey:
    """Tones (h, w) of a digit so `tall`, worn as photographs are."""
    height, width = tones.shape
    missing = max(width - height, 0), max(height - width, 0)
    square = cv2.copyMakeBorder(tones.astype(np.float32), 0, missing[0], 0, missing[1], cv2.BORDER_REPLICATE)
    return patches.wear(square.astype(np.float32), tall, rng)[:height, :width]


def around(patch: Grey, box: npt.NDArray[np.float32], rng: Rng) -> Grey:
    """What somebody cuts out around a box (4,) of a patch."""
    x, y, width, height = (float(side) for side in box)
    left, above, right, below = rng.uniform(*MARGINS, 4) * max(width, height)
    top, start = int(max(0, y - above)), int(max(0, x - left))
    return patch[top : int(y + height + below + 1), start : int(x + width + right + 1)]


def handwritten(name: str, rng: Rng) -> Sample:
    """A digit of a set of handwriting, most often seen a little differently, and now and then worn."""
    picture, label = _any_of(name, rng)
    picture = whole(picture)
    if rng.random() < 0.93:
        picture = other_pen(warped(picture, rng), rng)
    if rng.random() < 0.06:
        picture = worn(picture * (rng.uniform(0.4, 1) * rng.choice([-1, 1])) + 128.0, 20.0, rng)
    return picture, label


def pictured(rng: Rng) -> Sample:
    """A picture of a photographed digit, seen a little differently and, half the time, worn."""
    picture, label = _any_of(_one_of(PICTURES, rng), rng)
    picture = warped(picture, rng, 1.2)
    if rng.random() < 0.5:
        tones = picture * rng.uniform(0.6, 1.1) + rng.uniform(-20, 30)
        picture = worn(tones, 0.6 * max(picture.shape), rng)
    return picture, label


def photographed(rng: Rng) -> Sample:
    """A digit cut out of a photograph."""
    sample = photograph(rng)
    return drawn(font_writer, rng) if sample is None else (around(sample[0], sample[1], rng), sample[2])


def drawn(writer: Callable[[Rng], Callable[[str, float], Mask]], rng: Rng) -> Sample:
    """A drawn digit, cut out from among its neighbours."""
    patch, box, label = draw_digit(writer(rng), rng)
    return around(patch, box, rng), label


def without(draw: Callable[[Rng], negatives.Negative], rng: Rng) -> Sample:
    """What is no digit, cut out."""
    patch, box = draw(rng)
    return around(patch, box, rng), NOT_A_DIGIT


def piece(rng: Rng) -> Sample:
    """A piece of a photograph without digits, as it is or mirrored."""
    photos = patches.scenes()
    if not photos:
        return without(negatives.draw_negative, rng)
    photo = photos[rng.integers(len(photos))]
    height = int(min(np.exp(rng.uniform(*np.log(PIECES))), min(photo.shape) - 1))
    width = int(min(height * rng.uniform(0.6, 1.4), min(photo.shape) - 1))
    y, x = (int(rng.integers(room)) for room in (photo.shape[0] - height, photo.shape[1] - width))
    found = photo[y : y + height, x : x + width]
    return (found[:, ::-1] if rng.random() < 0.5 else found), NOT_A_DIGIT


KINDS: dict[Callable[[Rng], Sample], float] = {
    partial(handwritten, "mnist"): 0.46,
    lambda rng: handwritten(_one_of(HANDS, rng), rng): 0.10,
    pictured: 0.15,
    photographed: 0.05,
    partial(drawn, font_writer): 0.05,
    partial(drawn, display_writer): 0.03,
    partial(drawn, pen_writer): 0.03,
    partial(without, negatives.draw_negative): 0.04,
    partial(without, negatives.letter): 0.06,
    piece: 0.03,
}
"""What draws each kind of picture, and its share."""


def random_single_digit(rng: Rng) -> Sample:
    """A picture (28, 28) uint8 as the network sees it, and its label."""
    kinds, shares = list(KINDS), list(KINDS.values())
    picture, label = kinds[rng.choice(len(kinds), p=shares)](rng)
    return whole(picture), label


SINGLE_DIGITS = Kind("single_digits", random_single_digit)


def _any_of(name: str, rng: Rng) -> Sample:
    digits = digit_sets.load(name, "train")
    number = int(rng.integers(len(digits)))
    return digits.pictures[number], int(digits.labels[number])


def _one_of(sets: dict[str, float], rng: Rng) -> str:
    """The name of one of the sets that are here; MNIST's where none of them is."""
    here = [name for name in sets if name in digit_sets.set_names()]
    shares = np.array([sets[name] for name in here])
    return str(rng.choice(here, p=shares / shares.sum())) if here else "mnist"
