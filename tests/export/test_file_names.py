"""Downloads are named after the photo, whatever it is called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.export.file_names import MOST_BYTES, stem_of, stem_of_all


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("meter.jpg", "meter"),
        ("Zähler 3.heic", "Zähler 3"),
        ("scan.2024.tif", "scan.2024"),
        ("C:\\photos\\meter.jpg", "meter"),
        ("../../etc/passwd", "passwd"),
        ('a:b"c<d>|e?.png', "a-b-c-d--e-"),
        (".hidden.jpg", "hidden"),
        ("meter\n\u202egpj.exe", "metergpj"),
        ("con.jpg", "con-"),
        ("LPT1.tar.jpg", "LPT1.tar-"),
        ("console.jpg", "console"),
        ("", "numbers"),
        ("...", "numbers"),
        ("..", "numbers"),
    ],
)
def test_a_download_has_the_name_of_its_photo(name: str, stem: str):
    assert stem_of(name) == stem


@given(st.text())
def test_any_name_becomes_one_that_every_system_takes(name: str):
    stem = stem_of(name)
    assert 0 < len(stem.encode()) <= MOST_BYTES + 1
    assert not set(stem) & set('<>:"/\\|?*') and stem.isprintable()
    assert stem == stem.strip(". ")


def test_a_long_name_is_cut_between_characters():
    assert stem_of("ä" * 300 + ".jpg") == "ä" * (MOST_BYTES // 2)


@pytest.mark.parametrize(
    ("names", "stem"),
    [
        (["meter.jpg"], "meter"),
        (["scan.pdf", "scan.pdf"], "scan"),
        (["meter.jpg", "b.jpg", "c.jpg", "b.jpg"], "meter-and-2-more"),
        ([], "numbers"),
    ],
)
def test_several_photos_become_one_name(names: list[str], stem: str):
    assert stem_of_all(names) == stem
