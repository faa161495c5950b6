"""The changes that dev's photos are read under, and the table of what is left."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from training.measure import perturbed, strings


def photo(text: str = "4071") -> np.ndarray:
    picture = Image.new("RGB", (400, 200), (225, 225, 220))
    ImageDraw.Draw(picture).text((60, 40), text, fill=(30, 30, 40), font=ImageFont.load_default(size=110))
    return np.asarray(picture)


@pytest.mark.parametrize("change", perturbed.CHANGES)
def test_each_change_gives_another_photo_of_the_same_thing(change: str) -> None:
    before = photo()
    after = perturbed.CHANGES[change](before)
    assert after.dtype == np.uint8 and after.ndim == 3
    assert after.shape != before.shape or (after != before).any()
    assert 0.8 < after.mean() / before.mean() < 1.25


def test_photos_get_lighter_and_darker_smaller_and_wider() -> None:
    before, changed = photo(), perturbed.CHANGES
    assert changed["light"](before).mean() > before.mean() > changed["dark"](before).mean()
    assert changed["x 0.8"](before).shape == (160, 320, 3)
    assert changed["wide"](before).shape == (248, 496, 3)


def test_a_turn_to_the_left_lowers_the_left_end() -> None:
    dot = np.zeros((200, 400, 3), np.uint8)
    dot[95:105, 20:30] = 255
    rows = np.flatnonzero(perturbed.turned(dot, 3).any(axis=(1, 2)))
    assert rows.mean() > 104


def test_the_table_tells_what_is_read_after_each_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "dev" / "photos"
    folder.mkdir(parents=True)
    cases = [{"file": f"{text}.png", "lines": [truth], "set": kind, "hard": False}
             for text, truth, kind in (("4071", "4071", "printed"), ("83", "84", "scene"))]  # fmt: skip
    for case in cases:
        Image.fromarray(photo(case["file"][:-4])).save(folder / case["file"])
    (folder / "cases.jsonl").write_text("".join(json.dumps(case) + "\n" for case in cases))
    monkeypatch.setattr(strings, "DATA", tmp_path)
    head, *lines = perturbed.table(("photos", "no_digits"), 1).splitlines()
    assert head.split()[2:4] == ["photos", "mean"]
    found = {line.split()[0]: line.split()[1:] for line in lines}
    assert found["printed"] == ["1", *["100.0"] * 12]
    assert found["scene"] == ["1", *["0.0"] * 12]
