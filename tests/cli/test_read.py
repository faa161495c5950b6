import json
import re
import signal
import subprocess
import sys
import time
import zipfile
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from click.testing import Result
from flask import Flask
from PIL import Image

from harness.pictures import draw, encode, encode_pages
from recognizer.forms.form_text import digits_form
from tests.conftest import FixedRecognizer
from tests.export.test_csv_table import rows_of
from webapp.config import MAX_BYTES, TRUNCATED

ROOT = Path(__file__).resolve().parents[2]
PHOTO = encode(draw("7", 120, 60))
INTERRUPTED = 240
"""Photos of a folder whose reading is interrupted: so many that it is not done before the interrupt comes."""


def fill(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(PHOTO)


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


def test_numbers_are_printed_as_written_or_as_digits_alone(app: Flask, photo: Path, recognizer: FixedRecognizer):
    recognizer.rows = ("-12,50 007", "16/01/2024")
    assert run(app, photo).stdout == f"{photo}\t-12,50 007 16/01/2024\n"
    assert run(app, "--digits", photo).stdout == f"{photo}\t1250 007 16012024\n"


def test_json_is_one_object_a_line_with_rows_joined_by_a_line_break(app: Flask, photo: Path, recognizer):
    recognizer.rows = ("007", "42")
    result = run(app, "--json", photo, photo)
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0 and len(found) == 2
    assert (found[0]["file"], found[0]["text"]) == (str(photo), "007\n42")
    assert [row["text"] for row in found[0]["rows"]] == ["007", "42"]
    assert set(found[0]) == {"file", "page", "text", "rows", "truncated", "image", "timings_ms", "models"}


def test_a_photo_that_was_not_looked_at_in_full_is_told_so(app: Flask, photo: Path, recognizer: FixedRecognizer):
    recognizer.truncated = True
    result = run(app, photo)
    assert (result.exit_code, result.stdout, result.stderr) == (0, f"{photo}\t007\n", f"{photo}: {TRUNCATED}\n")
    assert json.loads(run(app, "--json", photo).stdout)["truncated"] is True


def test_an_unreadable_file_is_told_and_the_others_are_read(app: Flask, photo: Path, tmp_path: Path):
    text, missing = tmp_path / "notes.txt", tmp_path / "missing.jpg"
    text.write_text("007")
    result = run(app, "--json", text, missing, photo)
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 1
    assert [one["file"] for one in found] == list(map(str, (text, missing, photo)))
    assert [set(one) for one in found[:2]] == [{"file", "page", "error"}] * 2
    assert "I do not know this kind of file" in found[0]["error"] and "No such file" in found[1]["error"]
    assert found[2]["text"] == "007"


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


def test_annotated_photos_of_a_folder_keep_their_places(app: Flask, tmp_path: Path):
    fill(tmp_path / "in", "a.png", "deep/a.png", "deep/b.png")
    assert run(app, "-r", "--annotate", tmp_path / "out", tmp_path / "in").exit_code == 0
    found = sorted(str(path.relative_to(tmp_path / "out")) for path in (tmp_path / "out").rglob("*.png"))
    assert found == ["a.png.png", "deep/a.png.png", "deep/b.png.png"]


def test_no_name_in_an_archive_leads_out_of_the_folder_of_annotated_photos(app: Flask, tmp_path: Path):
    with zipfile.ZipFile(tmp_path / "evil.zip", "w") as archive:
        archive.writestr("../../out.png", PHOTO)
        archive.writestr("/root.png", PHOTO)
    assert run(app, "--annotate", tmp_path / "boxed", tmp_path / "evil.zip").exit_code == 0
    found = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.png"))
    assert found == ["boxed/evil.zip/out.png.png", "boxed/evil.zip/root.png.png"]


def test_names_of_an_archive_that_differ_in_dots_alone_do_not_collide(app: Flask, tmp_path: Path):
    with zipfile.ZipFile(tmp_path / "dots.zip", "w") as archive:
        for name in ("../a.png", "a.png", "/a.png", "b/../a.png"):
            archive.writestr(name, PHOTO)
    assert run(app, "--annotate", tmp_path / "boxed", tmp_path / "dots.zip").exit_code == 0
    found = sorted(str(path.relative_to(tmp_path / "boxed" / "dots.zip")) for path in tmp_path.rglob("boxed/**/*.png"))
    assert found == ["a.png-2.png", "a.png-3.png", "a.png.png", "b/a.png.png"]


def test_a_folder_that_cannot_be_opened_is_told_where_boxed_photos_are_asked_for(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def refuse(_: object) -> None:
        raise PermissionError

    fill(tmp_path / "in", "a.png")
    monkeypatch.setattr("webapp.cli.sources.os.scandir", refuse)
    result = run(app, "--annotate", tmp_path / "boxed", tmp_path / "in")
    assert result.exit_code == 1 and f"{tmp_path / 'in'}: I cannot open this file" in result.stderr


def test_a_boxed_photo_that_cannot_be_written_costs_no_reading(app: Flask, tmp_path: Path):
    long = "a" * 251 + ".png"  # as long as a name may be, so that there is no room for another .png
    fill(tmp_path / "in", long, "b.png")
    result = run(app, "--annotate", tmp_path / "out", tmp_path / "in")
    assert result.exit_code == 1
    assert result.stdout == f"{tmp_path}/in/{long}\t007\n{tmp_path}/in/b.png\t007\n"
    assert f"{long}: I cannot write the photo with its digits boxed: File name too long." in result.stderr
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["b.png.png"]


def test_the_row_of_a_photo_whose_boxed_photo_cannot_be_written_has_its_number(app: Flask, tmp_path: Path):
    fill(tmp_path / "in", "a" * 251 + ".png")
    run(app, "--annotate", tmp_path / "out", tmp_path / "in", "--csv", tmp_path / "out.csv")
    ((_, _, number, digits, _, _, error),) = rows_of(tmp_path / "out.csv")
    assert (number, digits) == ("007", "007") and "File name too long" in error


def test_a_folder_for_boxed_photos_that_cannot_be_is_told_before_any_is_read(
    app: Flask, photo: Path, recognizer: FixedRecognizer
):
    for folder in (photo / "boxed", photo):
        result = run(app, photo, "--annotate", folder)
        assert result.exit_code == 2 and str(folder) in result.stderr
    assert not recognizer.asked


def test_each_page_has_a_line_and_an_annotated_photo(app: Flask, tmp_path: Path):
    scan = tmp_path / "scan.tif"
    scan.write_bytes(encode_pages([draw("1"), draw("2"), draw("3", 480, 4)], "TIFF"))
    result = run(app, "--annotate", tmp_path / "out", scan)
    assert result.stdout == f"{scan}\t007\n{scan}, page 2\t007\n" and f"{scan}, page 3: " in result.stderr
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["scan.tif-page-2.png", "scan.tif.png"]


def test_the_choices_reach_the_recognizer(app: Flask, photo: Path, recognizer: FixedRecognizer):
    run(app, "--expected", "3 digits", "--turn", 90, "--min-confidence", 0.5, "--region", "0,0,0.5,1", photo)
    ((_, asked),) = recognizer.asked
    assert (asked.form, asked.turn, asked.min_confidence, asked.region.width) == (digits_form(3), 90, 0.5, 240)
    assert "expected must be" in run(app, "--expected", "many", photo).stderr


def test_a_folder_becomes_a_table_with_a_row_for_each_file(app: Flask, tmp_path: Path):
    fill(tmp_path, "b.png", "a.png", "in/c.png")
    (tmp_path / "bad.jpg").write_bytes(b"no photo")
    result = run(app, tmp_path, "--recursive", "--csv", tmp_path / "out.csv")
    rows = rows_of(tmp_path / "out.csv")
    assert (result.exit_code, result.stdout) == (1, "")
    assert [(Path(row[0]).name, row[2]) for row in rows] == [
        ("a.png", "007"),
        ("b.png", "007"),
        ("bad.jpg", ""),
        ("c.png", "007"),
    ]
    assert "I do not know this kind of file" in rows[2][6]
    assert "4 files, of which 1 could not be read" in result.stderr


def test_a_table_is_taken_up_where_it_ended(app: Flask, tmp_path: Path, recognizer: FixedRecognizer):
    fill(tmp_path, "a.png", "b.png", "c.png")
    table = tmp_path / "out.csv"
    assert run(app, tmp_path / "a.png", tmp_path / "b.png", "--csv", table).exit_code == 0
    assert run(app, tmp_path, "--csv", table).exit_code == 2
    assert run(app, tmp_path, "--csv", table, "--resume").exit_code == 0
    assert [Path(row[0]).name for row in rows_of(table)] == ["a.png", "b.png", "c.png"]
    assert len(recognizer.asked) == 3


CLUSTER = ["--scheduler", "tcp://127.0.0.1:1", "--out", "/nowhere"]


@pytest.mark.parametrize(
    "wrong",
    [
        ["--resume"],
        ["--csv", "x.csv", "--json"],
        ["--digits", "--json"],
        ["--digits", "--csv", "x.csv"],
        ["--jobs", "0"],
        ["--part", "9"],
        ["--json", "--part", "500"],
        ["--out", "x"],
        [*CLUSTER[:2]],
        [*CLUSTER, "--json"],
        [*CLUSTER, "--annotate", "boxed"],
        [*CLUSTER, "--jobs", "2"],
    ],
)
def test_options_that_do_not_go_together_are_a_usage_error(app: Flask, photo: Path, wrong: list[str]):
    result = run(app, photo, *wrong)
    assert result.exit_code == 2 and re.search("^Error: .*--[a-z]+", result.stderr, re.M)


@pytest.mark.parametrize("way", [[], ["--json"], ["--csv", "out.csv"]])
def test_a_folder_without_photos_is_told(app: Flask, tmp_path: Path, way: list[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    fill(tmp_path / "in", "deep/a.png")
    (tmp_path / "in" / "notes.txt").touch()
    result = run(app, tmp_path / "in", *way)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "I found no photos there" in result.stderr and "--recursive" in result.stderr
    assert not (tmp_path / "out.csv").exists()
    assert run(app, tmp_path / "in", "--recursive", *way).exit_code == 0


@pytest.mark.slow
def test_an_interrupt_leaves_a_valid_table_that_can_be_taken_up(tmp_path: Path):
    fill(tmp_path / "in", *(f"{n:03}.png" for n in range(INTERRUPTED)))
    table = tmp_path / "out.csv"
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "read", str(tmp_path / "in"), "--csv", str(table)]
    # A shell has what it starts in the background ignore interrupts, the tests too; the program is started as by hand.
    heeding = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    process = subprocess.Popen(
        [*command, "--jobs", "2"], cwd=ROOT, stderr=subprocess.PIPE, text=True, preexec_fn=heeding
    )
    while process.poll() is None and (not table.exists() or len(table.read_bytes().splitlines()) < 5):
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate()
    assert process.returncode == 130 and "--resume goes on with the rest" in told
    before = rows_of(table)
    assert 4 <= len(before) < INTERRUPTED
    again = subprocess.run([*command, "--resume"], cwd=ROOT, capture_output=True, text=True)
    assert again.returncode == 0, again.stderr
    rows = rows_of(table)
    assert rows[: len(before)] == before
    assert [Path(row[0]).name for row in rows] == [f"{n:03}.png" for n in range(INTERRUPTED)]


def test_the_program_prints_what_was_asked_and_nothing_else(photo: Path, tmp_path: Path):
    (tmp_path / "odd.jpg").write_bytes(encode(draw("42"), "JPEG", exif=b"Exif\x00\x00MM\x00*\xff\xff\xff\xff broken"))
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "read", str(photo), str(tmp_path / "odd.jpg")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == (f"{photo}\t007\n{tmp_path}/odd.jpg\t42\n", "")


def test_no_photo_at_all_is_a_usage_error(app: Flask):
    assert run(app).exit_code == 2
