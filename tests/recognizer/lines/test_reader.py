"""The reader reads strips as they are written, and digits and letters by what stands beside them."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from recognizer.lines.alphabet import ALPHABET
from recognizer.lines.reader import FRAME, Reader, characters
from recognizer.lines.strips import cut_strip

CLASSES = len(ALPHABET) + 1


def lattice(*steps: dict[str, float]) -> np.ndarray:
    """Probabilities (T, C): what a step does not name is blank."""
    made = np.zeros((len(steps), CLASSES), np.float32)
    for step, shares in zip(made, steps, strict=True):
        for character, share in shares.items():
            step[ALPHABET.index(character) + 1] = share
        step[0] = 1 - step.sum()
    return made


def text(*steps: dict[str, float]) -> str:
    return "".join(one.character for one in characters(lattice(*steps)))


def spread(word: str) -> list[dict[str, float]]:
    """Steps for a word, a blank behind each character."""
    return [step for one in word for step in ({one: 0.95}, {})]


def test_equal_neighbours_are_two_where_a_blank_parts_them() -> None:
    assert text({"1": 0.9}, {"1": 0.8}, {}, {"1": 0.9}, {}, {"0": 0.9}) == "110"


@pytest.mark.parametrize("word", ["SOLD", "Oslo", "BILL", "207", "B52", "KVA442"])
def test_what_is_seen_clearly_stays(word: str) -> None:
    assert text(*spread(word)) == word


def test_among_digits_a_letter_like_one_is_a_digit_and_among_letters_a_digit_is_a_letter() -> None:
    doubtful = {"O": 0.5, "0": 0.42}
    assert text(*spread("20"), doubtful, {}, *spread("81")) == "20081"
    assert text(*spread("SC"), {"O": 0.42, "0": 0.5}, {}, *spread("RE")) == "SCORE"


def test_a_character_knows_its_runner_up_and_its_span() -> None:
    found = characters(lattice({}, {}, {"7": 0.7, "1": 0.2}, {}, {}, {}, {"3": 0.9}, {}))
    assert [(one.character, one.runner_up) for one in found][0] == ("7", "1")
    assert found[0].probability == pytest.approx(0.7, abs=0.02)
    assert found[0].runner_up_probability == pytest.approx(0.2, abs=0.02)
    assert found[0].start < 2.5 * FRAME < found[0].end <= found[1].start < 6.5 * FRAME < found[1].end


def test_a_point_between_digits_is_read_though_nothing_is_likelier_and_told_as_doubtful() -> None:
    (_, point, _) = characters(lattice({"2": 0.9}, {}, {".": 0.2, ",": 0.05}, {}, {"4": 0.9}))
    assert point.character == "." and point.probability < 0.3


def test_a_less_likely_point_or_one_beside_letters_is_not_read() -> None:
    assert text({"2": 0.9}, {}, {".": 0.15}, {}, {"4": 0.9}) == "24"
    assert text({"a": 0.9}, {}, {".": 0.25}, {}, {"4": 0.9}) == "a4"


def test_an_empty_strip_has_no_characters() -> None:
    assert characters(lattice({}, {}, {})) == ()


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.load(Path(__file__).parents[3] / "models")


WRITTEN = [
    "0123456789", "12,50", "1.234,56", "16/01/2024", "10:45", "98.6", "-3.75", "+49 30 1234", "17%", "163-930=",
    "111", "1000000", "55500", "2211", "Total 42", "No. 7",
]  # fmt: skip


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize("light", [False, True])
def test_print_is_read_as_it_is_written(reader: Reader, written: str, light: bool) -> None:
    font = ImageFont.load_default(size=40)
    width, height = int(font.getlength(written)) + 40, 60
    ink, paper = (240, 50) if light else (40, 225)
    page = Image.new("L", (width, height), paper)
    ImageDraw.Draw(page).text((20, 8), written, fill=ink, font=font)
    quad = np.array([[8, 4], [width - 8, 4], [width - 8, 56], [8, 56]], np.float32)
    (found,) = reader.lattices([cut_strip(np.asarray(page), quad).pixels])
    read = "".join(one.character for one in characters(found))
    assert read.replace(" ", "") == written.replace(" ", "")


def test_strips_come_back_in_their_order_whatever_their_width(reader: Reader) -> None:
    strips = [np.zeros((48, width), np.float32) for width in (320, 64, 160, 64)]
    found = reader.lattices(strips)
    assert [one.shape for one in found] == [(width // FRAME, CLASSES) for width in (320, 64, 160, 64)]
    assert all(characters(one) == () for one in found) and reader.lattices([]) == []
