"""Trains the text-line reader, resumable at any time.

It starts from the floats in models/checkpoints/, or from PP-OCRv6 small's weights where they are named, and goes
on where a training stopped. The share of held-out rows that are read right is printed as it trains.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from training.folders import MODELS
from training.rows.batches import AHEAD, Batch, batches
from training.trainers.feed import feed
from training.trainers.settings import ReaderSettings
from training.trainers.state import STATE, restore_state, save_state

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

START = "start.npz"
"""Where a training's folder keeps the weights that it began with."""
CHECKPOINT = MODELS / "checkpoints" / "reader.npz"
"""Floats of the reader that is shipped, by the order of its trainable weights."""
IMPOSSIBLE = -1e4
"""Logit of a class that a label cannot tell."""


HEADS = ("classes", "neck")
"""The layers, by the beginning of their names, that learn at the higher rate."""


class Training:
    """The network, its averaged weights, its optimizers, and how far it is."""

    def __init__(self, settings: ReaderSettings, start: Path | None) -> None:
        import keras
        import tensorflow as tf

        keras.utils.set_random_seed(settings.seed)
        if settings.half:
            keras.mixed_precision.set_global_policy("mixed_bfloat16")
        from training.models.reader import build_reader, classes_of, take_over

        self.settings, self.seen, self.tf = settings, 0, tf
        self.network = build_reader()
        if start is not None:
            columns = classes_of(pretrained_characters(start / "inference.yml"))
            take_over(self.network, start / "rec.onnx", columns)
        elif CHECKPOINT.exists():
            with np.load(CHECKPOINT) as floats:
                for number, variable in enumerate(self.network.trainable_variables):
                    variable.assign(floats[f"a{number}"].astype(np.float32))
        self.body = [
            v for layer in self.network.layers if not layer.name.startswith(HEADS) for v in layer.trainable_variables
        ]
        self.head = [
            v for layer in self.network.layers if layer.name.startswith(HEADS) for v in layer.trainable_variables
        ]
        self.optimizers = [keras.optimizers.AdamW(1e-4, weight_decay=settings.decay, clipnorm=5.0) for _ in range(2)]
        for optimizer, some in zip(self.optimizers, (self.body, self.head), strict=True):
            optimizer.build(some)
        self.averaged = [tf.Variable(v.value) for v in self.network.trainable_variables]
        self.step = tf.function(
            self._step,
            input_signature=[
                tf.TensorSpec((None, 48, None, 1)),
                tf.TensorSpec((None, None), tf.int32),
                tf.TensorSpec((None, 3), tf.bool),
                tf.TensorSpec(()),
            ],
        )  # fmt: skip

    def _step(self, strips: Any, labels: Any, flags: Any, average: Any) -> Any:
        tf = self.tf
        with tf.GradientTape() as tape:
            logits = merged(tf, tf.cast(self.network(strips, training=True), tf.float32), flags)
            loss = ctc(tf, logits, labels)
        gradients = tape.gradient(loss, [*self.body, *self.head])
        self.optimizers[0].apply(gradients[: len(self.body)], self.body)
        self.optimizers[1].apply(gradients[len(self.body) :], self.head)
        for kept, variable in zip(self.averaged, self.network.trainable_variables, strict=True):
            kept.assign(average * kept + (1 - average) * tf.convert_to_tensor(variable.value))
        return loss

    def learn(self, batch: Batch) -> float:
        """One step; returns its loss."""
        done, settings = self.seen / self.settings.strips, self.settings
        share = min(1.0, done / settings.rise) * (0.02 + 0.98 * (1 + np.cos(np.pi * min(done, 1.0))) / 2)
        for optimizer, rate in zip(self.optimizers, (settings.body_rate, settings.head_rate), strict=True):
            optimizer.learning_rate.assign(rate * max(share, 0.01))
        average = min(settings.average, 1 - 1 / (10 + self.seen / 48))
        loss = self.step(*(self.tf.constant(one) for one in batch), self.tf.constant(average, self.tf.float32))
        self.seen += len(batch.strips)
        return float(loss)

    def keep_start(self, folder: Path) -> None:
        """Keep the weights that a training begins with, for its export, unless it began before."""
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / START).exists():
            weights = {f"a{i}": np.asarray(v.value, np.float32) for i, v in enumerate(self.network.trainable_variables)}
            np.savez(folder / START, **weights)  # type: ignore[arg-type]

    def save(self, folder: Path) -> None:
        """Keep everything that going on needs, the averaged weights among it."""
        save_state(folder, self.network.trainable_variables, self.averaged, self.optimizers, self.seen)
        (folder / "settings.json").write_text(json.dumps(asdict(self.settings)))

    def restore(self, folder: Path) -> bool:
        """Go on from what `save` kept, if it did."""
        seen = restore_state(folder, self.network.trainable_variables, self.averaged, self.optimizers)
        self.seen = seen or self.seen
        return seen is not None


def pretrained_characters(file: Path) -> list[str]:
    """The characters of PP-OCR's inference.yml in the order of its classes, the blank first and the space last."""
    lines = file.read_text(encoding="utf-8").split("character_dict:\n", 1)[1].split("\n")
    listed = [line[4:] for line in lines if line.startswith("  - ")]
    plain = [
        one[1:-1].replace("''", "'") if one[:1] == "'" and len(one) > 2 else one.strip('"') or '"' for one in listed
    ]
    return ["", *plain, " "]


