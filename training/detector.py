"""Trains the detector on pools of scenes; `python -m training.detector` does it from nothing or resumes."""

from __future__ import annotations

import argparse
import math
from dataclasses import dataclass
from pathlib import Path

import cv2
import keras
import numpy as np
import numpy.typing as npt

from recognizer.tiles import WINDOW, whiten
from training.boxing import MODELS
from training.classifier import epochs_done
from training.detector_network import PRINT_STAGES, STAGES, Stages, build_detector, fold_detector
from training.export import export
from training.restore import restore, shorten
from training.rounding import least_rounded
from training.scene_pools import CHUNK, Chunk, draw_pool, open_chunk
from training.scenes import SIDE, judged
from training.sources import cache_folder
from training.targets import detection_loss, draw_target

Floats = npt.NDArray[np.float32]
NAMES = {"scenes": "detector", "print": "print"}
"""What the model is called that learned from a pool of such a subject."""
SAMPLES, COMPARED = 48, 24
"""Scenes on which the network's channels are evened out and its weights rounded, and others on which its bytes are
compared with it."""


@dataclass(frozen=True)
class Settings:
    """All that decides a training: the same settings and seed give the same scenes and the same start."""

    seed: int = 0
    pool: int = 208_000
    epochs: int = 92  # of two chunks each, the chunks taking turns
    batch: int = 16
    rate: float = 1.5e-3
    warmup: float = 0.02  # share of all steps
    decay: float = 0.02
    clip: float = 1.0
    average: float = 0.9985  # of the exponential moving average, per step
    workers: int = 4
    name: str = "detector"
    start: str = ""  # name and seed of a training to go on from, such as "detector-0", or a .tflite; else from nothing
    subject: str = "scenes"  # or "print", for the detector that looks at what is full of letters

    @property
    def stages(self) -> Stages:
        """Channels and residual blocks of the network."""
        return PRINT_STAGES if self.subject == "print" else STAGES


