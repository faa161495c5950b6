"""What can be done with the table of many photos: correct and copy it, see all of a number, leave it."""

from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from harness.pictures import draw, encode, encode_pages
from tests.browser.conftest import until
from tests.browser.test_batch import choose, photos, read_pages, rows_of_csv
from tests.browser.test_number import LONG, is_whole


@pytest.mark.parametrize("way", ["Copy all", "Download as XLSX", "Download as CSV"])
def test_leaving_is_asked_about_until_the_table_is_taken_along_as_it_is(scripted: Page, tmp_path: Path, way: str):
    asked: list[str] = []
    scripted.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    choose(scripted, *photos(tmp_path, "1"))
    number = scripted.locator(".batch-number:visible")
    for value in ("1", "007"):
        expect(number).to_be_visible()
        number.fill(value)
        scripted.get_by_role("link", name="How it works").click()
        expect(number).to_have_value(value)
        until(scripted, lambda: asked == ["beforeunload"])
        asked.clear()
        take_along(scripted, way)
    scripted.get_by_role("link", name="Start a new one").click()
    expect(number).to_have_count(0)
    assert not asked


def take_along(page: Page, way: str) -> None:
    if way == "Copy all":
        page.get_by_role("button", name=way).click()
        expect(page.get_by_role("button", name="Copied")).to_be_visible()
    else:
        rows_of_csv(page)


@pytest.mark.parametrize("kind", ["no digits", "not read"])
def test_leaving_is_not_asked_about_where_no_number_was_read(scripted: Page, tmp_path: Path, kind: str):
    asked: list[str] = []
    scripted.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    path = tmp_path / "photo.png"
    path.write_bytes(encode(draw("")) if kind == "no digits" else b"no photo")
    choose(scripted, path)
    expect(scripted.get_by_text("1 of 1 photos done")).to_be_visible()
    scripted.get_by_role("link", name="How it works").click()
    scripted.wait_for_url("**/how")
    assert not asked


def test_the_whole_table_can_be_copied_as_it_was_corrected(scripted: Page, tmp_path: Path):
    scripted.context.grant_permissions(["clipboard-read", "clipboard-write"])
    bad, scan = tmp_path / "=bad().jpg", tmp_path / "scan.tif"
    bad.write_bytes(b"no photo")
    scan.write_bytes(encode_pages([draw("1", 240, 120), draw("2", 240, 120)], "TIFF"))
    choose(scripted, *photos(tmp_path, "007", "42"), bad, scan)
    scripted.locator(".batch-number:visible").nth(1).fill("042")
    scripted.get_by_role("button", name="Copy all").click()
    expect(scripted.locator("#announcer")).to_have_text("Copied 5 rows")
    copied = scripted.evaluate("navigator.clipboard.readText()")
    assert [line.split("\t") for line in copied.split("\n")] == [
        ["00.png", "007"],
        ["01.png", "042"],
        ["'=bad().jpg", ""],
        ["scan.tif, page 1", "1"],
        ["scan.tif, page 2", "2"],
    ]


def test_without_script_the_table_has_no_button_that_does_nothing(unscripted: Page, tmp_path: Path):
    choose(unscripted, *photos(tmp_path, "1"))
    unscripted.wait_for_load_state()  # and until its styles are there
    assert unscripted.locator(".batch").get_by_role("button").all_inner_texts() == [
        "Download as XLSX",
        "Download as CSV",
        "CSV for spreadsheets with a decimal comma",
    ]


def read(page: Page, folder: Path, kind: str) -> None:
    """To the table on one of the pages that have it."""
    if kind == "many photos":
        choose(page, *photos(folder, "7"))
    else:
        read_pages(page, folder, "7", "42")


@pytest.mark.parametrize("kind", ["many photos", "pages of a file"])
def test_a_photo_in_the_table_can_be_looked_at_in_large(page: Page, tmp_path: Path, kind: str):
    read(page, tmp_path, kind)
    picture = page.locator(".batch-photo img").first
    before = picture.bounding_box()
    picture.click()
    after = picture.bounding_box()
    assert before and after and after["width"] > before["width"]
    expect(page.locator(".batch-photo summary").first).to_be_focused()
    page.keyboard.press("Enter")
    again = picture.bounding_box()
    assert again and again["width"] == before["width"]


@pytest.mark.parametrize("kind", ["many photos", "pages of a file"])
def test_enter_in_a_number_does_not_download_the_table(scripted: Page, tmp_path: Path, kind: str):
    read(scripted, tmp_path, kind)
    asked: list[str] = []
    scripted.on("request", lambda request: asked.append(request.url) if request.url.endswith(".csv") else None)
    scripted.locator(".batch-number:visible").first.press("Enter")
    rows_of_csv(scripted)
    assert len(asked) == 1


@pytest.mark.parametrize("width", [360, 1280])
def test_a_long_number_is_shown_whole_and_each_of_its_rows_begins_a_line(page: Page, tmp_path: Path, width: int):
    page.set_viewport_size({"width": width, "height": 800})
    path = tmp_path / "rows.png"
    path.write_bytes(encode(np.concatenate([draw(LONG, 1900, 120), draw("258", 1900, 120)])))
    choose(page, path)
    number = page.locator(".batch-number:visible")
    expect(number).to_have_value(f"{LONG}\n258")
    assert is_whole(number)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator(".batch-scroll").evaluate("item => item.scrollWidth <= item.clientWidth")
    assert rows_of_csv(page)[0][2] == f'="{LONG} 258"'


def test_a_number_grows_with_what_is_typed_and_is_taken_along_in_one_line(scripted: Page, tmp_path: Path):
    scripted.context.grant_permissions(["clipboard-read", "clipboard-write"])
    choose(scripted, *photos(tmp_path, "7"))
    number = scripted.locator(".batch-number:visible")
    number.press("End")
    scripted.keyboard.press("Enter")
    scripted.keyboard.type(LONG * 3)
    scripted.keyboard.press("Enter")
    assert is_whole(number)
    scripted.get_by_role("button", name="Copy all").click()
    expect(scripted.locator("#announcer")).to_have_text("Copied 1 row")
    assert scripted.evaluate("navigator.clipboard.readText()") == f"00.png\t7 {LONG * 3}"
    assert rows_of_csv(scripted)[0][2] == f'="7 {LONG * 3}"'
