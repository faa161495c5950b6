"""Batches from processes of their own, drawn ahead while a network trains."""

from __future__ import annotations

import multiprocessing
import os
import queue
from collections.abc import Callable, Iterator
from typing import TypeVar

Batch = TypeVar("Batch")


def feed(batches: Callable[[int], Iterator[Batch]], seed: int, workers: int, ahead: int) -> Iterator[Batch]:
    """Batches without end, `ahead` of which wait ready; each worker draws from a seed of its own.

    Start it before TensorFlow is imported. The order hangs on the workers' speed.
    """
    context = multiprocessing.get_context("fork")
    ready: multiprocessing.Queue[Batch] = context.Queue(ahead)
    for number in range(workers):
        context.Process(target=_fill, args=(ready, batches(seed * 1000 + number)), daemon=True).start()
    while True:
        yield ready.get()


def _fill(ready: multiprocessing.Queue[Batch], batches: Iterator[Batch]) -> None:
    import cv2

    cv2.setNumThreads(1)
    os.nice(5)
    for batch in batches:
        while True:
            try:
                ready.put(batch, timeout=5)
                break
            except queue.Full:
                if os.getppid() == 1:
                    return
