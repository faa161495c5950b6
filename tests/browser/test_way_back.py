"""Back, forward and reload keep what was read and corrected: the photo, the number, the table of many photos."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import quick
from tests.browser.reading import read
from tests.browser.test_batch import choose, rows_of_csv


@pytest.fixture(scope="module")
def site(quick_site: str) -> str:
    return quick_site


@pytest.fixture
def corrected(scripted: Page, photo: Path) -> Page:
    """A result whose number was typed over and copied, so that leaving is not asked about."""
    scripted.context.grant_permissions(["clipboard-read", "clipboard-write"])
    read(scripted, photo)
    field = scripted.get_by_label("The number")
    expect(field).to_have_value("4071")
    field.fill("4077")
    scripted.get_by_role("button", name="Copy", exact=True).click()
    expect(scripted.get_by_role("button", name="Copied")).to_be_visible()
    return scripted


def is_as_it_was(page: Page) -> None:
    expect(page.get_by_label("The number")).to_have_value("4077")
    expect(page.locator(".number-row")).to_have_class(re.compile("edited"))
    expect(page.locator(".photo img")).to_be_visible()
    assert page.locator(".photo img").evaluate("image => image.decode().then(() => image.naturalWidth)") > 100


@pytest.mark.parametrize("way", ["Many photos", "API", "Read another"])
def test_the_way_back_from_another_page_leads_to_the_result_and_its_corrections(corrected: Page, way: str):
    with corrected.expect_navigation(wait_until="load"):
        corrected.get_by_role("link", name=way).click()
    expect(corrected.locator(".result")).to_have_count(0)
    corrected.go_back()
    is_as_it_was(corrected)
    corrected.get_by_role("button", name="Turn by a quarter").click()  # of the same photo
    expect(corrected.locator(".photo")).to_have_attribute("data-turned", "90")


def test_a_reload_leaves_the_result_and_the_way_back_from_it(corrected: Page):
    corrected.reload()
    is_as_it_was(corrected)
    corrected.go_back()
    expect(corrected.locator(".preview-name")).to_contain_text("number.png")
    corrected.go_forward()
    is_as_it_was(corrected)


def test_several_results_are_all_there_on_the_way_back(scripted: Page, photo: Path, tmp_path: Path):
    other = tmp_path / "other.png"
    other.write_bytes(quick.photo("258"))
    read(scripted, photo)
    expect(scripted.get_by_label("The number")).to_have_value("4071")
    scripted.get_by_role("link", name="Read another").click()
    expect(scripted.locator(".result")).to_have_count(0)
    read(scripted, other)
    expect(scripted.get_by_label("The number")).to_have_value("258")
    scripted.get_by_role("link", name="API", exact=True).click()
    expect(scripted.get_by_role("heading", name="Examples")).to_be_visible()
    scripted.go_back()
    expect(scripted.get_by_label("The number")).to_have_value("258")
    scripted.go_back()
    expect(scripted.locator(".preview-name")).to_contain_text("other.png")
    scripted.go_back()
    expect(scripted.get_by_label("The number")).to_have_value("4071")


def test_the_table_of_many_photos_is_there_on_the_way_back(scripted: Page, tmp_path: Path):
    paths = [tmp_path / "a.png", tmp_path / "b.png"]
    for path, text in zip(paths, ("7", "42"), strict=True):
        path.write_bytes(quick.photo(text))
    choose(scripted, *paths)
    expect(scripted.get_by_text("2 of 2 photos done")).to_be_visible()
    scripted.locator(".batch-number:visible").first.fill("0077")
    before = rows_of_csv(scripted)
    scripted.get_by_role("link", name="API", exact=True).click()
    expect(scripted.get_by_role("heading", name="Examples")).to_be_visible()
    scripted.go_back()
    numbers = scripted.locator(".batch-number:visible")
    expect(numbers).to_have_count(2)
    assert [number.input_value() for number in numbers.all()] == ["0077", "42"]
    assert rows_of_csv(scripted) == before
    scripted.reload()
    expect(numbers).to_have_count(2)


def test_without_script_forward_after_back_leads_to_the_result_again(unscripted: Page, photo: Path):
    read(unscripted, photo)
    expect(unscripted.get_by_label("The number")).to_have_value("4071")
    unscripted.go_back()
    expect(unscripted.get_by_role("button", name="Read the digits")).to_be_visible()
    unscripted.go_forward()
    expect(unscripted.get_by_label("The number")).to_have_value("4071")
