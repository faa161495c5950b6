"""How the whole recognizer reads photos of one digit from close by: the pictures of the held-out single digits."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from training.data import digit_sets
from training.measure.strings import Reader, joined

SETS = ("mnist", "ardis", "usps", "semeion", "meters", "newspaper", "signs")
"""Sets of pictures with one digit each."""
MOST = 2000
"""Pictures of each set that are read."""


class Share(NamedTuple):
    """Of `pictures` with one digit, the share read `right`, with `nothing` found, and with `more` than one digit."""

    pictures: int
    right: float
    nothing: float
    more: float


def images_of(name: str) -> list[tuple[digit_sets.Grey, str]]:
    """Pictures (h, w) uint8 of the test part of a set, the same MOST each time, and the digit in each."""
    digits = digit_sets.load(name, "test")
    chosen = sorted(np.random.default_rng(0).permutation(len(digits))[:MOST].tolist())
    return [(digits.pictures[number], str(digits.labels[number])) for number in chosen]


def shares(read: Reader, name: str) -> Share:
    """What a program makes of the images of a set."""
    pictures = images_of(name)
    answers = [joined(read(np.repeat(picture[..., None], 3, axis=2))) for picture, _ in pictures]
    right = np.mean([answer == digit for answer, (_, digit) in zip(answers, pictures, strict=True)])
    counts = np.array([len(answer) for answer in answers])
    return Share(len(pictures), float(right), float((counts == 0).mean()), float((counts > 1).mean()))


def table(read: Reader) -> str:
    """The shares in each set that is here as lines of text, in percent."""
    head = f"{'set':12}{'pictures':>9}{'right':>9}{'nothing':>9}{'more':>9}\n"
    found = {name: shares(read, name) for name in SETS if name in digit_sets.set_names()}
    return head + "".join(
        f"{name:12}{one.pictures:9}{100 * one.right:9.1f}{100 * one.nothing:9.1f}{100 * one.more:9.1f}\n"
        for name, one in found.items()
    )
