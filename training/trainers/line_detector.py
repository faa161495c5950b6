"""Trains the text-line detector, resumable at any time.

It starts from PP-OCRv6 tiny's detector, in ONNX. The network that it starts from is its teacher: its answer is to be
kept save where a label says that it misses a line, or that there is no text.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from training.lines.maps import target_of
from training.lines.scenes import Scene, random_scene
from training.trainers.feed import feed
from training.trainers.settings import LineDetectorSettings
from training.trainers.state import STATE, restore_state, save_state

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

Floats = npt.NDArray[np.float32]
PIXELS = 480_000
"""Pixels of a batch."""
AHEAD = 12
"""Batches that wait ready."""
SEEN = 0.25
"""Probability of the teacher's from which it sees text."""
FOUND = 0.4
"""Mean probability of the teacher's inside a line from which it finds it."""
HARD = 3
"""Pixels without text that count for each with text: those that look most like it ..."""
LEAST_HARD = 0.01
"""... and at least this share of all."""


class Batch(NamedTuple):
    """Pictures (N, H, W, 3) normalised, the maps of their targets (N, H, W), and which scenes are complete (N,)."""

    pictures: Floats
    text: Floats
    weight: Floats
    line: npt.NDArray[np.int32]
    complete: npt.NDArray[np.bool_]


class Training:
    """The network, its teacher, its averaged weights, and how far it is."""

    def __init__(self, settings: LineDetectorSettings, start: Path) -> None:
        import keras
        import tensorflow as tf

        from training.export.line_detector import from_onnx

        keras.utils.set_random_seed(settings.seed)
        if settings.half:
            keras.mixed_precision.set_global_policy("mixed_bfloat16")
        self.settings, self.seen, self.tf = settings, 0, tf
        self.network = from_onnx(start)
        self.teacher = from_onnx(start)
        self.optimizer = keras.optimizers.AdamW(1e-4, weight_decay=settings.decay, clipnorm=2.0)
        self.optimizer.build(self.network.trainable_variables)
        self.averaged = [tf.Variable(one.value) for one in self.network.trainable_variables]
        picture, plane = tf.TensorSpec((None, None, None, 3)), tf.TensorSpec((None, None, None))
        line, complete = tf.TensorSpec((None, None, None), tf.int32), tf.TensorSpec((None,), tf.bool)
        signature = [picture, plane, plane, line, complete, tf.TensorSpec(())]
        self.step = tf.function(self._step, input_signature=signature)

    def _step(self, pictures: Any, text: Any, weight: Any, line: Any, complete: Any, average: Any) -> Any:
        tf = self.tf
        taught = tf.sigmoid(tf.cast(self.teacher(pictures, training=False)[..., 0], tf.float32))
        is_unknown = (taught > SEEN) & (text < 0.5) & ~complete[:, None, None]
        text = tf.where(is_unknown | (weight < 0.5), taught, kept_lines(tf, text, line, taught))
        with tf.GradientTape() as tape:
            logits = tf.cast(self.network(pictures, training=True)[..., 0], tf.float32)
            loss = text_loss(tf, logits, text)
        gradients = tape.gradient(loss, self.network.trainable_variables)
        self.optimizer.apply(gradients, self.network.trainable_variables)
        for kept, variable in zip(self.averaged, self.network.trainable_variables, strict=True):
            kept.assign(average * kept + (1 - average) * tf.convert_to_tensor(variable.value))
        return loss

    def learn(self, batch: Batch) -> float:
        """One step; returns its loss."""
        done, settings = self.seen / self.settings.pictures, self.settings
        share = min(1.0, done / settings.rise) * (0.02 + 0.98 * (1 + np.cos(np.pi * min(done, 1.0))) / 2)
        self.optimizer.learning_rate.assign(settings.rate * max(share, 0.01))
        average = min(settings.average, 1 - 1 / (10 + self.seen / 4))
        loss = self.step(*(self.tf.constant(one) for one in batch), self.tf.constant(average, self.tf.float32))
        self.seen += len(batch.pictures)
        return float(loss)

    def save(self, folder: Path) -> None:
        """Keep everything that going on needs."""
        save_state(folder, self.network.trainable_variables, self.averaged, [self.optimizer], self.seen)

    def restore(self, folder: Path) -> bool:
        """Go on from what `save` kept, if it did."""
        seen = restore_state(folder, self.network.trainable_variables, self.averaged, [self.optimizer])
        self.seen = seen or self.seen
        return seen is not None


