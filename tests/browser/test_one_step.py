"""One step from the photo to the number: reading starts with the photo, shows how far it is, and can be called off."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser import quick
from tests.browser.conftest import let_go, open_page
from tests.browser.reading import hold_first, is_post, read
from tests.browser.test_ways_in import GIVE

LAPTOP = {"width": 1366, "height": 768}


@pytest.fixture(scope="module")
def site(quick_site: str) -> str:
    return quick_site


def give(page: Page, text: str, name: str = "other.png") -> None:
    page.evaluate(GIVE, ["drop", name, "image/png", list(quick.photo(text))])


def test_a_photo_is_read_as_soon_as_it_is_chosen(scripted: Page, photo: Path):
    scripted.get_by_label("Choose a photo", exact=True).set_input_files(photo)
    expect(scripted.locator(".number-field")).to_have_value("4071")


def test_a_photo_that_is_chosen_before_the_script_has_come_is_read_with_it(scripted: Page, site: str, photo: Path):
    waiting: list[Route] = []
    scripted.route("**/static/app.js", lambda route: waiting.append(route))
    scripted.goto(site, wait_until="commit")
    scripted.get_by_label("Choose a photo", exact=True).set_input_files(photo)
    let_go(scripted, waiting)
    expect(scripted.locator(".number-field")).to_have_value("4071")


def test_a_picture_in_the_clipboard_is_read_by_a_button(chromium: Browser, site: str):
    with open_page(chromium, site, permissions=["clipboard-read", "clipboard-write"]) as page:
        copy = """async bytes => navigator.clipboard.write(
            [new ClipboardItem({"image/png": new Blob([new Uint8Array(bytes)], {type: "image/png"})})])"""
        page.evaluate(copy, list(quick.photo("258")))
        page.get_by_role("button", name="Paste").click()
        expect(page.locator(".number-field")).to_have_value("258")


def test_that_the_clipboard_has_no_picture_is_told(chromium: Browser, site: str):
    with open_page(chromium, site, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.evaluate("navigator.clipboard.writeText('7')")
        page.get_by_role("button", name="Paste").click()
        expect(page.get_by_role("alert")).to_contain_text("There is no picture to paste.")


def test_with_script_nothing_looks_ready_that_cannot_work_yet(scripted: Page):
    expect(scripted.get_by_role("button", name="Read the digits")).to_be_hidden()
    expect(scripted.get_by_label("Choose a photo", exact=True)).to_be_visible()


def test_the_samples_are_in_view_on_a_laptop(chromium: Browser, site: str):
    with open_page(chromium, site, viewport=LAPTOP) as page:
        box = page.get_by_role("link", name="A lone digit").bounding_box()
        assert box and box["y"] + box["height"] <= LAPTOP["height"]


def test_while_it_is_read_the_photo_and_a_way_to_end_it_are_shown(scripted: Page, photo: Path):
    waiting = hold_first(scripted)
    read(scripted, photo)
    expect(scripted.get_by_role("img", name="Your photo")).to_be_visible()
    expect(scripted.locator(".preview-name")).to_contain_text("number.png")
    expect(scripted.get_by_role("progressbar")).to_be_visible()
    expect(scripted.get_by_text("Reading…")).to_be_visible()
    expect(scripted.locator("main")).to_have_attribute("aria-busy", "true")
    let_go(scripted, waiting)
    expect(scripted.locator(".number-field")).to_have_value("4071")
    assert len(waiting) == 1


def test_a_reading_that_was_called_off_can_be_taken_up(scripted: Page, photo: Path):
    hold_first(scripted)
    with scripted.expect_request(is_post):
        read(scripted, photo)
    scripted.get_by_role("button", name="Cancel").click()
    expect(scripted.get_by_role("progressbar")).to_be_hidden()
    scripted.get_by_role("button", name="Read the digits").click()
    expect(scripted.locator(".number-field")).to_have_value("4071")


def test_a_photo_given_while_another_is_read_takes_its_place(scripted: Page, photo: Path):
    hold_first(scripted)
    with scripted.expect_request(is_post):
        read(scripted, photo)
    give(scripted, "258")
    expect(scripted.locator(".number-field")).to_have_value("258")
    scripted.go_back()
    expect(scripted.locator(".preview-name")).to_contain_text("other.png")


def test_a_file_that_is_no_photo_leaves_the_reading_alone(scripted: Page, photo: Path):
    waiting = hold_first(scripted)
    read(scripted, photo)
    scripted.evaluate(GIVE, ["drop", "notes.txt", "text/plain", list(b"seven")])
    expect(scripted.get_by_role("alert")).to_contain_text("I do not know this kind of file.")
    let_go(scripted, waiting)
    expect(scripted.locator(".number-field")).to_have_value("4071")


def test_after_the_way_back_the_photo_that_is_shown_is_the_one_that_is_read(scripted: Page, photo: Path):
    read(scripted, photo)
    expect(scripted.locator(".number-field")).to_have_value("4071")
    give(scripted, "258")
    expect(scripted.locator(".number-field")).to_have_value("258")
    scripted.go_back()
    expect(scripted.locator(".number-field")).to_have_value("4071")
    scripted.go_back()
    expect(scripted.locator(".preview-name")).to_contain_text("number.png")
    scripted.get_by_role("button", name="Read the digits").click()
    expect(scripted.locator(".number-field")).to_have_value("4071")


def test_until_the_next_photo_is_read_the_number_before_cannot_be_taken_for_its_own(scripted: Page, photo: Path):
    read(scripted, photo)
    expect(scripted.locator(".number-field")).to_have_value("4071")
    waiting = hold_first(scripted)
    give(scripted, "258")
    expect(scripted.get_by_role("progressbar")).to_be_visible()
    for item in (".answer .number", ".answer .go", ".downloads"):
        expect(scripted.locator(item).first).to_have_attribute("inert", "")
    let_go(scripted, waiting)
    expect(scripted.locator(".number-field")).to_have_value("258")
