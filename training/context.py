"""Trains the context classifier on views cut out of the detector's scenes; `python -m training.context`."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
import numpy.typing as npt
from keras import layers

from recognizer.context import SMOOTHING, VIEW, evened
from training.classifier import Settings, asked_for, fitted
from training.contexts import cut_views_of, open_views
from training.export import export, write_checksums
from training.network import CLASSES, DROPOUT, conv, residual
from training.scene_pools import CHUNK, Key, draw_pool

Floats = npt.NDArray[np.float32]

WIDTHS = (16, 32, 64, 96)
"""Channels at 32, 16, 8 and 4 rows."""
SETTINGS = Settings(pools=4, pool_size=320_000, epochs=24, smoothing=SMOOTHING, average=0.999, mined=-1, workers=4,
                    name="context")  # fmt: skip
"""An epoch shows `pool_size` views of one pool; the pools take turns."""
CHUNKS = 14
"""Chunks of scenes whose views are a pool."""
COMPARED = 64
"""Views on which the bytes are compared with the network."""


class ViewFeed(keras.utils.PyDataset):  # type: ignore[misc]
    """Batches (B, 32, 96, 1) float32 and targets (B, 11): the views of some chunks an epoch, in either polarity."""

    def __init__(self, settings: Settings, keys: list[Key], epoch: int = 0) -> None:
        super().__init__(workers=2, max_queue_size=16)
        self._settings, self._keys, self._epoch = settings, keys, epoch
        self._open()

    def _open(self) -> None:
        numbers = range(self._epoch * CHUNKS, (self._epoch + 1) * CHUNKS)
        parts = [open_views(self._keys[number % len(self._keys)]) for number in numbers]
        self._views, self._labels = (np.concatenate(one) for one in zip(*parts, strict=True))
        order = np.random.default_rng((self._settings.seed, self._epoch)).permutation(len(self._labels))
        self._order = np.resize(order, self._settings.pool_size)  # Keras wants as many in each epoch

    def __len__(self) -> int:
        """Batches an epoch."""
        return self._settings.pool_size // self._settings.batch

    def __getitem__(self, index: int) -> tuple[Floats, Floats]:
        """One batch."""
        picked = self._order[index * self._settings.batch : (index + 1) * self._settings.batch]
        rng = np.random.default_rng((self._settings.seed, self._epoch, index))
        sides = rng.choice(np.array([-1, 1], np.float32), (len(picked), 1, 1, 1))
        return evened(self._views[picked]) * sides, np.eye(CLASSES, dtype=np.float32)[self._labels[picked]]

    def on_epoch_end(self) -> None:
        """Turn to the next chunks."""
        self._epoch += 1
        self._open()


def build_context(scaled: bool = True) -> keras.Model:
    """Views (N, 32, 96, 1) float32 -> logits (N, 11) float32; `scaled` as in training/network.py."""
    views = keras.Input((*VIEW, 1), name="views")
    x = layers.ReLU()(conv(views, WIDTHS[0]))
    for width, blocks in zip(WIDTHS[1:], (1, 2, 1), strict=True):
        x = layers.ReLU()(conv(x, width, stride=2))
        for _ in range(blocks):
            x = residual(x, scaled)
    x = layers.DepthwiseConv2D((4, 12), padding="valid")(x)  # the middle is the character, the rest its neighbours
    x = layers.Dropout(DROPOUT)(layers.Flatten()(x))
    return keras.Model(views, layers.Dense(CLASSES, dtype="float32", name="logits")(x), name="context")


def train(settings: Settings, keys: list[Key]) -> keras.Model:
    """Train on the views of chunks, and return the averaged network, folded. Stopped, it resumes at its last epoch."""
    return fitted(settings, build_context, lambda epoch: ViewFeed(settings, keys, epoch))


def release(network: keras.Model, key: Key, folder: Path) -> float:
    """Save a trained network and export it in bytes, compared on a chunk's views; returns the parity.

    Raises ParityError as export does.
    """
    network.save(folder / "context.keras")
    difference = export(network, folder / "context.tflite", "int8", evened(open_views(key)[0][:COMPARED]))
    write_checksums(folder)
    return difference


def main() -> None:
    """Draw scenes, cut views and train."""
    settings, folder = asked_for(SETTINGS, __doc__)
    keys = [(settings.seed, number) for number in range(settings.pools * CHUNKS)]
    draw_pool(settings.seed, len(keys) * CHUNK, settings.workers)
    cut_views_of(keys, settings.workers)
    print(f"parity {release(train(settings, keys), keys[0], folder):.1e}")


if __name__ == "__main__":
    main()
