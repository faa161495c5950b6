"""The page of many photos: rows that fail are tried again or removed, what is left to check is gone through, and files
that were dropped elsewhere come along."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import quick
from tests.browser.conftest import open_page
from tests.browser.test_batch import choose
from tests.browser.test_drops import GIVE_FILES

DONE = ".batch-number:visible"


@pytest.fixture(scope="module")
def site(quick_site: str) -> str:
    return quick_site


@pytest.fixture(scope="module")
def doubtful() -> Iterator[str]:
    """A site that is sure of no number."""
    with quick.quick_site(confidence=0.6) as address:
        yield address


def files(folder: Path, *texts: str) -> list[Path]:
    paths = [folder / f"{text}.png" for text in texts]
    for path, text in zip(paths, texts, strict=True):
        path.write_bytes(quick.photo(text))
    return paths


def numbers(page: Page) -> list[str]:
    return [number.input_value() for number in page.locator(DONE).all()]


def test_a_lost_connection_pauses_the_list_and_the_rest_is_read_after_it(scripted: Page, tmp_path: Path):
    sent: list[str] = []

    def fail_second(route) -> None:
        if route.request.method == "POST":
            sent.append("")
        route.abort() if len(sent) == 2 else route.continue_()

    scripted.route("**/batch", fail_second)
    choose(scripted, *files(tmp_path, "7", "42", "258"))
    expect(scripted.locator(".batch-progress")).to_contain_text("1 of 3 photos done. Stopped.")
    expect(scripted.locator(".batch-progress")).to_contain_text("check your connection")
    scripted.get_by_role("button", name="Try again", exact=True).click()
    expect(scripted.get_by_text("3 of 3 photos done")).to_be_visible()
    assert numbers(scripted) == ["7", "42", "258"]


def test_a_row_is_read_again_or_removed(scripted: Page, tmp_path: Path):
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"no photo")
    choose(scripted, *files(tmp_path, "7", "42"), bad)
    expect(scripted.get_by_text("3 of 3 photos done, 1 not read")).to_be_visible()
    scripted.get_by_role("button", name="Remove: bad.png").click()
    scripted.get_by_role("button", name="Remove: 7.png").click()
    expect(scripted.get_by_text("1 of 1 photos done")).to_be_visible()
    scripted.locator(DONE).fill("99")
    scripted.get_by_role("button", name="Read again: 42.png").click()
    expect(scripted.locator(DONE)).to_have_value("42")
    expect(scripted.locator(".batch tbody tr")).to_have_count(1)


def test_no_photo_joins_twice(scripted: Page, tmp_path: Path):
    paths = files(tmp_path, "7", "42")
    choose(scripted, paths[0])
    expect(scripted.get_by_text("1 of 1 photos done")).to_be_visible()
    scripted.get_by_label("Choose photos", exact=True).set_input_files(paths)
    expect(scripted.locator(".batch-progress")).to_contain_text("1 photo was already in the table. 2 of 2 photos done")
    assert numbers(scripted) == ["7", "42"]


def test_what_is_left_to_check_is_counted_shown_alone_and_gone_through(
    chromium: Browser, doubtful: str, tmp_path: Path
):
    with open_page(chromium, doubtful) as page:
        choose(page, *files(tmp_path, "7", "42", "258"))
        expect(page.get_by_text("3 left to check")).to_be_visible()
        step = page.get_by_role("button", name="Check the next")
        step.click()
        expect(page.locator(DONE).nth(0)).to_be_focused()
        step.click()
        expect(page.locator(DONE).nth(1)).to_be_focused()
        expect(page.get_by_text("2 left to check")).to_be_visible()
        page.locator(DONE).nth(1).fill("43")
        expect(page.get_by_text("1 left to check")).to_be_visible()
        page.get_by_role("button", name="Show only these").click()
        expect(page.locator(DONE).last).to_have_value("258")
        expect(page.locator(".batch tbody tr").first).to_be_hidden()
        step.click()
        step.click()
        expect(page.get_by_text("All checked")).to_be_visible()


@pytest.mark.parametrize("event", ["drop", "paste"])
def test_several_photos_on_the_first_page_are_carried_along_with_one_click(scripted: Page, event: str):
    scripted.get_by_text("Options", exact=True).click()
    scripted.get_by_label("Expected form").fill("1 digit")
    given = [["a.png", list(quick.photo("42"))], ["b.txt", list(b"no photo")], ["c.png", list(quick.photo("258"))]]
    scripted.evaluate(GIVE_FILES, [event, given])
    expect(scripted.get_by_role("alert")).to_have_text("You gave me 2 photos.")
    scripted.get_by_role("button", name="Read all 2").click()
    expect(scripted.get_by_text("2 of 2 photos done")).to_be_visible()
    expect(scripted).to_have_title("Read many photos – Ziffer")
    assert numbers(scripted) == ["4", "2"]  # with the choice that was made
    scripted.go_back()
    expect(scripted.get_by_label("Choose a photo", exact=True)).to_be_visible()
    scripted.go_forward()
    expect(scripted.locator(DONE)).to_have_count(2)


def test_of_several_photos_only_the_first_can_be_read(scripted: Page):
    given = [["a.png", list(quick.photo("42"))], ["c.png", list(quick.photo("258"))]]
    scripted.evaluate(GIVE_FILES, ["drop", given])
    scripted.get_by_role("button", name="Read only a.png").click()
    expect(scripted.get_by_label("The number")).to_have_value("42")


def test_a_picture_in_large_widens_no_column(scripted: Page, tmp_path: Path):
    choose(scripted, *files(tmp_path, "7", "42"))
    expect(scripted.get_by_text("2 of 2 photos done")).to_be_visible()
    width = "field => field.getBoundingClientRect().width"
    before = scripted.locator(DONE).last.evaluate(width)
    scripted.locator(".batch-photo img").first.click()
    expect(scripted.locator(".batch-photo [open]")).to_have_count(1)
    assert scripted.locator(DONE).last.evaluate(width) == before


def test_the_table_is_printed_alone(scripted: Page, tmp_path: Path):
    choose(scripted, *files(tmp_path, "7"))
    expect(scripted.get_by_text("1 of 1 photos done")).to_be_visible()
    scripted.emulate_media(media="print")
    expect(scripted.locator(DONE)).to_be_visible()
    for item in (".batch-form", ".row-buttons button", "nav", "h1", ".batch .go"):
        expect(scripted.locator(item).first).to_be_hidden()


def test_dropping_and_pasting_look_and_work_as_on_the_first_page(scripted: Page):
    scripted.get_by_role("link", name="Many photos").click()
    scripted.wait_for_url("**/batch")
    scripted.evaluate(GIVE_FILES, ["dragover", [["a.png", [1]]]])
    expect(scripted.locator("body")).to_have_class("dropping")
    scripted.evaluate(GIVE_FILES, ["paste", [["a.png", list(quick.photo("42"))]]])
    expect(scripted.locator(DONE)).to_have_value("42")
