"""Numbers with marks on the result page: shown, boxed, linked, asked about, corrected, and put away by a switch."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from harness.pictures import draw, encode
from tests.browser.conftest import open_page
from tests.browser.test_number import ASTRAY
from tests.browser.test_result_page import marked, saved
from tests.conftest import FixedRecognizer
from tests.listening import listening
from webapp import create_app
from webapp.config import Settings


@pytest.fixture
def recognizer() -> FixedRecognizer:
    return FixedRecognizer("-12,50 7%", "16/01/2024")


@pytest.fixture
def result(chromium: Browser, recognizer: FixedRecognizer, tmp_path: Path) -> Iterator[Page]:
    """The page with these two rows."""
    with listening(create_app(Settings(rate=""), recognizer)) as site, open_page(chromium, site) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        read(page, tmp_path)
        yield page


def read(page: Page, folder: Path) -> None:
    path = folder / "photo.png"
    path.write_bytes(encode(draw("7")))
    page.locator("#photo").set_input_files(path)
    button = page.get_by_role("button", name="Read the digits")
    if button.is_visible():
        button.click()
    expect(page.locator(".number-field")).to_have_count(2)


def test_each_mark_is_boxed_and_shows_with_its_place_in_the_number(result: Page):
    expect(result.get_by_label("Row 1 of 2")).to_have_value("-12,50 7%")
    expect(result.locator(".mark")).to_have_count(18)
    expect(result.locator(".crop")).to_have_count(13)
    result.locator(".mark").nth(3).hover()
    assert marked(result) == {"svg 3", "DIV 3"}
    expect(result.locator(".number-marks .on")).to_have_text(",")
    field = result.get_by_label("Row 1 of 2")
    own = ASTRAY.replace("document.query", "field.parentNode.query")
    assert field.evaluate(own) == []


def test_a_click_on_a_mark_takes_it_and_typing_replaces_it(result: Page):
    box = result.locator(".number-marks span").nth(3).bounding_box()
    assert box
    result.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    result.keyboard.type(".")
    expect(result.get_by_label("Row 1 of 2")).to_have_value("-12.50 7%")


def test_digits_only_is_remembered_and_taken_back(result: Page, tmp_path: Path):
    switch, field = result.get_by_label("Digits only"), result.get_by_label("Row 1 of 2")
    switch.check()
    expect(field).to_have_value("1250 7")
    expect(result.get_by_label("Row 2 of 2")).to_have_value("16012024")
    expect(result.locator(".number-row.edited")).to_have_count(0)
    result.get_by_role("button", name="Copy", exact=True).click()
    expect(result.locator("#announcer")).to_have_text("Copied 1250 7 16012024")
    result.goto(result.url)
    read(result, tmp_path)
    expect(result.get_by_label("Row 1 of 2")).to_have_value("1250 7")
    result.get_by_label("Row 2 of 2").fill("16012025")
    result.get_by_label("Digits only").uncheck()
    expect(result.get_by_label("Row 1 of 2")).to_have_value("-12,50 7%")
    expect(result.get_by_label("Row 2 of 2")).to_have_value("16012025")


def test_what_is_saved_has_the_numbers_and_their_corrections_with_marks(result: Page):
    result.get_by_label("Row 1 of 2").fill("-12,55 7%")
    lines = list(csv.DictReader(io.StringIO(saved(result, "photo.csv"))))
    assert "".join(line["character"].lstrip("'") for line in lines) == "-12,507%16/01/2024"
    assert {(line["row"], line["corrected"], line["number"], line["digits"]) for line in lines} == {
        ("1", '="-12,55 7%"', '="-12,55 7%"', '="1255 7"'),
        ("2", "", '="16/01/2024"', '="16012024"'),
    }


def test_no_keypad_of_figures_hides_the_marks_that_a_correction_needs(result: Page):
    expect(result.get_by_label("Row 1 of 2")).to_have_attribute("inputmode", "text")
    result.get_by_label("Digits only").check()
    expect(result.get_by_label("Row 1 of 2")).to_have_attribute("inputmode", "numeric")
