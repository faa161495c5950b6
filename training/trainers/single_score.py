"""Fits when a photo shows one digit that fills it, on held-out pictures of one digit and photographs without any."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image

from recognizer.budget import Budget
from recognizer.digits.classifier import NOT_A_DIGIT
from recognizer.digits.score import Score
from recognizer.digits.single_digit import EVEN, features, fills, may_be_single
from recognizer.pipeline import Clock, Networks, Photo, scored_places, see
from recognizer.reading import Digit
from training.data import digit_sets
from training.data.digit_sets import photographs
from training.measure.single_digit_images import SETS

Rgb = npt.NDArray[np.uint8]

MOST = 600
"""Pictures of each set that are read."""
PARTS = 3
"""Parts that are cut from each photograph without digits, as small as pictures of one digit are."""
PART = (28, 200)
"""Pixels: least and most height of these parts."""
LIKELY = 0.02
"""Least chance that network or reader gives a digit that counts."""


class Sample(NamedTuple):
    """A digit that may fill a picture: its features, and whether it does."""

    features: npt.NDArray[np.float64]
    is_right: bool
    origin: str


def samples(networks: Networks, score: Score) -> list[Sample]:
    """The digits that may fill the pictures of all sets, those of none among them."""
    return [sample for origin, rgb, digit in _pictures() for sample in _of_picture(origin, rgb, digit, networks, score)]


def _pictures() -> Iterator[tuple[str, Rgb, str]]:
    """The set, a picture (H, W, 3) and the digit that fills it, "" where none does."""
    for name in (one for one in SETS if one in digit_sets.set_names()):
        digits = digit_sets.load(name, "test")
        for number in np.random.default_rng(0).permutation(len(digits))[:MOST]:
            yield name, np.repeat(digits.pictures[number][..., None], 3, axis=2), str(digits.labels[number])
    rng = np.random.default_rng(0)
    for file in photographs():
        rgb = np.asarray(Image.open(file).convert("RGB"))
        yield "photographs", rgb, ""
        yield from (("parts", _part(rgb, rng), "") for _ in range(PARTS))


def _part(rgb: Rgb, rng: np.random.Generator) -> Rgb:
    """A small part of a photograph, anywhere."""
    height = int(rng.integers(PART[0], min(PART[1], *rgb.shape[:2])))
    width = min(int(height * rng.uniform(0.7, 1.4)), rgb.shape[1] - 1)
    y, x = int(rng.integers(rgb.shape[0] - height)), int(rng.integers(rgb.shape[1] - width))
    return np.ascontiguousarray(rgb[y : y + height, x : x + width])


def _of_picture(origin: str, rgb: Rgb, digit: str, networks: Networks, score: Score) -> list[Sample]:
    """The samples of a picture; none where the reader sees more than one digit."""
    photo = Photo(rgb)
    gray = photo.gray
    if not may_be_single(rgb.shape[1], rgb.shape[0]):
        return []
    lines = see(photo, networks, Clock(), Budget()).lines
    seen = (one.digit for one in scored_places(lines, score) if one.digit is not None)
    read: list[Digit] = sorted(seen, key=lambda one: one.confidence, reverse=True)
    if len(read) > 1 and read[1].confidence >= EVEN:
        return []
    first = read[0] if read and fills(read[0].box, gray) else None
    told = networks.single.probabilities(gray)
    offered = {str(one) for one in np.flatnonzero(told[:NOT_A_DIGIT] >= LIKELY)} | {one.digit for one in [first] if one}
    return [Sample(features(told, first, int(one)), one == digit, origin) for one in sorted(offered)]
