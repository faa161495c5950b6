"""Every digit that is written has a box of its own, tight around its ink."""

import numpy as np
import pytest

from training.synth.fonts import readable_faces
from training.synth.sheets import LETTER, Hand, Line, Sheet, fitted, print_line, stretched, write_line
from training.synth.writers import font_writer

PLAIN = Hand(gap=0.3, bounce=0.0, growth=0.0, stroke=0.1)


def ink_inside(line: Line, place: int) -> tuple[float, float]:
    """Ink in a mark's box, and in a frame of three pixels around it."""
    _, x, y, w, h = line.marks[place]
    padded = np.pad(line.ink, 4)
    x, y = round(x) + 4, round(y) + 4
    inside = padded[y : y + round(h), x : x + round(w)].sum()
    around = padded[y - 3 : y + round(h) + 3, x - 3 : x + round(w) + 3].sum()
    return float(inside), float(around - inside)


def test_each_written_digit_is_marked_where_its_ink_is() -> None:
    rng = np.random.default_rng(0)
    line = write_line("40+7=47", font_writer(rng), 40, PLAIN, rng)
    assert [mark[0] for mark in line.marks] == [4, 0, LETTER, 7, 4, 7]
    for place in range(len(line.marks)):
        inside, around = ink_inside(line, place)
        assert inside > 20 and around < 0.2 * inside
    assert [mark[1] for mark in line.marks] == sorted(mark[1] for mark in line.marks)


@pytest.mark.parametrize("text", ["2050", "No. 71", "12:45"])
def test_print_is_marked_digit_by_digit(text: str) -> None:
    face = next((face for face in readable_faces() if "DejaVu Sans" in face.family), None)
    line = print_line(text, face, 36)
    kinds = [int(letter) if letter.isdigit() else LETTER for letter in text if letter.isalnum()]
    assert [mark[0] for mark in line.marks] == kinds
    for place in range(len(line.marks)):
        inside, around = ink_inside(line, place)
        assert inside > 20 and around < 0.35 * inside


@pytest.mark.parametrize("text", ["$43", "12%", "#90"])
def test_signs_beside_figures_are_marked_as_what_is_no_digit(text: str) -> None:
    rng = np.random.default_rng(2)
    expected = [int(one) if one.isdigit() else LETTER for one in text]
    assert [mark[0] for mark in write_line(text, font_writer(rng), 40, PLAIN, rng).marks] == expected
    assert [mark[0] for mark in print_line(text, next(iter(readable_faces()), None), 40).marks] == expected


@pytest.mark.parametrize("stroke", "/()+")
def test_a_stroke_where_a_1_could_stand_is_marked_as_what_is_no_digit(stroke: str) -> None:
    rng = np.random.default_rng(0)
    text = f"9{stroke}17"
    for line in (write_line(text, font_writer(rng), 40, PLAIN, rng), print_line(text, None, 40)):
        assert [mark[0] for mark in line.marks] == [9, LETTER, 1, 7]
        assert ink_inside(line, 1)[0] > 20


def test_some_slashes_stand_nearly_upright_and_some_lean_far() -> None:
    rng = np.random.default_rng(0)
    marks = [write_line("1/7", font_writer(rng), 100, PLAIN, rng).marks[1] for _ in range(60)]
    shares = [wide / tall for _, _, _, wide, tall in marks]
    assert min(shares) < 0.35 and max(shares) > 0.6


def test_a_line_shrinks_with_its_marks() -> None:
    rng = np.random.default_rng(1)
    line = write_line("8888", font_writer(rng), 60, PLAIN, rng)
    small = fitted(line, line.size[0] / 2, 1000)
    assert small.size[0] == pytest.approx(line.size[0] / 2, abs=1)
    assert small.marks[2][1] == pytest.approx(line.marks[2][1] / 2, abs=1)
    assert fitted(line, 10_000, 10_000) is line
    wide = stretched(line, 1.5)
    assert wide.size == (round(line.size[0] * 1.5), line.size[1])
    assert wide.marks[2][1:] == pytest.approx([line.marks[2][1] * 1.5, *np.array(line.marks[2][2:]) * [1, 1.5, 1]])


def test_a_sheet_moves_marks_with_the_line_and_loses_what_is_outside() -> None:
    line = Line(np.ones((10, 6), np.float32), [(3, 0.0, 0.0, 6.0, 10.0)])
    sheet = Sheet(50)
    sheet.lay(line, 47, 20)
    assert sheet.marks == [(3, 47.0, 20.0, 6.0, 10.0)]
    assert sheet.ink.sum() == 30