def kept_lines(tf: Any, text: Any, line: Any, taught: Any) -> Any:
    """Text (N, H, W) with the teacher's probabilities in the lines that it finds; lines are numbered from 1."""
    count = tf.reduce_max(line) + 1
    places = line + count * tf.range(tf.shape(line)[0])[:, None, None]
    size = count * tf.shape(line)[0]
    total = tf.math.unsorted_segment_sum(tf.reshape(text * taught, [-1]), tf.reshape(places, [-1]), size)
    area = tf.math.unsorted_segment_sum(tf.reshape(text, [-1]), tf.reshape(places, [-1]), size)
    is_found = tf.gather(total / (area + 1e-3) > FOUND, places) & (line > 0)
    return tf.where(is_found, taught, text)


def text_loss(tf: Any, logits: Any, text: Any) -> Any:
    """Cross entropy of text and of the hardest pixels without it, and the Dice loss, of maps (N, H, W)."""
    each = tf.nn.sigmoid_cross_entropy_with_logits(text, logits)
    is_text = text >= 0.5
    positives = tf.reduce_sum(tf.cast(is_text, tf.float32))
    pixels = tf.cast(tf.size(text), tf.float32)
    count = tf.cast(tf.minimum(HARD * positives + LEAST_HARD * pixels, pixels - positives), tf.int32)
    bare = tf.reshape(tf.where(is_text, 0.0, each), [-1])
    hardest = tf.reduce_sum(tf.math.top_k(bare, tf.maximum(count, 1)).values)
    entropy = (tf.reduce_sum(tf.where(is_text, each, 0.0)) + hardest) / (positives + tf.cast(count, tf.float32) + 1.0)
    shown = tf.sigmoid(logits)
    dice = 1 - (2 * tf.reduce_sum(shown * text) + 1.0) / (tf.reduce_sum(shown) + tf.reduce_sum(text) + 1.0)
    return 5.0 * entropy + dice


def trained_network(folder: Path) -> Any:
    """The network with the averaged weights of a training's folder."""
    from training.models.line_detector import build_line_detector

    network = build_line_detector()
    with np.load(folder / STATE) as state:
        for number, variable in enumerate(network.trainable_variables):
            variable.assign(state[f"a{number}"].astype(np.float32))
    return network


def batches(seed: int) -> Iterator[Batch]:
    """Batches without end, each of pictures of one size."""
    rng = np.random.default_rng(seed)
    waiting: dict[tuple[int, ...], list[Scene]] = {}
    while True:
        scene = random_scene(rng)
        size = scene.picture.shape[:2]
        kept = waiting.setdefault(size, [])
        kept.append(scene)
        if len(kept) * size[0] * size[1] >= PIXELS:
            yield stacked(waiting.pop(size))


def stacked(scenes: list[Scene]) -> Batch:
    """Scenes of one size as a batch."""
    from recognizer.lines.detector import MEAN, STD

    targets = [target_of(one.picture.shape[:2], one.quads, one.ignored) for one in scenes]
    pictures = np.stack([one.picture for one in scenes]) / 255
    normalized = np.asarray((pictures - np.array(MEAN)) / np.array(STD), np.float32)
    text, weight, line = (np.stack(maps) for maps in zip(*targets, strict=True))
    return Batch(normalized, text, weight, line, np.array([one.is_complete for one in scenes]))


def train_all(settings: LineDetectorSettings, start: Path, folder: Path, every: int) -> None:
    """Train until all pictures were seen."""
    from training.lines.measure import measured
    from training.trainers.reader import use_threads

    source = feed(batches, settings.seed, settings.workers, AHEAD)
    batch = next(source)
    use_threads(settings.threads)
    training = Training(settings, start)
    training.restore(folder)
    print(f"{training.network.count_params()} weights, {training.seen} pictures seen, {settings}", flush=True)
    losses: list[float] = []
    began, before = time.time(), training.seen
    while training.seen < settings.pictures:
        losses.append(training.learn(batch))
        if len(losses) == 100:
            speed = (training.seen - before) / (time.time() - began)
            print(f"{training.seen} pictures, loss {np.mean(losses):.3f}, {speed:.1f} pictures/s", flush=True)
            losses, began, before = [], time.time(), training.seen
            training.save(folder)
        if training.seen // every != (training.seen - len(batch.pictures)) // every:
            training.save(folder)
            print(measured(trained_network(folder)), flush=True)
            began, before = time.time(), training.seen
        batch = next(source)
    training.save(folder)
    print(measured(trained_network(folder)), flush=True)
