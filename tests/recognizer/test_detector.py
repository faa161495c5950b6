"""Peaks become boxes once, in pixels of the picture, and light does not matter."""

import numpy as np
import pytest

from recognizer.detector import Detector, levels, peaks, thickened
from recognizer.sights import without_doubles
from recognizer.tiles import WINDOW, tiles_of
from recognizer.windows import packed
from tests.recognizer.drawn import sheet


class Stub:
    """A network that sees one digit 7 in the middle of every bright square of a window."""

    def run(self, view: np.ndarray) -> tuple[np.ndarray, ...]:
        maps = np.full((1, WINDOW // 4, WINDOW // 4, 16), -9.0, np.float32)
        bright = view[0, ::4, ::4, 0] > 2
        maps[0, ..., 1:5] = 0
        maps[0, bright, 0] = 3.0
        maps[0, ..., 12] = 9.0
        return (maps,)


def test_a_peak_is_told_with_its_box_and_digit() -> None:
    maps = np.full((20, 30, 16), -9.0, np.float32)
    maps[8, 12] = [2.0, 0.25, -0.25, 0.0, np.log(2), *([0] * 4), 5, *([0] * 5), -9.0]
    found = peaks(maps)
    assert found.digits.boxes == pytest.approx(np.array([[51 - 8, 33 - 16, 16, 32]]), abs=1e-3)
    assert found.digits.scores == pytest.approx([1 / (1 + np.exp(-2))])
    assert found.which[0].argmax() == 4 and found.which.sum() == pytest.approx(1)
    assert len(found.letters.boxes) == 0


def test_a_letter_is_told_beside_the_digits_once_and_in_pixels_of_the_picture() -> None:
    class Spelling(Stub):
        def run(self, view: np.ndarray) -> tuple[np.ndarray, ...]:
            (maps,) = super().run(view)
            return (maps[..., [15, *range(1, 15), 0]],)

    gray = np.full((500, 1000), 90, np.uint8)
    gray[236:264, 600:628] = 255
    found = Detector(Spelling()).detect(gray)  # type: ignore[arg-type]
    assert len(found.boxes) == 0 and len(found.letters.boxes)
    assert np.abs(found.letters.boxes[:, :2] + found.letters.boxes[:, 2:] / 2 - (614, 250)).max() < 20
    assert (np.diff(found.letters.scores) <= 0).all()


def test_nothing_is_found_where_nothing_peaks() -> None:
    nothing = peaks(np.full((20, 30, 16), -9.0, np.float32))
    assert len(nothing.digits.boxes) == len(without_doubles(nothing, 3).boxes) == 0


def test_boxes_come_in_pixels_of_the_picture_at_every_level() -> None:
    gray = np.full((500, 1000), 90, np.uint8)
    gray[236:264, 600:628] = 255
    found = Detector(Stub()).detect(gray)  # type: ignore[arg-type]
    middles = found.boxes[:, :2] + found.boxes[:, 2:] / 2
    assert len(middles) and np.abs(middles - (614, 250)).max() < 20
    assert (found.digits.argmax(axis=1) == 7).all()


def test_a_small_photo_is_also_looked_at_as_large_as_it_may_be() -> None:
    assert levels(4000) == [160, 320, 576]
    assert levels(255) == [160, 255]
    assert levels(450) == [160, 320, 450]
    assert levels(390) == [160, 320]
    assert levels(72) == [160, 224], "two looks see more than one"


@pytest.mark.parametrize(("ground", "ink"), [(230, 20), (20, 230)])
def test_strokes_become_wider_on_light_and_on_dark(ground: int, ink: int) -> None:
    gray = np.full((200, 700), ground, np.uint8)
    gray[40:160, 300:303] = ink
    wide = thickened(gray)
    assert (wide[100] == ink).sum() == 3 + 10 and (wide[100] == ground).sum() == 700 - 13
    assert (wide[:, 301] == ink).sum() == 120 + 10


@pytest.mark.parametrize(("score", "height", "more"), [(0.5, 200, 1), (0.9, 200, 0), (0.5, 40, 0)])
def test_large_doubtful_digits_are_looked_at_again(score: float, height: int, more: int) -> None:
    class Seeing(Stub):
        def __init__(self, score: float) -> None:
            self.score, self.looks = score, 0

        def run(self, view: np.ndarray) -> tuple[np.ndarray, ...]:
            self.looks += 1
            maps = np.full((1, WINDOW // 4, WINDOW // 4, 16), -9.0, np.float32)
            maps[0, 10, 10, 0] = np.log(self.score / (1 - self.score))
            maps[0, 10, 10, 1:5] = 0, 0, 0, np.log(height / 2 / 16)  # of a photo seen at half its size
            return (maps,)

    gray = sheet(320, 320)
    nothing, something = Seeing(0.01), Seeing(score)
    for network in (nothing, something):
        Detector(network).detect(gray)  # type: ignore[arg-type]
    assert something.looks == nothing.looks + more
    small = Seeing(score)
    Detector(small).detect(gray, 100)  # type: ignore[arg-type]
    assert small.looks == len(levels(150))


class Counting(Stub):
    """Sees digits in bright squares, so large and so surely, at times large sure ones too; counts the windows."""

    def __init__(self, size: float, score: float = 3.0, also_large: int = 0) -> None:
        self.seen, self._size, self._score, self._also_large = 0, size, score, also_large

    def run(self, view: np.ndarray) -> tuple[np.ndarray, ...]:
        self.seen += 1
        (maps,) = super().run(view)
        maps[..., 3:5] = self._size
        maps[..., 0][maps[..., 0] > 0] = self._score
        for place in range(5, 5 + 8 * self._also_large, 8):
            maps[0, 5, place, 0], maps[0, 5, place, 3:5] = 3.0, 1.0
        return (maps,)


def windows(network: Counting) -> int:
    gray = np.full((1200, 1600), 90, np.uint8)
    gray[600:640, 800:840] = 255
    Detector(network).detect(gray)  # type: ignore[arg-type]
    return network.seen


def test_small_digits_are_looked_at_again_and_large_ones_not() -> None:
    assert windows(Counting(-1.0)) > windows(Counting(1.0)) == 5


def test_doubtful_small_digits_are_looked_at_again_where_nothing_is_sure() -> None:
    assert windows(Counting(-1.0, score=-1.5)) > windows(Counting(-1.0, score=-1.5, also_large=4)) == 5


def test_where_little_is_sure_two_parts_are_looked_at_for_a_sheet_of_small_characters() -> None:
    assert windows(Counting(-1.0, score=-1.5, also_large=1)) == 5 + 2


@pytest.mark.parametrize(("digits", "letters", "tall"), [(10, 9, True), (5, 30, False), (0, 30, False)])
def test_where_a_digit_is_sure_from_afar_figures_alone_make_a_sheet(digits: int, letters: int, tall: bool) -> None:
    class Table:
        looks = 0

        def run(self, view: np.ndarray) -> tuple[np.ndarray, ...]:
            maps = np.full((1, WINDOW // 4, WINDOW // 4, 16), -9.0, np.float32)
            maps[..., 1:5] = 0
            self.looks += 1
            if self.looks == 1:  # from afar, where the paper looks like a 1
                maps[0, 40, 40, 0], maps[0, 40, 40, 3:5] = 3.0, 2.0
            if self.looks > 5:
                maps[0, 10, 3 : 3 + 2 * digits : 2, 0] = 2.0
                maps[0, 20, 3 : 3 + 2 * letters : 2, 15] = 2.0
            return (maps,)

    found = Detector(Table()).detect(np.full((1200, 1600), 90, np.uint8))  # type: ignore[arg-type]
    assert (found.tall == pytest.approx(16)) if tall else found.tall == 0


def test_what_is_known_for_a_sheet_of_small_characters_is_looked_at_whole_though_nothing_is_seen() -> None:
    gray = np.full((1200, 1600), 90, np.uint8)
    gray[::8] = 255
    known, unknown = Counting(1.0), Counting(1.0)
    for network in (known, unknown):
        network._score = -9.0
    assert Detector(unknown).detect(gray).tall == 0  # type: ignore[arg-type]
    assert Detector(known).detect(gray, tall=25.0).tall == 25  # type: ignore[arg-type]
    assert known.seen - (unknown.seen - 2) == len(packed(tiles_of(gray, round(22 * 1600 / 25))))
