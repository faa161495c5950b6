"""Rows to train the reader with: their texts are in its alphabet, and strips show them whole."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from recognizer.lines.alphabet import ALPHABET, DIGITS, OTHER
from recognizer.lines.strips import HEIGHT, STEP
from training.data import digit_sets
from training.rows import augment, batches, composed, drawn, real, surroundings, texts
from training.rows.picture import RowPicture, encoded, spelled


@pytest.mark.parametrize(
    ("written", "read"),
    [("−12,50 €", f"-12,50 {OTHER}"), ("Août  1914", "Aout 1914"), ("9·751", "9.751"), ("7×8", "7x8"), (" 5 ", "5")],
)
def test_a_text_is_spelled_in_the_alphabet(written: str, read: str) -> None:
    assert spelled(written) == read


def test_classes_begin_behind_the_blank() -> None:
    assert encoded("0 9").tolist() == [ALPHABET.index(one) + 1 for one in "0 9"] and encoded("").shape == (0,)


@pytest.mark.parametrize("kind", [texts.number, texts.priced, texts.sum_of, texts.printed, texts.penned, texts.shown])
def test_texts_of_rows_bear_digits_more_often_than_not(kind) -> None:
    rng = np.random.default_rng(0)
    made = [kind(rng) for _ in range(200)]
    assert all(made) and np.mean([any(one in DIGITS for one in text) for text in made]) > 0.5
    assert len(set(made)) > 100


def test_equal_neighbours_are_drawn_often() -> None:
    rng = np.random.default_rng(1)
    made = [texts.repeated(rng) for _ in range(100)]
    assert np.mean([any(a == b for a, b in zip(text, text[1:], strict=False)) for text in made]) > 0.7


KINDS = (drawn.printed_row, drawn.pen_row, drawn.segment_row, drawn.dotted_row, drawn.wheels_row, drawn.embossed_row,
         drawn.captcha_row, drawn.empty_row)  # fmt: skip


@pytest.fixture
def without_real_rows(drawn_data: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(composed, "DATA", drawn_data)
    monkeypatch.setattr(real, "DATA", drawn_data)
    for cache in (composed.meters, real.load_rows):
        cache.cache_clear()
    yield drawn_data
    for cache in (composed.meters, real.load_rows):
        cache.cache_clear()


@pytest.mark.parametrize("kind", KINDS)
def test_a_drawn_row_lies_in_its_box_and_its_strip_is_whole(kind, without_real_rows: Path) -> None:
    rng = np.random.default_rng(2)
    for _ in range(5):
        ink, text = kind(rng)
        row = surroundings.in_surroundings(ink, spelled(text), rng)
        x, y, w, h = row.box
        assert row.picture.dtype == np.uint8 and x + w <= row.picture.shape[1] and y + h <= row.picture.shape[0]
        strip = augment.worn_strip(row, rng)
        assert strip.shape[0] == HEIGHT and strip.shape[1] % STEP == 0 and np.abs(strip).max() <= 1.5
        assert strip.shape[1] // 4 >= 2 * len(row.text) or strip.shape[1] == augment.WIDEST


def test_batches_hold_strips_of_one_width_and_say_what_labels_leave_out(without_real_rows: Path) -> None:
    picture = np.full((20, 80), 200, np.uint8)
    rows = [
        RowPicture(picture, (0, 0, 80, 20), "Ab 1", cased=False),
        RowPicture(picture, (0, 0, 80, 20), "", marked=False),
    ]
    batch = batches.stacked([(augment.plain_strip(row), row) for row in rows])
    assert batch.strips.shape == (2, 48, 160, 1) and batch.flags.tolist() == [
        [True, False, False],
        [False, True, False],
    ]
    assert batch.labels[0].tolist() == encoded("AB 1").tolist() and not batch.labels[1].any()


def test_without_real_rows_batches_are_drawn(without_real_rows: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "PIXELS", 600)
    batch = next(batches.batches(3))
    assert len(batch.strips) == 600 // batch.strips.shape[2] and batch.labels.max() <= len(ALPHABET)


def test_boxed_characters_are_rows_with_points_and_spaces() -> None:
    marks = [("7", 60.0, 12, 20, 40), (".", 45.0, 44, 6, 6), ("1", 20.0, 10, 20, 40), ("5", 200.0, 10, 20, 40),
             ("9", 22.0, 80, 20, 40)]  # fmt: skip
    assert [real.with_spaces(row) for row in real.rows_of(marks)] == ["1.7 5", "9"]


def test_a_set_of_crops_is_split_by_its_pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "train" / "crohme_rows"
    (folder / "images").mkdir(parents=True)
    names = [f"cr_{number}.webp" for number in range(80)]
    for name in names:
        cv2.imwrite(str(folder / "images" / name), np.full((30, 90), 255, np.uint8))
    (folder / "labels.csv").write_text("file,text\n" + "".join(f"{name},1+{n}\n" for n, name in enumerate(names)))
    monkeypatch.setattr(real, "DATA", tmp_path)
    real.load_rows.cache_clear()
    train, test = real.load_rows("crohme_rows", "train"), real.load_rows("crohme_rows", "test")
    real.load_rows.cache_clear()
    assert len(train) + len(test) == 80 and 0 < len(test) < 20
    assert not {row.text for row in train} & {row.text for row in test}


def test_held_out_cheques_stay_held_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "train" / "orand_car_a"
    folder.mkdir(parents=True)
    names = [f"a_car_{number:06}.jpg" for number in range(40)]
    for name in names:
        cv2.imwrite(str(folder / name), np.full((40, 80, 3), 255, np.uint8))
    (folder / "boxes.json").write_text(json.dumps({name: [[1, 5, 5, 10, 30], [2, 20, 5, 10, 30]] for name in names}))
    (folder / "labels.csv").write_text("file,label\n" + "".join(f"{name},12\n" for name in names))
    monkeypatch.setattr(real, "DATA", tmp_path)
    monkeypatch.setattr(digit_sets, "DATA", tmp_path)
    real.load_rows.cache_clear()
    counts = {part: len(real.load_rows("orand_car_a", part)) for part in ("train", "test")}
    real.load_rows.cache_clear()
    assert counts["test"] == len(digit_sets.cheque_boxes("test")) > 0 and sum(counts.values()) == 40
