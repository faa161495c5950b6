"""Scenes from pictures of real digits with their boxes: cheques, counters, spelled strings, cells and wheels."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from training.data import digit_sets
from training.data.pseudo_boxes import load_boxed
from training.data.pseudo_labels import SETS, label_set
from training.synth.patches import lay_ground
from training.synth.sheets import FLAT, IGNORED, Mark

Mask = npt.NDArray[np.floating]
Grey = npt.NDArray[np.uint8]
Rng = np.random.Generator
Scene = tuple[Mask, list[Mark]]

KINDS = {"cheques": 0.4, "counters": 0.15, "spelled": 0.23, "cells": 0.06, "wheels": 0.06, "lone": 0.1}
"""Share of each kind among the scenes from real pictures."""
SINGLE = {"cells": "newspaper", "wheels": "meters", "lone": "signs"}
"""The set without which there are no scenes of a kind from pictures of single digits."""
LONE = ("signs", "meters", "mnist")
"""Sets of which a digit is shown alone, its picture whole, as in a photo from close by."""
TIGHT = {"counters_yolo": 0.08}
"""How much of each side of a box is empty in sets whose boxes were drawn loosely."""


@lru_cache(maxsize=1)
def known_pictures() -> dict[str, list[tuple[str, list[list[float]]]]]:
    """Kind -> files under the training data with their digits [digit, x, y, width, height]; empty where missing."""
    names = digit_sets.set_names()
    found: dict[str, list[tuple[str, list[list[float]]]]] = {"cheques": [], "counters": [], "spelled": []}
    if "cheques" in names:
        found["cheques"] = [(f"orand_car_a/{file}", marks) for file, marks in digit_sets.cheque_boxes("train").items()]
    if "counters" in names:
        found["counters"] = [
            (f"counters_yolo/{file}", marks) for file, marks in digit_sets.counter_boxes("train").items()
        ]
    for name in SETS:
        found["spelled"] += [(f"{name}/{file}", marks) for file, marks in label_set(name, 1).items()]
    return {kind: files for kind, files in found.items() if files}


@lru_cache(maxsize=1200)
def _open(file: str) -> Grey:
    return digit_sets.read_grey(digit_sets.DATA / "train" / file)


def real(rng: Rng) -> Scene | None:
    """A scene around real digits; None where there is no real data."""
    kinds = [kind for kind in KINDS if kind in known_pictures() or _single(kind)]
    if not kinds:
        return None
    weights = np.array([KINDS[kind] for kind in kinds])
    kind = kinds[rng.choice(len(kinds), p=weights / weights.sum())]
    if kind == "lone":
        return _lone(rng)
    if kind in ("cells", "wheels"):
        return _tiled(kind, rng)
    files = known_pictures()[kind]
    file, marks = files[rng.integers(len(files))]
    return _placed(_open(file), tightened(file, marks), rng)


def tightened(file: str, marks: list[list[float]]) -> Mask:
    """Digits [digit, x, y, width, height] of a picture as (N, 5), without what is empty at the sides of loose boxes."""
    tight = next((share for folder, share in TIGHT.items() if file.startswith(folder)), 0.0)
    boxes = np.array(marks, np.float32)
    boxes[:, 1:3] += boxes[:, 3:] * tight * [[0.7, 1]]
    boxes[:, 3:] *= 1 - 2 * tight * np.array([[0.7, 1]])
    return boxes


def _single(kind: str) -> bool:
    return SINGLE.get(kind, "") in digit_sets.set_names()


def _placed(picture: Grey, boxes: Mask, rng: Rng) -> Scene:
    """A picture at a random scale on a flat scene, with boxes (N, 5) of digit, x, y, width, height."""
    height = float(np.median(boxes[:, 4]))
    wanted = float(np.exp(rng.uniform(np.log(14), np.log(100))))
    wanted = min(wanted, 1.6 * height + 8)
    if rng.random() < 0.5:  # the whole string in view
        wanted = min(wanted, height * (FLAT - 24) / max(float(np.ptp(boxes[:, 1]) + height), 1.0))
    scale = wanted / height
    stretch = float(rng.lognormal(0, 0.08))
    size = max(2, round(picture.shape[1] * scale * stretch)), max(2, round(picture.shape[0] * scale))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    small = cv2.resize(picture, size, interpolation=way).astype(np.float32)
    marks = boxes[:, 1:] * np.array([scale * stretch, scale] * 2)
    focus = marks[rng.integers(len(marks))]
    x, y = (_start(length, focus[axis], focus[axis + 2], rng) for axis, length in enumerate(size))
    flat = _backing(small, rng)
    x0, y0, x1, y1 = max(0, x), max(0, y), min(FLAT, x + size[0]), min(FLAT, y + size[1])
    flat[y0:y1, x0:x1] = small[y0 - y : y1 - y, x0 - x : x1 - x]
    return flat, [(int(d), x + bx, y + by, w, h) for d, (bx, by, w, h) in zip(boxes[:, 0], marks, strict=True)]


def _start(length: int, place: float, side: float, rng: Rng) -> int:
    """Where a picture begins on one axis of the scene: whole where it fits, else so that one digit is in view."""
    if length < FLAT - 20:
        return round(rng.uniform(4, FLAT - length - 4))
    return round(rng.uniform(30, FLAT - 30 - side) - place)


def _backing(small: Mask, rng: Rng) -> Mask:
    """What is around a picture that does not fill the scene: its border's tone, or any ground."""
    rim = np.concatenate([small[0], small[-1], small[:, 0], small[:, -1]])
    tone = float(np.median(rim)) if rng.random() < 0.7 else float(rng.uniform(20, 235))
    return np.asarray(tone + lay_ground(rng, FLAT) * rng.uniform(0, 1), np.float32)


