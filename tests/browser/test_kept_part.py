"""A part of one photo is kept for those that follow, in this browser alone, until it is forgotten."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from harness.pictures import draw, encode
from recognizer.reading import Options
from tests.browser.answers import SCREENS, answered
from tests.browser.conftest import until
from tests.browser.reading import read
from tests.browser.test_batch import choose
from tests.browser.test_drops import GIVE_FILES
from tests.browser.test_ways_in import GIVE
from tests.conftest import FixedRecognizer

KEPT = [0.3, 0.4, 0.2, 0.25]  # x, y, width, height in shares of the photo's sides


@pytest.fixture
def recognizer() -> FixedRecognizer:
    return FixedRecognizer("4071")


@pytest.fixture(params=SCREENS)
def page(
    request: pytest.FixtureRequest, chromium: Browser, recognizer: FixedRecognizer, tmp_path: Path
) -> Iterator[Page]:
    """A result whose part is kept."""
    with answered(chromium, tmp_path, recognizer, **SCREENS[request.param]) as page:
        keep_part(page)
        yield page


def keep_part(page: Page) -> None:
    page.get_by_text("Not right?").click()
    menu = page.get_by_label("Which part")
    menu.evaluate("(menu, part) => menu.add(new Option('mine', part))", ",".join(map(str, KEPT)))
    menu.select_option("mine")
    switch(page).check()
    expect(page.locator("#announcer")).to_have_text("The next photos are read in this part")


def switch(page: Page) -> Locator:
    return page.get_by_label("Use this part for the next photos")


def another(page: Page) -> None:
    page.get_by_role("link", name="Read another").click()
    page.wait_for_url(re.compile(r"\d/$"))  # and until its script has run


def photo(folder: Path, width: int = 480, height: int = 240) -> Path:
    path = folder / f"{width}.png"
    path.write_bytes(encode(draw("4071", width, height)))
    return path


def part_of(asked: tuple[object, Options]) -> list[float] | None:
    """The part that was read, in shares of the photo."""
    rgb, options = asked
    height, width = rgb.shape[:2]  # type: ignore[attr-defined]
    box = options.region
    return box and [box.x / width, box.y / height, box.width / width, box.height / height]


def test_the_next_photo_is_read_in_the_kept_part_and_the_page_says_so(
    page: Page, recognizer: FixedRecognizer, tmp_path: Path
):
    another(page)
    expect(page.get_by_text("Only the part that you kept is read.")).to_be_visible()
    for name, share in zip(("x", "y", "width", "height"), KEPT, strict=True):
        expect(page.locator(".kept-part rect")).to_have_attribute(name, str(share))
    read(page, photo(tmp_path))
    expect(page.get_by_role("button", name="Whole photo")).to_be_visible()
    assert part_of(recognizer.asked[-1]) == pytest.approx(KEPT)
    expect(switch(page)).to_be_checked()


def test_a_photo_of_another_shape_is_read_in_the_same_shares_of_its_sides(
    page: Page, recognizer: FixedRecognizer, tmp_path: Path
):
    another(page)
    read(page, photo(tmp_path, 300, 900))
    expect(page.locator(".marks")).to_have_attribute("viewBox", "0 0 300 900")
    assert part_of(recognizer.asked[-1]) == pytest.approx(KEPT)


def test_one_click_forgets_the_part_and_the_next_photo_is_read_as_a_whole(
    page: Page, recognizer: FixedRecognizer, tmp_path: Path
):
    another(page)
    page.get_by_role("button", name="Forget it").click()
    expect(page.locator(".kept-part")).to_be_hidden()
    expect(page.get_by_label("Choose a photo", exact=True)).to_be_focused()
    read(page, photo(tmp_path))
    expect(page.locator(".marks")).to_have_attribute("viewBox", "0 0 480 240")
    assert part_of(recognizer.asked[-1]) is None
    expect(switch(page)).to_have_count(0)


def test_the_part_is_also_that_of_a_photo_that_is_dropped_on_a_result(page: Page, recognizer: FixedRecognizer):
    page.evaluate(GIVE, ["drop", "next.png", "image/png", list(encode(draw("4071", 500, 300)))])
    expect(page.locator(".marks")).to_have_attribute("viewBox", "0 0 500 300")
    assert part_of(recognizer.asked[-1]) == pytest.approx(KEPT)
    switch(page).uncheck()
    page.evaluate(GIVE, ["drop", "last.png", "image/png", list(encode(draw("4071", 600, 300)))])
    expect(page.locator(".marks")).to_have_attribute("viewBox", "0 0 600 300")
    assert part_of(recognizer.asked[-1]) is None


def test_it_outlasts_the_page_and_holds_after_back_to_a_page_of_before_it(page: Page):
    page.go_back()
    expect(page.get_by_text("Only the part that you kept is read.")).to_be_visible()
    page.get_by_text("Options", exact=True).click()
    expect(page.get_by_label("Which part").locator("option").first).to_have_text("the part that you kept")
    page.reload()
    expect(page.get_by_text("Only the part that you kept is read.")).to_be_visible()


def test_another_part_that_is_chosen_goes_before_the_kept_one(page: Page, recognizer: FixedRecognizer, tmp_path: Path):
    another(page)
    page.get_by_text("Options", exact=True).click()
    page.get_by_label("Which part").select_option("the upper half")
    read(page, photo(tmp_path))
    expect(page.locator(".marks")).to_have_attribute("viewBox", "0 0 480 240")
    assert part_of(recognizer.asked[-1]) == [0, 0, 1, 0.5]
    expect(switch(page)).not_to_be_checked()


def test_what_is_written_is_read_as_a_whole(chromium: Browser, recognizer: FixedRecognizer, tmp_path: Path):
    with answered(chromium, tmp_path, recognizer) as page:
        keep_part(page)
        another(page)
        page.get_by_role("button", name="Write a number").click()
        page.get_by_role("img", name="A pad").click(position={"x": 100, "y": 60})
        page.get_by_role("button", name="Read what I wrote").click()
        expect(page.locator(".marks")).to_have_attribute("viewBox", re.compile("^0 0 1200 "))
        assert part_of(recognizer.asked[-1]) is None


def test_many_photos_offers_the_part_for_the_whole_list(page: Page, recognizer: FixedRecognizer, tmp_path: Path):
    del recognizer.asked[:]
    paths = [photo(tmp_path, 480), photo(tmp_path, 500), photo(tmp_path, 520)]
    choose(page, paths[0])
    expect(page.get_by_text("1 of 1 photos done")).to_be_visible()
    offer = page.get_by_label("Read only the part that you kept")
    expect(offer).not_to_be_checked()
    offer.check()
    page.get_by_label("Choose photos", exact=True).set_input_files(paths[1:])
    expect(page.get_by_text("3 of 3 photos done")).to_be_visible()
    parts = [part_of(asked) for asked in recognizer.asked]
    assert parts == [None, pytest.approx(KEPT), pytest.approx(KEPT)]
    page.get_by_role("button", name="Forget it").click()
    expect(page.locator(".kept-part")).to_be_hidden()
    page.get_by_label("Choose photos", exact=True).set_input_files(photo(tmp_path, 540))
    expect(page.get_by_text("4 of 4 photos done")).to_be_visible()
    assert part_of(recognizer.asked[-1]) is None


def test_several_photos_that_are_taken_along_take_the_part_along(page: Page, recognizer: FixedRecognizer):
    another(page)
    given = [[f"{width}.png", list(encode(draw("4071", width, 240)))] for width in (480, 500)]
    del recognizer.asked[:]
    page.evaluate(GIVE_FILES, ["drop", given])
    page.get_by_role("button", name="Read all 2").click()
    expect(page.get_by_text("2 of 2 photos done")).to_be_visible()
    expect(page.get_by_label("Read only the part that you kept")).to_be_checked()
    assert [part_of(asked) for asked in recognizer.asked] == [pytest.approx(KEPT)] * 2


def test_a_browser_that_keeps_nothing_keeps_the_part_as_long_as_the_page(
    chromium: Browser, recognizer: FixedRecognizer, tmp_path: Path
):
    with answered(chromium, tmp_path, recognizer) as page:
        page.evaluate("() => { Storage.prototype.setItem = Storage.prototype.getItem = () => { throw new Error(); }; }")
        keep_part(page)
        page.evaluate(GIVE, ["drop", "next.png", "image/png", list(encode(draw("4071", 500, 300)))])
        expect(page.locator(".marks")).to_have_attribute("viewBox", "0 0 500 300")
        until(page, lambda: part_of(recognizer.asked[-1]) == pytest.approx(KEPT))
