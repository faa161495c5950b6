from pathlib import Path

from flask import Flask

from harness.pictures import draw, encode
from webapp.config import Settings
from webapp.service.model_version import LENGTH, models_version
from webapp.service.read import answer


def filled(folder: Path, **files: str) -> Path:
    folder.mkdir()
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text)
    return folder


def test_the_version_is_that_of_the_bytes_wherever_they_lie(tmp_path: Path):
    here = filled(tmp_path / "here", a_tflite="one", b_json="two")
    there = filled(tmp_path / "there", b_json="two", a_tflite="one", CARD_md="told anew")
    assert models_version(here) == models_version(there) and len(models_version(here)) == LENGTH


def test_another_model_has_another_version(tmp_path: Path):
    versions = {
        models_version(filled(tmp_path / "1", a_tflite="one", b_json="two")),
        models_version(filled(tmp_path / "2", a_tflite="one", b_json="2")),
        models_version(filled(tmp_path / "3", a_tflite="onetwo")),
        models_version(filled(tmp_path / "4", c_tflite="one", b_json="two")),
    }
    assert len(versions) == 4


def test_the_version_is_in_each_answer(app: Flask):
    with app.app_context():
        assert answer(encode(draw("1"))).models == models_version(Settings().models)
