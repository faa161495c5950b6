"""A result taken along: one of its rows is copied, and numbers and photo go to the device's share sheet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.answers import SCREENS, answered, on_screen
from tests.browser.conftest import until
from tests.conftest import FixedRecognizer

# A device with a share sheet, which Chromium has on phones: it keeps what it is given, or fails as it is told to.
SHEET = """
navigator.canShare = ({ files }) => !window.textAlone && files.length === 1;
navigator.share = async ({ text, files }) => {
  if (window.fault) throw new DOMException("", window.fault);
  const bytes = files && new Uint8Array(await files[0].arrayBuffer());
  window.shared = [text, files ? [files[0].name, files[0].type, bytes[0], bytes[1], bytes.length > 1000] : null];
};
"""
JPEG = ["photo-boxed.jpg", "image/jpeg", 0xFF, 0xD8, True]


@contextmanager
def device(chromium: Browser, folder: Path, screen: str) -> Iterator[Page]:
    with answered(chromium, folder, FixedRecognizer("40 71", "258"), **SCREENS[screen]) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        yield page


@pytest.fixture(params=SCREENS)
def page(request: pytest.FixtureRequest, chromium: Browser, tmp_path: Path) -> Iterator[Page]:
    with device(chromium, tmp_path, request.param) as page:
        yield page


def test_a_row_is_copied_as_it_was_corrected_and_the_others_are_not(page: Page):
    page.get_by_label("Row 2 of 2").fill("259")
    page.get_by_role("button", name="Copy row 2").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    expect(page.locator("#announcer")).to_have_text("Copied 259")
    assert page.evaluate("navigator.clipboard.readText()") == "259"
    page.get_by_role("button", name="Copy row 1").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#announcer")).to_have_text("Copied 40 71")
    assert page.evaluate("navigator.clipboard.readText()") == "40 71"


def test_that_a_row_was_copied_is_seen_on_its_button(page: Page):
    button = page.get_by_role("button", name="Copy row 1")
    icon = button.locator("path").evaluate_all("paths => paths.filter(path => path.checkVisibility()).length")
    before = button.locator("path:visible").get_attribute("d")
    button.click()
    told = page.get_by_role("button", name="Copied")
    expect(told.locator("path:visible")).not_to_have_attribute("d", before or "")
    assert icon == 1


def test_a_corrected_row_that_was_not_copied_is_still_asked_about(chromium: Browser, tmp_path: Path):
    with device(chromium, tmp_path, "desk") as page:
        asked: list[str] = []
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        page.get_by_label("Row 1 of 2").fill("41 71")
        page.get_by_role("button", name="Copy row 2").click()
        expect(page.locator("#announcer")).to_have_text("Copied 258")
        page.get_by_role("link", name="API", exact=True).click()
        page.wait_for_url("**/api")
        assert asked == ["beforeunload"]


def test_a_lone_row_has_one_button_to_copy_it(chromium: Browser, tmp_path: Path):
    with answered(chromium, tmp_path, FixedRecognizer("4071")) as page:
        expect(page.get_by_role("button", name="Copy")).to_have_count(1)


def test_a_button_beside_a_row_covers_none_of_its_figures(page: Page):
    for row in (0, 1):
        figures = page.locator(".number-row").nth(row).locator(".number-marks span").last
        assert on_screen(figures).right <= on_screen(page.locator(".copy-row").nth(row)).x


def with_sheet(page: Page) -> Page:
    """The page on a device that has a share sheet."""
    page.add_init_script(SHEET)
    page.reload()
    expect(page.get_by_role("button", name="Share")).to_be_visible()
    return page


def test_the_numbers_as_corrected_and_the_boxed_photo_are_shared(page: Page):
    with_sheet(page).get_by_label("Row 2 of 2").fill("259")
    page.get_by_role("button", name="Share").click()
    until(page, lambda: page.evaluate("window.shared ?? null") is not None)
    assert page.evaluate("window.shared") == ["40 71\n259", JPEG]


def test_a_sheet_that_takes_no_pictures_gets_the_numbers(page: Page):
    with_sheet(page).evaluate("window.textAlone = true")
    page.get_by_role("button", name="Share").focus()
    page.keyboard.press("Enter")
    until(page, lambda: page.evaluate("window.shared ?? null") is not None)
    assert page.evaluate("window.shared") == ["40 71\n258", None]


def test_a_sheet_that_was_closed_says_nothing_and_one_that_fails_names_another_way(page: Page):
    with_sheet(page).evaluate("window.fault = 'AbortError'")
    page.get_by_role("button", name="Share").click()
    page.evaluate("window.fault = 'NotAllowedError'")
    expect(page.get_by_role("alert")).to_have_count(0)
    page.get_by_role("button", name="Share").click()
    expect(page.get_by_role("alert")).to_contain_text("I could not share this. You can copy the number")


def test_a_sample_is_shared_with_its_boxes(scripted: Page):
    scripted.add_init_script(SHEET)
    scripted.get_by_role("link", name="A lone digit").click()
    scripted.get_by_role("button", name="Share").click()
    until(scripted, lambda: scripted.evaluate("window.shared ?? null") is not None)
    assert scripted.evaluate("window.shared")[1] == ["lone-digit-boxed.jpg", *JPEG[1:]]


def test_without_a_share_sheet_there_is_no_button_for_it(page: Page):
    expect(page.get_by_role("button", name="Copy", exact=True)).to_be_visible()
    expect(page.locator("[data-do=share]")).to_be_hidden()
