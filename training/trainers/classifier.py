"""Trains the classifiers on pools of random crops, from nothing or from where it stopped."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import numpy.typing as npt

from training.crops.hard_examples import mine
from training.crops.pools import make_pool, mined_file, mined_groups, open_mined, open_pool
from training.export.litert import export
from training.folders import MODELS, cache_folder
from training.models.classifier import CLASSES, build_network, fold
from training.trainers.calibration import calibrate
from training.trainers.settings import ClassifierSettings

Grey = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]


class PoolFeed(keras.utils.PyDataset):  # type: ignore[misc]
    """Batches (B, 28, 28, 1) float32 and targets (B, 11) of one pool an epoch, in a random order."""

    def __init__(self, settings: ClassifierSettings, epoch: int = 0) -> None:
        super().__init__()
        self._settings, self._epoch = settings, epoch
        self._mined: tuple[Grey, Floats] | None = None
        self._open()

    def _open(self) -> None:
        settings, number = self._settings, self._epoch % self._settings.pools
        self._crops, labels = open_pool(settings.seed, number, settings.pool_size)
        self._targets = self.targets(self._crops, labels, f"pool-{settings.seed}-{number}")
        if self._mined is None and settings.mined >= 0 and self._epoch >= settings.mined_after:
            crops, labels = open_mined(settings.mined)
            self._mined = crops, self.targets(crops, labels, f"mined-{settings.mined}")
            self._groups = mined_groups(settings.mined)
        self._order = np.random.default_rng((settings.seed, self._epoch)).permutation(settings.pool_size)

    def targets(self, crops: Grey, labels: Grey, name: str) -> Floats:
        """What to answer to the crops (N, 28, 28) of a pool of a name: (N, 11) float32, the labels one-hot."""
        return np.eye(CLASSES, dtype=np.float32)[labels]

    def __len__(self) -> int:
        """Batches an epoch."""
        return self._settings.pool_size // self._settings.batch

    def __getitem__(self, index: int) -> tuple[Floats, Floats]:
        """One batch."""
        settings = self._settings
        picked = self._order[index * settings.batch : (index + 1) * settings.batch]
        crops, targets = self._crops[picked], self._targets[picked]
        if self._mined is not None:
            rng = np.random.default_rng((settings.seed, self._epoch, index))
            counts = rng.multinomial(round(settings.mined_share * settings.batch), settings.mined_mix)
            some = np.concatenate([rng.choice(g, n) for g, n in zip(self._groups, counts, strict=True) if len(g)])
            count = len(some)
            crops[:count], targets[:count] = self._mined[0][some], self._mined[1][some]
        return (crops[..., None] / 255).astype(np.float32), targets

    def on_epoch_end(self) -> None:
        """Turn to the next pool."""
        self._epoch += 1
        self._open()


def compile_network(network: keras.Model, settings: ClassifierSettings) -> None:
    """Give the network its optimiser (AdamW, arXiv:1711.05101; cosine schedule, arXiv:1608.03983) and loss."""
    steps = settings.epochs * (settings.pool_size // settings.batch)
    warmup = math.ceil(steps * settings.warmup)
    schedule = keras.optimizers.schedules.CosineDecay(
        0.0, steps - warmup, warmup_target=settings.rate, warmup_steps=warmup, alpha=0.002
    )
    optimizer = keras.optimizers.AdamW(
        schedule, weight_decay=settings.decay, clipnorm=settings.clip, use_ema=True, ema_momentum=settings.average
    )
    optimizer.exclude_from_weight_decay(var_names=["bias", "scale"])
    loss = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=settings.smoothing)
    # XLA slows TensorFlow's convolutions down on CPUs.
    jit = "auto" if keras.backend.backend() != "tensorflow" else False
    network.compile(optimizer, loss, metrics=["accuracy"], jit_compile=jit)


def train(settings: ClassifierSettings, feed: type[PoolFeed] = PoolFeed) -> keras.Model:
    """Draw the pools, train, and return the averaged network, folded. Stopped, it resumes at its last epoch."""
    for number in range(min(settings.pools, settings.epochs)):
        make_pool(settings.seed, number, settings.pool_size, settings.workers)
    return fitted(settings, build_network, lambda epoch: feed(settings, epoch))


def fitted(
    settings: ClassifierSettings, build: Callable[[bool], keras.Model], feed: Callable[[int], keras.utils.PyDataset]
) -> keras.Model:
    """Train what `build` makes on the feed from an epoch on; the averaged network, folded. Stopped, it resumes."""
    keras.utils.set_random_seed(settings.seed)
    keras.mixed_precision.set_global_policy("mixed_bfloat16")
    network = build(True)
    compile_network(network, settings)
    folder = cache_folder() / f"backup-{settings.name}-{settings.seed}"
    callbacks = [keras.callbacks.BackupAndRestore(folder), keras.callbacks.TerminateOnNaN()]
    network.fit(feed(epochs_done(folder)), epochs=settings.epochs, callbacks=callbacks)
    return fold(network, build)


def epochs_done(backup: Path) -> int:
    """Epochs that a stopped training had finished."""
    note = backup / "training_metadata.json"
    return int(json.loads(note.read_text())["epoch"]) if note.exists() else 0


def train_all(settings: ClassifierSettings, folder: Path = MODELS) -> None:
    """Everything from nothing: a first network, hard crops mined with it, then the network that the site asks."""
    if settings.mined >= 0 and not mined_file(settings.mined).exists():
        first = replace(settings, mined=-1, pools=1, epochs=2, average=0.998, name="first")
        release(train(first), folder / "classifier.keras")
        if not mine(settings.mined, settings.workers):
            settings = replace(settings, mined=-1)
    release(train(settings), folder / "classifier.keras")


def release(network: keras.Model, model: Path) -> None:
    """Save a trained network, export it beside that and calibrate it."""
    network.save(model)
    export(network, model.with_suffix(".tflite"), "int8")
    print(calibrate(model.parent))