def merged(tf: Any, logits: Any, flags: Any) -> Any:
    """Logits (N, T, C) in which what a label does not tell is not told apart: case, marks, spaces."""
    from recognizer.lines.alphabet import ALPHABET, CAPITALS, MARKS

    place = {one: number + 1 for number, one in enumerate(ALPHABET)}
    size, count = len(CAPITALS), logits.shape[-1]
    capital, small = place["A"], place["a"]
    both = tf.reduce_logsumexp(
        tf.stack([logits[..., capital : capital + size], logits[..., small : small + size]]), axis=0
    )
    folded = tf.concat(
        [logits[..., :capital], both, tf.fill(tf.shape(both), IMPOSSIBLE), logits[..., small + size :]], axis=-1
    )
    logits = tf.where(flags[:, 0, None, None], folded, logits)
    for flag, characters in ((1, MARKS), (2, " ")):
        member = np.zeros(count, bool)
        member[[place[one] for one in characters]] = True
        silent = tf.where(member, logits, IMPOSSIBLE)
        blank = tf.reduce_logsumexp(tf.concat([logits[..., :1], silent], axis=-1), axis=-1, keepdims=True)
        without = tf.concat([blank, tf.where(member, IMPOSSIBLE, logits)[..., 1:]], axis=-1)
        logits = tf.where(flags[:, flag, None, None], without, logits)
    return logits


def ctc(tf: Any, logits: Any, labels: Any) -> Any:
    """Mean CTC loss (Graves 2006, doi:10.1145/1143844.1143891) over the root of each label's length."""
    frames = tf.fill([tf.shape(logits)[0]], tf.shape(logits)[1])
    lengths = tf.cast(tf.math.count_nonzero(labels, axis=1), tf.float32)
    # TensorFlow refuses empty labels: of a row with nothing to read every step is the blank.
    filled = tf.where((lengths[:, None] == 0) & (tf.range(tf.shape(labels)[1])[None] == 0), 1, labels)
    loss = tf.nn.ctc_loss(tf.sparse.from_dense(filled), logits, None, frames, logits_time_major=False, blank_index=0)
    silence = -tf.reduce_sum(tf.nn.log_softmax(logits)[..., 0], axis=1)
    loss = tf.where(lengths == 0, silence, loss)
    return tf.reduce_mean(tf.minimum(loss, 200.0) / tf.sqrt(lengths + 1))


def rates(
    training: Training, rows: dict[str, list[tuple[npt.NDArray[np.float32], str]]]
) -> dict[str, tuple[float, float]]:
    """Of each set of strips the share read right, as digits alone and as written, with the averaged weights."""
    from training.rows.reading import averaged_network, compiled, share_right

    network = compiled(averaged_network(training.averaged))
    return {name: share_right(network, strips) for name, strips in rows.items()}


def train_all(settings: ReaderSettings, start: Path | None, folder: Path, every: int) -> None:
    """Train until all strips were seen."""
    from training.rows.reading import held_out_strips

    source = feed(batches, settings.seed + 1000 * strips_seen(folder), settings.workers, AHEAD)
    first = next(source)
    held_out = held_out_strips()
    use_threads(settings.threads)
    training = Training(settings, start)
    training.keep_start(folder)
    training.restore(folder)
    print(f"{training.network.count_params()} weights, {training.seen} strips seen, {settings}", flush=True)
    run(training, source, first, folder, every, held_out)


def strips_seen(folder: Path) -> int:
    """How many strips the training in a folder has seen: one that goes on draws others than those at its beginning."""
    if not (folder / STATE).exists():
        return 0
    with np.load(folder / STATE) as state:
        return int(state["seen"])


def use_threads(count: int) -> None:
    """Let TensorFlow work on so many threads; to be said before it has begun to."""
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(count)
    tf.config.threading.set_inter_op_parallelism_threads(1)


def run(
    training: Training, source: Iterator[Batch], batch: Batch, folder: Path, every: int, held_out: dict[str, Any]
) -> None:
    """The loop: learn, tell, keep."""
    losses: list[float] = []
    began, before = time.time(), training.seen
    while training.seen < training.settings.strips:
        losses.append(training.learn(batch))
        if len(losses) == 100:
            speed = (training.seen - before) / (time.time() - began)
            print(f"{training.seen} strips, loss {np.mean(losses):.3f}, {speed:.0f} strips/s", flush=True)
            losses, began, before = [], time.time(), training.seen
            training.save(folder)
        if training.seen // every != (training.seen - len(batch.strips)) // every:
            report(training, held_out)
            began, before = time.time(), training.seen
        batch = next(source)
    training.save(folder)
    report(training, held_out)


def report(training: Training, held_out: dict[str, Any]) -> None:
    """Print how much of the held-out rows is read right: digits / as written, percent."""
    found = rates(training, held_out)
    print(
        "  ".join(f"{name} {100 * digits:.0f}/{100 * whole:.0f}" for name, (digits, whole) in found.items()), flush=True
    )
