"""Pools of scenes: drawn by worker processes ahead of the detector's training, kept in memory-mapped chunks."""

from __future__ import annotations

import argparse
import multiprocessing
from functools import partial
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from training.boxing import UNBOXED, load_boxed
from training.data import set_names
from training.pastes import known_pictures
from training.scenes import random_photo, random_print
from training.sources import cache_folder, hands

CHUNK = 2000
"""Scenes of one file, drawn from a seed of its own, so a pool is the same for any number of workers."""

Key = tuple[int, int]
"""Seed of the pool and number of the chunk."""

SUBJECTS = {"scenes": random_photo, "print": random_print}
"""What a pool shows."""


class Chunk(NamedTuple):
    """Scenes (CHUNK, 256, 256) uint8; boxes (B, 4) float32 and labels (B,) int8 of all; ends (CHUNK,) of each's."""

    pictures: npt.NDArray[np.uint8]
    boxes: npt.NDArray[np.float32]
    labels: npt.NDArray[np.int8]
    ends: npt.NDArray[np.intp]

    def marks(self, place: int) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int8]]:
        """Boxes and labels of one scene."""
        part = slice(self.ends[place - 1] if place else 0, self.ends[place])
        return self.boxes[part], self.labels[part]


def chunk_files(key: Key, subject: str = "scenes") -> tuple[Path, Path]:
    """The files of a chunk: its pictures and its marks."""
    stem = f"{subject}-{key[0]}-{key[1]}"
    return cache_folder() / f"{stem}.npy", cache_folder() / f"{stem}-marks.npz"


def draw_chunk(key: Key, subject: str = "scenes") -> Key:
    """Draw a chunk unless it is there already."""
    pictures_file, marks_file = chunk_files(key, subject)
    if not marks_file.exists():
        cv2.setNumThreads(1)
        rng = np.random.default_rng(key)
        photos = [SUBJECTS[subject](rng) for _ in range(CHUNK)]
        np.save(pictures_file, np.stack([photo.picture for photo in photos]))
        np.savez(
            marks_file,
            boxes=np.concatenate([photo.boxes for photo in photos]),
            labels=np.concatenate([photo.labels for photo in photos]),
            ends=np.cumsum([len(photo.boxes) for photo in photos]),
        )
    return key


def draw_pool(seed: int, size: int, workers: int, subject: str = "scenes") -> None:
    """Draw the chunks of a pool of `size` scenes, a multiple of CHUNK, in worker processes."""
    hands(), known_pictures()  # traced, boxed and spelled once, before the workers ask for it
    for name in set(UNBOXED) & set(set_names()):
        load_boxed(name, "train")
    keys = [(seed, number) for number in range(size // CHUNK)]
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        for done, _ in enumerate(pool.imap_unordered(partial(draw_chunk, subject=subject), keys), 1):
            print(f"{done * CHUNK} of {size} scenes", flush=True)


def open_chunk(key: Key, subject: str = "scenes") -> Chunk:
    """Open a chunk. Raises OSError when it was not drawn."""
    pictures_file, marks_file = chunk_files(key, subject)
    with np.load(marks_file) as marks:
        return Chunk(np.load(pictures_file, mmap_mode="r"), marks["boxes"], marks["labels"], marks["ends"])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--size", type=int, default=208_000)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--subject", choices=list(SUBJECTS), default="scenes")
    draw_pool(**vars(parser.parse_args()))