class SceneFeed(keras.utils.PyDataset):  # type: ignore[misc]
    """Batches of whitened scenes (B, 256, 256, 1) and targets (B, 64, 64, 9), two chunks of the pool an epoch."""

    def __init__(self, settings: Settings, epoch: int = 0) -> None:
        super().__init__(workers=2, max_queue_size=24)
        self._settings, self._epoch = settings, epoch
        self._open()

    def _open(self) -> None:
        settings, chunks = self._settings, self._settings.pool // CHUNK
        keys = [(settings.seed, (2 * self._epoch + number) % chunks) for number in (0, 1)]
        self._chunks = [open_chunk(key, settings.subject) for key in keys]
        self._order = np.random.default_rng((settings.seed, self._epoch)).permutation(2 * CHUNK)

    def __len__(self) -> int:
        """Batches an epoch."""
        return 2 * CHUNK // self._settings.batch

    def __getitem__(self, index: int) -> tuple[Floats, Floats]:
        """One batch."""
        picked = self._order[index * self._settings.batch : (index + 1) * self._settings.batch]
        rng = np.random.default_rng((self._settings.seed, self._epoch, index))
        pairs = [moved(self._chunks[place // CHUNK], place % CHUNK, rng) for place in picked]
        return np.stack([pair[0] for pair in pairs])[..., None], np.stack([pair[1] for pair in pairs])

    def on_epoch_end(self) -> None:
        """Turn to the next chunks."""
        self._epoch += 1
        self._open()


def moved(chunk: Chunk, place: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """A scene of a chunk, whitened (256, 256), and its target, a little scaled and shifted, in either polarity."""
    boxes, labels = chunk.marks(place)
    boxes, labels, picture = boxes.copy(), labels.copy(), chunk.pictures[place]
    if rng.random() < 0.7:
        scale = float(np.clip(rng.lognormal(0, 0.13), 0.7, 1.4))
        shift = (SIDE - scale * SIDE) * rng.random(2) + rng.uniform(-12, 12, 2)
        picture = cv2.warpAffine(picture, np.array([[scale, 0, shift[0]], [0, scale, shift[1]]]), (SIDE, SIDE),
                                 flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE)  # fmt: skip
        corner, far = boxes[:, :2] * scale + shift, (boxes[:, :2] + boxes[:, 2:]) * scale + shift
        full = np.prod(far - corner, axis=1)
        corner, far = np.clip(corner, 0, SIDE), np.clip(far, 0, SIDE)
        shown = np.prod(far - corner, axis=1) / np.maximum(full, 1)
        labels, kept = judged(labels, shown, far[:, 1] - corner[:, 1])
        boxes, labels = np.concatenate([corner, far - corner], axis=1).astype(np.float32)[kept], labels[kept]
    white = whiten(picture)
    return (white if rng.random() < 0.5 else -white), draw_target(boxes, labels, SIDE)


class Averages(keras.callbacks.Callback):  # type: ignore[misc]
    """Keeps the averaged weights of every fifth epoch beside the backup, so that a training can be tried midway."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Write the average where it is due."""
        if epoch % 5 == 4:
            averages = [keras.ops.convert_to_numpy(one) for one in self.model.optimizer._model_variables_moving_average]
            np.savez(self._file, *averages)


def compile_detector(network: keras.Model, settings: Settings) -> None:
    """Give the network its optimiser (AdamW, arXiv:1711.05101; cosine schedule, arXiv:1608.03983) and loss."""
    steps = settings.epochs * (2 * CHUNK // settings.batch)
    warmup = math.ceil(steps * settings.warmup)
    schedule = keras.optimizers.schedules.CosineDecay(
        0.0, steps - warmup, warmup_target=settings.rate, warmup_steps=warmup, alpha=0.005
    )
    optimizer = keras.optimizers.AdamW(
        schedule, weight_decay=settings.decay, clipnorm=settings.clip, use_ema=True, ema_momentum=settings.average
    )
    optimizer.exclude_from_weight_decay(var_names=["bias", "scale"])
    # XLA slows TensorFlow's convolutions down on CPUs.
    network.compile(optimizer, detection_loss, jit_compile="auto" if keras.backend.backend() != "tensorflow" else False)


def train(settings: Settings) -> keras.Model:
    """Draw the scenes, train, and return the averaged network, folded. Stopped, it resumes at its last epoch."""
    cv2.setNumThreads(1)  # the feed has threads of its own
    draw_pool(settings.seed, settings.pool, settings.workers, settings.subject)
    keras.utils.set_random_seed(settings.seed)
    keras.mixed_precision.set_global_policy("mixed_bfloat16")
    network = build_detector(stages=settings.stages)
    if settings.start:
        _assign(network, settings.start, settings.stages)
    compile_detector(network, settings)
    folder = cache_folder() / f"backup-{settings.name}-{settings.seed}"
    callbacks = [
        keras.callbacks.BackupAndRestore(folder),
        keras.callbacks.TerminateOnNaN(),
        Averages(cache_folder() / f"averages-{settings.name}-{settings.seed}.npz"),
    ]
    feed = SceneFeed(settings, epochs_done(folder))
    network.fit(feed, epochs=settings.epochs, callbacks=callbacks, verbose=2)
    return fold_detector(network, WINDOW, settings.stages)


def averaged(settings: Settings) -> keras.Model:
    """The network of the last kept averages of a training that still goes on."""
    network = build_detector(stages=settings.stages)
    _assign(network, f"{settings.name}-{settings.seed}", settings.stages)
    return fold_detector(network, WINDOW, settings.stages)


def release(network: keras.Model, seed: int, file: Path, subject: str = "scenes") -> float:
    """Even out a folded network, round it, save that as `file` and export it in bytes beside it; returns the parity.

    That is the largest difference to the network before its rounding. Raises ParityError as export does; the file is
    written before.
    """
    scenes = np.stack([whiten(open_chunk((seed, 0), subject).pictures[place]) for place in range(COMPARED + SAMPLES)])
    edge = WINDOW - SIDE
    scenes = np.pad(scenes, ((0, 0), (0, edge), (0, edge)))[..., None]
    evened, stored = least_rounded(network, scenes[COMPARED:], scenes[:COMPARED])
    stored.save(file)
    return export(evened, file.with_suffix(".tflite"), "int8", scenes[:COMPARED], stored)


def _assign(network: keras.Model, name: str, stages: Stages) -> None:
    """Give the network of some stages the averages that a training kept, or what is shipped as a .tflite file."""
    if name.endswith(".tflite"):
        full = build_detector()
        restore(full, build_detector(scaled=False, side=WINDOW), Path(name).read_bytes())
        shorten(network, full, stages, STAGES)
        return
    with np.load(cache_folder() / f"averages-{name}.npz") as archive:
        for variable, value in zip(network.trainable_variables, archive.values(), strict=True):
            variable.assign(value)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    for option, default in vars(Settings()).items():
        parser.add_argument(f"--{option.replace('_', '-')}", type=type(default), default=default)
    parser.add_argument("--midway", action="store_true", help="export the averages of the training so far")
    parser.add_argument("--folder", type=Path, default=MODELS, help="where the model is written")
    arguments = vars(parser.parse_args())
    folder, midway = arguments.pop("folder"), arguments.pop("midway")
    chosen = Settings(**arguments)
    trained = averaged(chosen) if midway else train(chosen)
    file = folder / f"{NAMES[chosen.subject]}.keras"
    print(f"parity {release(trained, chosen.seed, file, chosen.subject):.1e}")
