"""Trains the single-digit classifier on small pictures of one digit, resumable at any time."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
import numpy.typing as npt

from training.crops.pools import make_pool, open_pool
from training.crops.single_digits import SINGLE_DIGITS
from training.export.checksums import write_checksums
from training.export.litert import export
from training.folders import MODELS
from training.models.classifier import CLASSES
from training.models.single_digit import build_single_digit
from training.trainers.classifier import fitted
from training.trainers.settings import ClassifierSettings

Floats = npt.NDArray[np.float32]
GROUPS = 4
"""Groups of a batch whose pictures are moved alike, by a pixel at most."""


class SingleDigitFeed(keras.utils.PyDataset):  # type: ignore[misc]
    """Batches (B, 28, 28, 1) float32 and targets (B, 11) of one pool an epoch, in a random order."""

    def __init__(self, settings: ClassifierSettings, epoch: int = 0) -> None:
        super().__init__()
        self._settings, self._epoch = settings, epoch
        self._open()

    def _open(self) -> None:
        settings = self._settings
        pictures, self._labels = open_pool(
            settings.seed, self._epoch % settings.pools, settings.pool_size, SINGLE_DIGITS
        )
        self._pictures = np.array(pictures)  # in memory: a random order asks a disk for too much
        self._order = np.random.default_rng((settings.seed, self._epoch)).permutation(settings.pool_size)

    def __len__(self) -> int:
        """Batches an epoch."""
        return self._settings.pool_size // self._settings.batch

    def __getitem__(self, index: int) -> tuple[Floats, Floats]:
        """One batch."""
        batch = self._settings.batch
        picked = self._order[index * batch : (index + 1) * batch]
        rng = np.random.default_rng((self._settings.seed, self._epoch, index))
        groups = np.array_split(self._pictures[picked], GROUPS)
        moved = np.concatenate([np.roll(group, rng.integers(-1, 2, 2), (1, 2)) for group in groups])
        return (moved[..., None] / 255).astype(np.float32), np.eye(CLASSES, dtype=np.float32)[self._labels[picked]]

    def on_epoch_end(self) -> None:
        """Turn to the next pool."""
        self._epoch += 1
        self._open()


def train(settings: ClassifierSettings) -> keras.Model:
    """Draw the pools, train, and return the averaged network, folded. Stopped, it resumes at its last epoch."""
    for number in range(min(settings.pools, settings.epochs)):
        make_pool(settings.seed, number, settings.pool_size, settings.workers, SINGLE_DIGITS)
    return fitted(settings, build_single_digit, lambda epoch: SingleDigitFeed(settings, epoch))


def release(network: keras.Model, sample: Floats, folder: Path) -> float:
    """Save a trained network and export it in bytes, compared on a sample (N, 28, 28, 1); returns the parity.

    Raises ParityError as export does.
    """
    network.save(folder / "single_digit.keras")
    difference = export(network, folder / "single_digit.tflite", "int8", sample)
    write_checksums(folder)
    return difference


def train_all(settings: ClassifierSettings, folder: Path = MODELS) -> float:
    """Draw pictures, train and release; returns the parity. Raises ParityError as export does."""
    return release(train(settings), SingleDigitFeed(settings)[0][0], folder)
