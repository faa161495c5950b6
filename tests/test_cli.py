import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import Result
from flask import Flask
from PIL import Image

from tests.conftest import FixedRecognizer
from tests.pictures import draw, encode
from webapp.config import MAX_BYTES


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "seven.png"
    path.write_bytes(encode(draw("007")))
    return path


def run(app: Flask, *arguments: object) -> Result:
    return app.test_cli_runner().invoke(args=["read", *map(str, arguments)])


def test_one_line_a_photo_with_its_leading_zeros(app: Flask, photo: Path):
    result = run(app, photo, photo)
    assert (result.exit_code, result.stdout) == (0, f"{photo}\t007\n" * 2)


def test_rows_stay_on_the_line_of_their_photo(app: Flask, photo: Path, recognizer: FixedRecognizer):
    recognizer.rows = ("007", "42")
    assert run(app, photo).stdout == f"{photo}\t007 42\n"


def test_a_photo_without_digits_has_an_empty_answer(app: Flask, photo: Path, recognizer: FixedRecognizer):
    recognizer.rows = ()
    assert (run(app, photo).exit_code, run(app, photo).stdout) == (0, f"{photo}\t\n")


def test_json_is_one_object_a_line_with_rows_joined_by_a_line_break(app: Flask, photo: Path, recognizer):
    recognizer.rows = ("007", "42")
    result = run(app, "--json", photo, photo)
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0 and len(found) == 2
    assert (found[0]["file"], found[0]["text"]) == (str(photo), "007\n42")
    assert [row["text"] for row in found[0]["rows"]] == ["007", "42"]
    assert set(found[0]) == {"file", "page", "text", "rows", "image", "timings_ms", "models"}


def test_an_unreadable_file_is_told_and_the_others_are_read(app: Flask, photo: Path, tmp_path: Path):
    text, missing = tmp_path / "notes.txt", tmp_path / "missing.jpg"
    text.write_text("007")
    result = run(app, "--json", text, missing, tmp_path, photo)
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 1
    assert [one["file"] for one in found] == list(map(str, (text, missing, tmp_path, photo)))
    assert [set(one) for one in found[:3]] == [{"file", "error"}] * 3
    assert "I do not know this kind of file" in found[0]["error"] and "No such file" in found[1]["error"]
    assert found[3]["text"] == "007"


def test_without_json_errors_leave_the_output_clean(app: Flask, photo: Path, tmp_path: Path):
    result = run(app, tmp_path / "missing.jpg", photo)
    assert result.exit_code == 1
    assert result.stdout == f"{photo}\t007\n" and "missing.jpg: I cannot open this file" in result.stderr


def test_a_file_over_the_limit_is_refused_unread(app: Flask, tmp_path: Path, recognizer: FixedRecognizer):
    path = tmp_path / "large.jpg"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    result = run(app, "--json", path)
    assert result.exit_code == 1 and "16 MB" in json.loads(result.stdout)["error"]
    assert not recognizer.asked


def test_annotated_photos_are_written_and_names_do_not_collide(app: Flask, photo: Path, tmp_path: Path):
    (tmp_path / "other").mkdir()
    twin = tmp_path / "other" / photo.name
    twin.write_bytes(photo.read_bytes())
    out = tmp_path / "new" / "annotated"
    assert run(app, "--annotate", out, photo, twin).exit_code == 0
    assert sorted(path.name for path in out.iterdir()) == ["seven.png-2.png", "seven.png.png"]
    drawn = np.asarray(Image.open(out / "seven.png.png"))
    assert drawn.shape == (240, 480, 3) and not np.array_equal(drawn, draw("007"))


def test_no_photo_at_all_is_a_usage_error(app: Flask):
    assert run(app).exit_code == 2
