"""The detector's training: pools that are the same for any number of workers, targets that move with their scenes."""

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
keras = pytest.importorskip("keras")

from recognizer.tiles import WINDOW  # noqa: E402
from training import detector, scene_pools  # noqa: E402
from training.boxing import UNBOXED  # noqa: E402
from training.detector import SceneFeed, Settings, moved  # noqa: E402
from training.network import Scale  # noqa: E402
from training.scenes import SIDE  # noqa: E402
from training.sheets import LETTER  # noqa: E402

CHUNK = 8
SHORT = Settings(pool=2 * CHUNK, epochs=2, batch=4, average=0.5, workers=1)


@pytest.fixture(autouse=True)
def small_pool(drawn_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (detector, scene_pools):
        monkeypatch.setattr(module, "CHUNK", CHUNK)
    for number in (0, 1):
        scene_pools.draw_chunk((SHORT.seed, number))


def test_a_chunk_is_drawn_once_and_kept(small_pool) -> None:
    pictures, marks = scene_pools.chunk_files((SHORT.seed, 0))
    before = pictures.stat().st_mtime_ns
    scene_pools.draw_chunk((SHORT.seed, 0))
    chunk = scene_pools.open_chunk((SHORT.seed, 0))
    assert pictures.stat().st_mtime_ns == before
    assert chunk.pictures.shape == (CHUNK, SIDE, SIDE)
    assert sum(len(chunk.marks(place)[0]) for place in range(CHUNK)) == len(chunk.boxes) == chunk.ends[-1]


def test_every_set_without_boxes_gets_them_before_the_workers_start(small_pool, monkeypatch) -> None:
    boxed: list[str] = []
    for name in ("hands", "known_pictures"):
        monkeypatch.setattr(scene_pools, name, list)
    monkeypatch.setattr(scene_pools, "set_names", lambda: ["mnist", *UNBOXED])
    monkeypatch.setattr(scene_pools, "load_boxed", lambda name, part: boxed.append(name))
    scene_pools.draw_pool(SHORT.seed, 0, 1)
    assert sorted(boxed) == sorted(UNBOXED)


def test_peaks_stay_in_the_scene_however_it_is_moved(small_pool) -> None:
    chunk = scene_pools.open_chunk((SHORT.seed, 1))
    for seed in range(12):
        white, target = moved(chunk, seed % CHUNK, np.random.default_rng(seed))
        assert white.shape == (SIDE, SIDE) and np.abs(white).max() <= 3
        peaks = target[..., 0] == 1
        assert peaks.sum() <= len(chunk.marks(seed % CHUNK)[0])
        assert np.isfinite(target).all() and (target[peaks][:, 1] == 1).all()
        assert (target[peaks][:, 7] < LETTER).all()


def test_every_scene_comes_once_in_an_epoch(small_pool) -> None:
    feed = SceneFeed(SHORT)
    assert len(feed) == 2 * CHUNK // SHORT.batch
    assert sorted(feed._order.tolist()) == list(range(2 * CHUNK))
    pictures, targets = feed[0]
    assert pictures.shape == (4, SIDE, SIDE, 1) and targets.shape == (4, SIDE // 4, SIDE // 4, 9)


def test_the_detector_of_print_learns_from_documents_mostly(small_pool) -> None:
    settings = replace(SHORT, subject="print")
    for number in (0, 1):
        scene_pools.draw_chunk((SHORT.seed, number), "print")
    print_feed, any_feed = SceneFeed(settings), SceneFeed(SHORT)
    assert letters(print_feed) > 2 * letters(any_feed)
    assert detector.build_detector(stages=settings.stages).count_params() < detector.build_detector().count_params()


def letters(feed: SceneFeed) -> int:
    """How many letters the scenes of an epoch show."""
    return sum(int((feed[index][1][..., 8] == 1).sum()) for index in range(len(feed)))


# Keras asks TensorFlow's variables for arrays in a way that NumPy 2 deprecates.
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_a_short_training_gives_a_network_of_plain_layers_for_windows(small_pool, monkeypatch) -> None:
    monkeypatch.setattr(detector, "draw_pool", lambda *_: None)
    keras.utils.set_random_seed(SHORT.seed)
    untrained = detector.build_detector().layers[1].get_weights()[0]
    network = detector.train(SHORT)
    assert network.input_shape == (None, WINDOW, WINDOW, 1)
    assert not any(isinstance(layer, Scale) for layer in network.layers)
    trained = network.layers[1].get_weights()[0]
    assert np.isfinite(trained).all() and np.abs(trained - untrained).max() > 1e-5
