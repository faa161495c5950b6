"""The real sets are split so that nothing held out is trained on."""

import os
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from training.data import digit_sets
from training.data.pseudo_boxes import candidates
from webapp.config import from_environment

ROOT = Path(__file__).resolve().parents[3]


def test_the_parts_of_a_set_share_no_digit(drawn_data) -> None:
    for name, count in (("usps", 200), ("semeion", 200), ("meters", 60)):
        train, test = digit_sets.load(name, "train"), digit_sets.load(name, "test")
        assert len(train) + len(test) == count
        assert 0 < len(test) < len(train)
        assert not {one.tobytes() for one in train.pictures} & {one.tobytes() for one in test.pictures}


def test_meters_are_split_by_meter(drawn_data) -> None:
    assert len(digit_sets.load("meters", "train")) == 40
    assert len(digit_sets.load("meters", "test")) == 20


def test_semeion_holds_out_whole_runs_of_rows(drawn_data) -> None:
    with np.load(drawn_data / "train" / "semeion" / "semeion.npz") as archive:
        held = {one.tobytes() for one in digit_sets.load("semeion", "test").pictures}
        flags = np.array([one.tobytes() in held for one in archive["x"]]).reshape(-1, 20)
    assert (flags.all(axis=1) | ~flags.any(axis=1)).all()


def test_only_sets_that_are_here_are_named(drawn_data) -> None:
    assert digit_sets.set_names() == ["mnist", "usps", "semeion", "meters"]
    assert digit_sets.empty_cells("train") == []


def test_mnist_is_read_with_tight_boxes(drawn_data) -> None:
    digits = digit_sets.load("mnist", "train")
    assert len(digits) == 600 and digits.labels[7] == 7
    x, y, w, h = digits.boxes[7][0].astype(int)
    outside = digits.pictures[7].copy()
    outside[y : y + h, x : x + w] = 0
    assert outside.max() <= 60


def test_the_held_out_share_is_kept_and_fixed() -> None:
    chosen = [digit_sets.is_held_out(f"writer {number}", 0.15) for number in range(4000)]
    assert 0.12 < np.mean(chosen) < 0.18
    assert digit_sets.is_held_out("writer 1", 0.15) == chosen[1]


@pytest.mark.parametrize("ground, ink", [(220, 30), (40, 230)])
def test_the_box_of_a_lone_digit_is_found_in_both_polarities(ground: int, ink: int) -> None:
    picture = np.full((48, 32), ground, np.uint8)
    cv2.putText(picture, "5", (7, 35), cv2.FONT_HERSHEY_SIMPLEX, 0.9, ink, 2, cv2.LINE_AA)
    true = cv2.boundingRect((np.abs(picture.astype(int) - ground) > 60).astype(np.uint8))
    for boxes in (digit_sets.digit_boxes(picture), candidates(picture)):
        assert np.abs(boxes - true).max(axis=1).min() <= 3


def test_a_picture_that_is_none_is_refused(tmp_path) -> None:
    (tmp_path / "note.png").write_text("no picture")
    with pytest.raises(OSError, match="no picture"):
        digit_sets.read_grey(tmp_path / "note.png")


@pytest.mark.parametrize("value", ["", "/elsewhere"])
def test_the_photos_lie_where_the_settings_say(value: str):
    code = "from training.data.digit_sets import DATA; print(DATA)"
    environ = {**os.environ, "ZIFFER_DATA": value}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environ, capture_output=True, text=True, check=True
    )
    assert Path(done.stdout.strip()) == from_environment({"ZIFFER_DATA": value}).data
