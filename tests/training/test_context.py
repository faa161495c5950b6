"""The context classifier learns from views, and its bytes answer as it does."""

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
keras = pytest.importorskip("keras")

from recognizer.context import VIEW, ContextClassifier, evened  # noqa: E402
from training import context  # noqa: E402
from training.context import SETTINGS, ViewFeed, build_context, release, train  # noqa: E402
from training.contexts import views_file  # noqa: E402
from training.network import Scale, fold  # noqa: E402
from training.sheets import LETTER  # noqa: E402

SHORT = replace(SETTINGS, pools=1, pool_size=1200, epochs=2, batch=40, average=0.8)
KEY = (0, 0)


@pytest.fixture
def views(drawn_data: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[np.ndarray, np.ndarray]:
    """A chunk's views: a bar in the middle, alone as a 1 and among others as a letter, in noise."""
    monkeypatch.setattr(context, "CHUNKS", 1)
    rng = np.random.default_rng(0)
    made = rng.normal(60, 6, (500, *VIEW)).astype(np.uint8)
    labels = np.where(np.arange(500) % 2, LETTER, 1).astype(np.uint8)
    made[:, 8:24, 46:50] = 200
    for place in (16, 31, 61, 76):
        made[labels == LETTER, 8:24, place : place + 4] = 200
    np.savez(views_file(KEY), views=made, labels=labels)
    return made, labels


def test_an_epoch_has_as_many_views_as_it_is_asked_for_each_as_often_as_others(views) -> None:
    feed = ViewFeed(SHORT, [KEY])
    assert len(feed) == 30
    assert set(np.bincount(feed._order)) == {2, 3}
    seen, targets = feed[0]
    assert seen.shape == (40, *VIEW, 1) and targets.shape == (40, 11) and (targets.sum(axis=1) == 1).all()
    assert {bool(one[16, 48, 0] > 0) for one in seen} == {True, False}, "either polarity"


# Keras asks TensorFlow's variables for arrays in a way that NumPy 2 deprecates.
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_a_short_training_learns_what_stands_around(views, tmp_path: Path) -> None:
    network = train(SHORT, [KEY])
    assert not any(isinstance(layer, Scale) for layer in network.layers)
    made, labels = views
    chances = keras.ops.convert_to_numpy(keras.ops.softmax(network(evened(made))))
    assert ((chances[:, LETTER] > 0.5) == (labels == LETTER)).mean() > 0.9
    assert release(network, KEY, tmp_path) < 0.03
    gray = np.full((100, 300), 60, np.uint8)
    gray[30:70, 145:155] = 200
    (told,) = ContextClassifier.load(tmp_path).probabilities(gray, np.array([[145, 30, 10, 40]], np.float32))
    assert told.sum() == pytest.approx(1) and told[1] > told[LETTER]


def test_the_network_has_the_size_that_the_site_can_carry() -> None:
    assert 300_000 < fold(build_context(), build_context).count_params() < 600_000
