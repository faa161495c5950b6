"""Rows composed of single real digits, and pieces of photographs with nothing to read."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from training.data.digit_sets import DATA, Digits, empty_cells, is_held_out, load, set_names
from training.rows.picture import Grey, RowPicture
from training.synth.patches import scenes

Rng = np.random.Generator

TALL = 48
"""Pixels of height of a composed row."""
SETS = ("newspaper", "signs")
"""Sets of loosely cut digits, of which any may stand side by side, beside those of meters."""


@lru_cache(maxsize=1)
def meters() -> tuple[list[Grey], list[int], dict[str, list[int]]]:
    """Crops of counters that are not held out, their digits, and which are of one kind of meter."""
    file = DATA / "train" / "meter_digits" / "meter_digits.npz"
    crops: list[Grey] = []
    digits: list[int] = []
    kinds: dict[str, list[int]] = {}
    if not file.exists():
        return crops, digits, kinds
    from training.data.digit_sets import UNSEEN_METERS

    with np.load(file) as archive:
        plain = archive["near_integer"] if "near_integer" in archive else np.ones(len(archive["x"]), bool)
        for image, digit, source, whole in zip(archive["x"], archive["digit"], archive["source"], plain, strict=True):
            if whole and not str(source).startswith(UNSEEN_METERS) and not is_held_out(f"row {source}", 0.06):
                kinds.setdefault(str(source), []).append(len(crops))
                crops.append(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.uint8))
                digits.append(int(digit))
    return crops, digits, kinds


def composed_row(rng: Rng) -> RowPicture | None:
    """A row of 1 to 8 real digits side by side; None where there are none."""
    crops, digits, kinds = meters()
    sets = [name for name in SETS if name in set_names()]
    if kinds and (not sets or rng.random() < 0.7):
        names = list(kinds)
        chosen = rng.choice(kinds[names[rng.integers(len(names))]], int(rng.integers(1, 9)))
        return _side_by_side([crops[one] for one in chosen], "".join(str(digits[one]) for one in chosen), rng)
    if not sets:
        return None
    known: Digits = load(sets[rng.integers(len(sets))], "train")
    places = rng.integers(len(known), size=int(rng.choice([1, 1, 2, 3, 5])))
    return _side_by_side(
        [known.pictures[one] for one in places], "".join(str(known.labels[one]) for one in places), rng
    )


def _side_by_side(crops: list[Grey], text: str, rng: Rng) -> RowPicture:
    squeeze = rng.uniform(0.8, 1.15)
    pieces = [cv2.resize(one, (max(8, round(TALL * squeeze * one.shape[1] / one.shape[0])), TALL)) for one in crops]
    row = np.concatenate(pieces, axis=1).astype(np.uint8)
    return RowPicture(row, (0.0, 0.0, float(row.shape[1]), float(TALL)), text, loose=True)


def piece_of_scene(rng: Rng) -> RowPicture | None:
    """A piece of a photograph without digits, as wide as a row; None where there are none."""
    cells = empty_cells("train")
    if cells and rng.random() < 0.08:
        cell = cells[rng.integers(len(cells))]
        return RowPicture(cell, (0.0, 0.0, float(cell.shape[1]), float(cell.shape[0])), "", loose=True)
    photos = scenes()
    if not photos:
        return None
    photo = photos[rng.integers(len(photos))]
    if rng.random() < 0.3:
        photo = np.ascontiguousarray(np.rot90(photo))
    tall = int(min(rng.uniform(12, 140), photo.shape[0]))
    wide = int(min(tall * rng.uniform(0.7, 7), photo.shape[1]))
    y, x = rng.integers(photo.shape[0] - tall + 1), rng.integers(photo.shape[1] - wide + 1)
    piece = photo[y : y + tall, x : x + wide]
    return RowPicture(piece, (0.0, 0.0, float(wide), float(tall)), "", loose=True)
