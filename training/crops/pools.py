"""Pools of training crops: drawn by worker processes ahead of the training, kept as memory-mapped arrays."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from training.crops.random_crops import NOT_A_DIGIT, random_crop
from training.data.digit_sets import PHOTOGRAPHS
from training.folders import cache_folder
from training.synth.writers import hands, real_sets

CHUNK = 2000
"""Crops that a worker draws at a time from a seed of its own, so a pool is the same for any number of workers."""

Grey = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.intp]
Draw = Callable[[np.random.Generator], tuple[Grey, int]]


class Kind(NamedTuple):
    """What a pool is called by, and what draws one crop (28, 28) uint8 with its label for it."""

    name: str
    draw: Draw


CROPS = Kind("pool", random_crop)


def _draw_chunk(key: tuple[int, int, int], draw: Draw) -> tuple[Grey, Grey]:
    cv2.setNumThreads(1)
    rng = np.random.default_rng(key)
    crops, labels = zip(*(draw(rng) for _ in range(CHUNK)), strict=True)
    return np.stack(crops), np.array(labels, np.uint8)


def _chunks(seed: int, number: int, size: int, workers: int, kind: Kind) -> Iterator[tuple[Grey, Grey]]:
    drawn = partial(_draw_chunk, draw=kind.draw)
    keys = [(seed, number, chunk) for chunk in range(size // CHUNK)]
    hands(), real_sets()  # traced and boxed once, before the workers ask for it
    if not workers:
        yield from map(drawn, keys)
        return
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        yield from pool.imap(drawn, keys)


def pool_files(seed: int, number: int, size: int, kind: Kind = CROPS) -> tuple[Path, Path]:
    """The files of a pool: crops (size, 28, 28) uint8 and labels (size,) uint8."""
    stem = f"{kind.name}-{seed}-{number}-{size}"
    return cache_folder() / f"{stem}-crops.npy", cache_folder() / f"{stem}-labels.npy"


def make_pool(seed: int, number: int, size: int, workers: int, kind: Kind = CROPS) -> None:
    """Draw a pool of `size` crops, a multiple of CHUNK, unless it is there already; no workers: in this process."""
    crops_file, labels_file = pool_files(seed, number, size, kind)
    if labels_file.exists():
        return
    crops = np.lib.format.open_memmap(crops_file, "w+", np.uint8, (size, 28, 28))
    labels, start = np.zeros(size, np.uint8), 0
    from keras.utils import Progbar  # here, for the workers need no Keras

    progress = Progbar(size, unit_name="crop")
    for some_crops, some_labels in _chunks(seed, number, size, workers, kind):
        stop = start + len(some_labels)
        crops[start:stop], labels[start:stop] = some_crops, some_labels
        start = stop
        progress.update(start)
    crops.flush()
    np.save(labels_file, labels)


def open_pool(seed: int, number: int, size: int, kind: Kind = CROPS) -> tuple[Grey, Grey]:
    """Open a pool that was drawn. Raises OSError when it was not."""
    crops_file, labels_file = pool_files(seed, number, size, kind)
    return np.load(crops_file, mmap_mode="r"), np.load(labels_file)


def mined_file(number: int) -> Path:
    """The file of a round of mined crops."""
    return cache_folder() / f"mined-{number}.npz"


def open_mined(number: int) -> tuple[Grey, Grey]:
    """The mined crops (N, 28, 28) and labels (N,) of all rounds up to this. Raises OSError when one was not mined."""
    parts: list[tuple[Grey, Grey]] = []
    for one in range(number + 1):
        with np.load(mined_file(one)) as archive:
            names = [key.removesuffix("-crops") for key in archive.files if key.endswith("-crops")]
            parts += [(archive[f"{name}-crops"], archive[f"{name}-labels"]) for name in names]
    return np.concatenate([crops for crops, _ in parts]), np.concatenate([labels for _, labels in parts])


def mined_groups(number: int) -> tuple[Numbers, Numbers, Numbers]:
    """Places in the mined crops of digits, of what stood beside digits, and of what scenes without digits held."""
    is_scene: list[npt.NDArray[np.bool_]] = []
    for one in range(number + 1):
        with np.load(mined_file(one)) as archive:
            names = [key.removesuffix("-labels") for key in archive.files if key.endswith("-labels")]
            is_scene += [np.full(len(archive[f"{name}-labels"]), name == PHOTOGRAPHS) for name in names]
    scene, digit = np.concatenate(is_scene), open_mined(number)[1] != NOT_A_DIGIT
    return np.flatnonzero(digit), np.flatnonzero(~digit & ~scene), np.flatnonzero(scene)
