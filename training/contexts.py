"""Views of characters among their neighbours, cut out of the detector's scenes for the context classifier."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from recognizer.context import VIEW, cut_views
from recognizer.geometry import ious
from training.boxing import MODELS
from training.scene_pools import CHUNK, Chunk, Key, open_chunk
from training.sheets import IGNORED, LETTER
from training.sources import cache_folder
from training.suspects import Suspects

Grey = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]
Labels = npt.NDArray[np.uint8]
Rng = np.random.Generator

DIGITS, LETTERS, PARTS, PLACES = 3, 3, 2, 1
"""Views of each kind that a scene gives at most: of digits, of letters, of parts of letters and of other places."""
PHOTOGRAPHS = CHUNK // 10
"""Photographs without digits of which a chunk gives views too."""
WIDE = 0.9
"""Heights of which a character is so wide that its halves may look like digits, as those of % do."""
MISSED = 0.2
"""IoU with a digit from which a box is no other place."""
LOOSE = 0.07
"""Deviation of a box's middle and sides as a share of its sides: proposals fit no better."""


def views_file(key: Key) -> Path:
    """The file of the views of a chunk of scenes."""
    return cache_folder() / f"views-{key[0]}-{key[1]}.npz"


def cut_chunk(key: Key) -> Key:
    """Cut the views of a chunk of scenes unless they are there already."""
    if not views_file(key).exists():
        cv2.setNumThreads(1)
        chunk, rng, suspects = open_chunk(key), np.random.default_rng(key), Suspects(MODELS)
        parts = [_views(chunk, place, rng) for place in range(CHUNK)]
        parts += [suspects.in_scene(chunk.pictures[place], *chunk.marks(place), rng) for place in range(CHUNK)]
        parts += suspects.in_photographs(PHOTOGRAPHS, rng)
        np.savez(views_file(key), views=np.concatenate([views for views, _ in parts]),
                 labels=np.concatenate([labels for _, labels in parts]))  # fmt: skip
    return key


def open_views(key: Key) -> tuple[Grey, Labels]:
    """Views (N, 32, 96) uint8 of a chunk and what they show (N,) uint8. Raises OSError when they were not cut."""
    with np.load(views_file(key)) as archive:
        return archive["views"], archive["labels"]


def _views(chunk: Chunk, place: int, rng: Rng) -> tuple[Grey, Labels]:
    """Views of one scene."""
    boxes, marks = chunk.marks(place)
    digits = _some(np.flatnonzero((marks != IGNORED) & (marks != LETTER)), DIGITS, rng)
    letters = _some(np.flatnonzero(marks == LETTER), LETTERS, rng)
    wide = np.flatnonzero((marks == LETTER) & (boxes[:, 2] > WIDE * boxes[:, 3]))
    split = [*_some(wide, 1, rng), *_some(np.flatnonzero(marks == LETTER), PARTS - 1, rng)]
    parts = [part_of(boxes[one], rng) for one in split]
    taken = boxes[marks != LETTER]
    others = [box for box in (_anywhere(boxes, rng) for _ in range(PLACES)) if not _touches(box, taken)]
    parts = [part for part in parts if not _touches(part, taken)]
    chosen = np.concatenate([boxes[digits], boxes[letters], np.reshape(parts + others, (-1, 4))]).astype(np.float32)
    labels = np.full(len(chosen), LETTER, np.uint8)
    labels[: len(digits)] = marks[digits]
    loose = chosen + rng.normal(0, LOOSE, chosen.shape) * chosen[:, [2, 3, 2, 3]]
    if not len(chosen):
        return np.zeros((0, *VIEW), np.uint8), labels
    loose[:, 2:] = np.maximum(loose[:, 2:], 3)
    return cut_views(np.asarray(chunk.pictures[place]), loose.astype(np.float32)), labels


def _some(places: npt.NDArray[np.intp], most: int, rng: Rng) -> npt.NDArray[np.intp]:
    return rng.permutation(places)[:most]


def part_of(box: Floats, rng: Rng) -> Floats:
    """A half of a character, the left or right one of a wide one, as of %, else the upper or lower one too."""
    x, y, w, h = (float(side) for side in box)
    half = rng.uniform(0.35, 0.6)
    halves = [(x, y, w * half, h), (x + w * (1 - half), y, w * half, h)]
    if w < WIDE * h:
        halves += [(x, y, w, h * half), (x, y + h * (1 - half), w, h * half)]
    return np.array(halves[rng.integers(len(halves))], np.float32)


def _anywhere(boxes: Floats, rng: Rng) -> Floats:
    """A box of a digit's form anywhere, mostly as large as what else is there."""
    height = float(np.exp(rng.uniform(2.2, 4.6)))
    if len(boxes) and rng.random() < 0.7:
        height = float(rng.choice(boxes[:, 3]))
    width = height * rng.uniform(0.25, 0.9)
    return np.array([*(rng.uniform(0, 256, 2) - (width / 2, height / 2)), width, height], np.float32)


def _touches(box: Floats, taken: Floats) -> bool:
    return bool(len(taken) and ious(box[None], taken).max() > MISSED)


def cut_views_of(keys: list[Key], workers: int) -> None:
    """Cut the views of chunks in worker processes."""
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        for done, _ in enumerate(pool.imap_unordered(cut_chunk, keys), 1):
            print(f"views of {done} of {len(keys)} chunks", flush=True)
