"""Boxes for pictures of which only the string is known: those of a reading that spells it."""

from __future__ import annotations

import json
import multiprocessing
from functools import partial
from pathlib import Path

import cv2
import numpy as np

from recognizer import Recognizer
from training.data import digit_sets
from training.folders import MODELS, cache_folder

SETS = ("captcha_henan4", "captcha_metu6", "hwstrings_vshravan", "orand_car_short")
MOST = 2600
"""Pictures of a set that are read at most."""
Marks = list[list[float]]
"""Digits [digit, x, y, width, height] of a picture, in its pixels."""


def spelled(recognizer: Recognizer, row: dict[str, str], folder: Path) -> Marks:
    """The digits of a picture where the recognizer reads just its label, else none."""
    picture = cv2.imread(str(folder / row["file"]), cv2.IMREAD_COLOR)
    if picture is None:
        return []
    reading = recognizer.read(np.asarray(picture[..., ::-1], np.uint8))
    digits = [digit for line in reading.rows for group in line.groups for digit in group]
    if "".join(digit.digit for digit in digits) != row["label"]:
        return []
    return [[int(d.digit), d.box.x, d.box.y, d.box.width, d.box.height] for d in digits]


def _read_some(rows: list[dict[str, str]], folder: Path) -> dict[str, Marks]:
    recognizer = Recognizer.load(MODELS)
    found = {row["file"]: spelled(recognizer, row, folder) for row in rows}
    return {file: marks for file, marks in found.items() if marks}


def label_set(name: str, workers: int) -> dict[str, Marks]:
    """The boxes of a set's pictures by file, read once and kept in the cache; empty where the set is missing."""
    folder, file = digit_sets.DATA / "train" / name, cache_folder() / f"spelled-{name}.json"
    if not folder.is_dir():
        return {}
    if not file.exists():
        rows = digit_sets.read_labels(folder)
        rows = rows[:: max(1, -(-len(rows) // MOST))]
        parts = [rows[start::workers] for start in range(workers)]
        with multiprocessing.get_context("spawn").Pool(workers) as pool:
            found = pool.map(partial(_read_some, folder=folder), parts)
        file.write_text(json.dumps({key: marks for part in found for key, marks in part.items()}))
    known: dict[str, Marks] = json.loads(file.read_text())
    return known
