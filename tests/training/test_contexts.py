"""Views of scenes show digits in the middle, and what is no digit where none is."""

from pathlib import Path

import numpy as np
import pytest

from recognizer.context import VIEW
from training import contexts, scene_pools
from training.contexts import cut_chunk, open_views, part_of
from training.sheets import IGNORED, LETTER

SQUARE = (100.0, 60.0, 30.0, 40.0)


@pytest.fixture
def chunk(drawn_data: Path, monkeypatch: pytest.MonkeyPatch) -> scene_pools.Key:
    """Four scenes of a light box on dark, which is a digit, a letter, a wide letter or ignored."""
    monkeypatch.setattr(scene_pools, "CHUNK", 4)
    monkeypatch.setattr(contexts, "CHUNK", 4)
    pictures = np.full((4, 256, 256), 30, np.uint8)
    pictures[:, 60:100, 100:130] = 220
    boxes = np.array([SQUARE] * 4, np.float32)
    boxes[2, 2] = 80
    np.save(scene_pools.chunk_files((0, 0))[0], pictures)
    labels = np.array([7, LETTER, LETTER, IGNORED], np.int8)
    np.savez(scene_pools.chunk_files((0, 0))[1], boxes=boxes, labels=labels, ends=np.arange(1, 5))
    return 0, 0


def test_digits_are_told_and_all_else_is_none(chunk: scene_pools.Key) -> None:
    views, labels = open_views(cut_chunk(chunk))
    assert views.shape[1:] == VIEW and len(views) == len(labels)
    (digit,) = np.flatnonzero(labels != LETTER)
    assert labels[digit] == 7 and views[digit, 10:22, 44:52].min() > 150
    light = [view[12:20, 46:50].mean() > 150 for view in views[labels == LETTER]]
    assert sum(light) >= 2, "letters, and halves of them"


def test_what_is_ignored_or_a_digit_is_no_other_place(chunk: scene_pools.Key) -> None:
    taken = np.array([SQUARE], np.float32)
    for seed in range(40):
        opened = scene_pools.open_chunk(chunk)
        views, labels = contexts._views(opened, 3, np.random.default_rng(seed))
        assert len(views) <= 1 and (labels == LETTER).all()
        if len(views):
            assert views[0, 13:19, 46:50].mean() < 215, "not the box that is ignored"
    assert contexts._touches(np.array(SQUARE, np.float32), taken)


def test_wide_characters_are_split_beside_each_other_and_others_anyhow() -> None:
    rng = np.random.default_rng(0)
    wide = [part_of(np.array([10, 20, 60, 40], np.float32), rng) for _ in range(40)]
    assert all(part[3] == 40 and part[2] < 40 for part in wide)
    tall = [part_of(np.array([10, 20, 20, 40], np.float32), rng) for _ in range(40)]
    assert {bool(part[3] < 40) for part in tall} == {True, False}
