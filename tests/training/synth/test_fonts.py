"""Faces are trained with only where they can write what a scene asks of them."""

import numpy as np
import pytest

from training.synth import fonts
from training.synth.fonts import Face, keep_readable, spells


def test_a_face_that_shows_a_box_for_every_letter_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A box that stands for a letter is a nought to look at."""
    box = np.pad(np.zeros((20, 8), np.float32), 2, constant_values=1)

    def draw(face: Face, character: str, size: int) -> tuple[np.ndarray, tuple[int, int], float]:
        shown = box * ord(character) / 90 if character.isdigit() or face.family == "whole" else box
        return shown, (0, 0), 12.0

    monkeypatch.setattr(fonts, "draw_character", draw)
    lacking, whole = Face("a.ttf", 0, "lacking"), Face("b.ttf", 0, "whole")
    assert spells(whole) and not spells(lacking)
    assert keep_readable([lacking, whole]) == [whole]


@pytest.mark.parametrize(
    ("family", "path", "fancy", "grotesque"),
    [
        ("Roadgeek 2014 Series E", "roadgeek/E.ttf", False, True),
        ("Open Sans", "open/OpenSans-Italic.ttf", False, False),
        ("DejaVu Serif", "dejavu/DejaVuSerif.ttf", False, False),
        ("Candy Stripe BRK", "aenigma/candystripe.ttf", True, False),
        ("Barlow Condensed", "ziffer/barlow-condensed-latin-700-normal.woff", False, True),
        ("Px IBM BIOS", "pc/PxIBM.ttf", True, False),
    ],
)
def test_faces_are_known_by_their_kind(family: str, path: str, fancy: bool, grotesque: bool) -> None:
    face = Face(path, 0, family)
    assert (face.is_fancy, face.is_grotesque) == (fancy, grotesque)


def test_listed_faces_are_under_one_heading_each() -> None:
    lists = fonts.web_fonts()
    assert set(lists) == {"signs", "hands", "print"}
    assert len(frozenset().union(*lists.values())) == sum(map(len, lists.values()))
    assert Face("ziffer/caveat-latin-400-normal.woff", 0, "Caveat").is_by_hand
    assert not Face("ziffer/barlow-latin-400-normal.woff", 0, "Barlow").is_by_hand