def _lone(rng: Rng) -> Scene:
    """A close photo of one digit: its picture alone, what its border shows going on around it."""
    names = [name for name in LONE if name in digit_sets.set_names()]
    digits = _digits(names[rng.integers(len(names))])
    number = rng.integers(len(digits))
    picture = digits.pictures[number]
    scale = float(np.exp(rng.uniform(np.log(28), np.log(200)))) / max(picture.shape)
    size = round(picture.shape[1] * scale), round(picture.shape[0] * scale)
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    x, y = (round(rng.uniform(20, FLAT - 20 - length)) for length in size)
    flat = cv2.copyMakeBorder(small, y, FLAT - y - size[1], x, FLAT - x - size[0], cv2.BORDER_REPLICATE)
    left, top, w, h = digits.boxes[number][0] * np.tile(np.divide(size, picture.shape[::-1]), 2)
    return flat.astype(np.float32), [(int(digits.labels[number]), x + left, y + top, w, h)]


@lru_cache(maxsize=4)
def _digits(name: str) -> digit_sets.Digits:
    """Pictures of single digits with their boxes."""
    return load_boxed(name, "train")


@lru_cache(maxsize=1)
def _empty_cells() -> list[Grey]:
    return digit_sets.empty_cells("train")


def _tiled(kind: str, rng: Rng) -> Scene:
    """Cells of newspaper grids in a grid, or wheels of one kind of meter in a row."""
    digits, empty = _digits(SINGLE[kind]), _empty_cells() if kind == "cells" else []
    tall = float(rng.uniform(22, 70))
    shape = digits.pictures[0].shape
    wide = tall * shape[1] / shape[0]
    columns, rows = int((FLAT - 16) / wide), int((FLAT - 16) / tall)
    if kind == "wheels":
        columns, rows = int(rng.integers(2, max(3, min(9, columns)))), 1
    left, top = rng.uniform(0, max(1, FLAT - columns * wide)), rng.uniform(0, FLAT - rows * tall)
    flat, marks, filled = np.full((FLAT, FLAT), rng.uniform(30, 230), np.float32), [], rng.uniform(0.3, 0.9)
    start = rng.integers(len(digits))
    for place in range(rows * columns):
        x, y = round(left + place % columns * wide), round(top + place // columns * tall)
        w, h = round(left + (place % columns + 1) * wide) - x, round(top + (place // columns + 1) * tall) - y
        if empty and rng.random() > filled:
            cell = empty[rng.integers(len(empty))]
        else:
            number = int((start + rng.integers(400)) % len(digits))
            cell = digits.pictures[number]
            bx, by, bw, bh = digits.boxes[number][0] * (np.array([w, h] * 2) / np.tile(cell.shape[::-1], 2))
            marks.append((int(digits.labels[number]), x + bx, y + by, bw, bh))
        part = flat[y : y + h, x : x + w]
        if part.size:
            part[:] = cv2.resize(cell, (w, h), interpolation=cv2.INTER_AREA)[: part.shape[0], : part.shape[1]]
    return flat, [mark for mark in marks if mark[0] != IGNORED]
