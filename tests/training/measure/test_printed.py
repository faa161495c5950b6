"""Printed documents are drawn from seeds, photographed, labelled with what they show, and scored by kind."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import pytest
from click.testing import CliRunner

from recognizer import Recognizer
from tests.chromium import installed_chromium
from training.__main__ import training
from training.data import digit_sets
from training.measure import printed, printed_pages, printed_photos
from training.measure.printed_pages import compose
from training.measure.printed_texts import KINDS
from training.measure.strings import DIGITS

SEEDS = range(6 * len(KINDS))
WHITE = np.full((300, 200, 3), 255, np.uint8)


def shown_lines(page: str) -> list[str]:
    """The text of each line of a page, as a browser shows it."""
    rows = re.split(r"<tr[^>]*>", page)[1:]
    return [html.unescape(re.sub(r"<[^>]+>", "", row)) for row in rows]


@pytest.fixture
def small_photos(drawn_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Photos with a ninth of the pixels: what is drawn on them does not hang on their size."""
    monkeypatch.setattr(printed, "LONG_SIDE", printed.LONG_SIDE // 3)
    monkeypatch.setattr(printed, "SHORT_SIDE", printed.SHORT_SIDE // 3)


@pytest.fixture
def drawings(small_photos: None, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """One document of each kind and a browser that draws nothing; the pages that it was given."""
    given: list[str] = []

    def draw(pages: Iterable[str], program: str) -> Iterator[np.ndarray]:
        for page in pages:
            given.append(page)
            yield WHITE

    monkeypatch.setattr(printed, "DOCUMENTS", len(KINDS))
    monkeypatch.setattr(printed, "find_chromium", lambda: "chromium")
    monkeypatch.setattr(printed_pages, "draw", draw)
    return given


@pytest.mark.parametrize("seed", SEEDS)
def test_labels_are_the_digits_of_the_lines_that_the_page_shows(seed: int) -> None:
    document = compose(seed)
    digits = ["".join(sign for sign in line if sign in DIGITS) for line in shown_lines(document.page)]
    assert len(digits) == len(document.rows)
    assert document.lines == [line for line in digits if line]
    assert bool(document.lines) == (document.kind != "words only")


def test_no_field_of_a_template_is_left_and_no_digit_is_of_another_script() -> None:
    text = "".join(line for seed in SEEDS for line in shown_lines(compose(seed).page))
    assert not set("{}|") & set(text)
    assert {sign for sign in text if sign.isnumeric()} <= set(DIGITS)


def test_a_seed_gives_one_document_and_each_seed_another() -> None:
    assert [compose(seed) for seed in SEEDS] == [compose(seed) for seed in SEEDS]
    assert len({tuple(shown_lines(compose(seed).page)) for seed in SEEDS}) == len(SEEDS)


def test_kinds_take_turns() -> None:
    assert [compose(seed).kind for seed in range(2 * len(KINDS))] == 2 * list(KINDS)


def test_some_price_tags_have_raised_cents() -> None:
    tags = [compose(seed) for seed in range(1, 40 * len(KINDS), len(KINDS))]
    raised = [tag for tag in tags if "<sup>" in tag.page]
    assert 0 < len(raised) < len(tags)
    assert all(re.sub(r"\D", "", tag.rows[1].cells[0]) + tag.rows[1].raised == tag.rows[1].digits for tag in raised)


@pytest.mark.parametrize("size", [(320, 240), (240, 320)])
@pytest.mark.parametrize("sides", [(40, 60), (900, 300), (300, 900)])
def test_a_photo_has_the_size_asked_for_and_all_of_the_document(
    size: tuple[int, int], sides: tuple[int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digit_sets, "DATA", tmp_path)
    red = np.full((*sides, 3), (255, 0, 0), np.uint8)
    for seed in range(5):
        photo = printed_photos.photograph(red, size, 2, np.random.default_rng(seed))
        assert photo.shape == (size[1], size[0], 3) and photo.dtype == np.uint8
        seen = photo[..., 0].astype(int) - photo[..., 1] > 60
        assert seen.any()
        assert not seen[[0, -1]].any() and not seen[:, [0, -1]].any()


def test_a_photo_is_the_same_each_time(small_photos: None) -> None:
    assert printed.photo(WHITE, 3) == printed.photo(WHITE, 3)
    assert printed.photo(WHITE, 3) != printed.photo(WHITE, 4)


def test_documents_lie_on_photographs_where_there_are_any(
    small_photos: None, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_photograph = printed.photo(WHITE, 0)
    monkeypatch.setattr(digit_sets, "DATA", tmp_path_factory.mktemp("empty"))
    assert printed.photo(WHITE, 0) != on_photograph


def test_photos_are_drawn_once_and_anew_where_one_is_missing_or_the_code_is_another(
    drawings: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = printed.load_cases()
    assert [case["kind"] for case in cases] == list(KINDS)
    assert drawings == [compose(seed).page for seed in range(len(KINDS))]
    first = cv2.imread(str(printed.folder() / cases[0]["file"]))
    assert sorted(first.shape[:2]) == [printed.SHORT_SIDE, printed.LONG_SIDE]
    assert printed.load_cases() == cases and len(drawings) == len(KINDS)
    (printed.folder() / cases[2]["file"]).unlink()
    assert printed.load_cases() == cases and len(drawings) == 2 * len(KINDS)
    monkeypatch.setattr(printed, "_mark", lambda: "another")
    assert printed.load_cases() != cases and len(drawings) == 3 * len(KINDS)


def test_kept_photos_need_no_chromium(drawings: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    cases = printed.load_cases()
    monkeypatch.setattr(printed, "find_chromium", lambda: None)
    assert printed.load_cases() == cases


@pytest.mark.parametrize(("answer", "words"), [([], "100.0"), (["7"], "0.0")])
def test_the_table_has_a_line_for_each_kind_and_counts_what_is_read_of_words(
    answer: list[str], words: str, drawings: list[str]
) -> None:
    _, *lines = printed.table(lambda rgb: answer).splitlines()
    cells = {line[:18].strip(): line[18:].split() for line in lines}
    assert list(cells) == [*KINDS, "all"]
    assert cells["words only"] == ["1", words, "-"]
    assert cells["table"][:2] == ["1", "0.0"]
    assert cells["all"][0] == str(len(KINDS))
    assert answer or cells["all"][2] == "100.0"


def test_without_chromium_it_is_said_how_to_install_it(drawn_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printed, "find_chromium", lambda: None)
    monkeypatch.setattr(Recognizer, "load", lambda models: None)
    said = CliRunner().invoke(training, ["measure", "printed"]).output
    assert said.count("\n") == 1 and "apt-get install chromium" in said
    assert not (printed.folder() / "cases.jsonl").exists()


def test_chromium_draws_all_of_a_document() -> None:
    program = installed_chromium()
    documents = [compose(seed) for seed in (0, 4, 6)]
    with ThreadPoolExecutor(1) as pool:  # in this one, the browser of other tests may still be open
        drawings = pool.submit(lambda: list(printed_pages.draw([one.page for one in documents], program))).result()
    for document, drawn in zip(documents, drawings, strict=True):
        assert drawn.dtype == np.uint8 and drawn.shape[2] == 3
        paper = drawn[0, 0].astype(int)
        ink = np.abs(drawn - paper).max(axis=2) > 100
        assert not ink[[0, -1]].any() and not ink[:, [0, -1]].any()
        starts = np.diff(ink.any(axis=1).astype(int)) == 1
        assert starts.sum() >= len(document.rows)
        assert 0.005 < ink.mean() < 0.5
