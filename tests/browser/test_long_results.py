"""Long results: the photo stays in view, each doubt leads to its digit on it, what is for experts is folded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from recognizer.reading import Box
from tests.browser.answers import SCREENS, answered, on_screen
from tests.browser.conftest import until
from tests.conftest import FixedRecognizer

COUNT = 40
OUTLINE = 3  # pixels by which that of a digit at the edge of the photo reaches out of it


@pytest.fixture
def recognizer() -> FixedRecognizer:
    recognizer = FixedRecognizer(*(f"{1000 + 7 * row}" for row in range(COUNT)))
    recognizer.confidence = 0.8
    return recognizer


@pytest.fixture(params=SCREENS)
def page(
    request: pytest.FixtureRequest, chromium: Browser, recognizer: FixedRecognizer, tmp_path: Path
) -> Iterator[Page]:
    with answered(chromium, tmp_path, recognizer, **SCREENS[request.param]) as page:
        yield page


@pytest.fixture
def unscripted(chromium: Browser, recognizer: FixedRecognizer, tmp_path: Path) -> Iterator[Page]:
    with answered(chromium, tmp_path, recognizer, java_script_enabled=False, **SCREENS["desk"]) as page:
        yield page


def is_in_view(page: Page, box: Box) -> bool:
    """Whether all of its height is on the screen."""
    size = page.viewport_size
    assert size
    return box.y >= 0 and box.bottom <= size["height"]


def is_beside_the_photo(page: Page, row: int) -> bool:
    """Whether photo and row are both in view, and neither covers the other."""
    photo, field = on_screen(page.locator(".stage")), on_screen(page.locator(".number-field").nth(row))
    apart = field.right <= photo.x or photo.bottom <= field.y
    return apart and is_in_view(page, photo) and is_in_view(page, field)


def test_the_photo_stays_beside_every_row(page: Page):
    for row in (0, COUNT // 2, COUNT - 1):
        page.get_by_label(f"Row {row + 1} of").focus()
        until(page, lambda row=row: is_beside_the_photo(page, row))
    for row in (COUNT - 8, 3):  # and on the way back
        page.get_by_label(f"Row {row + 1} of").focus()
        until(page, lambda row=row: is_beside_the_photo(page, row))
    expect(page.locator(".stage")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("way", ["pointer", "keyboard"])
def test_a_doubt_leads_to_its_digit_on_the_photo(page: Page, way: str):
    link = page.get_by_role("link", name="row 2, digit 1", exact=True)
    before = on_screen(page.locator(".photo img")).width
    if way == "pointer":
        link.click()
    else:
        link.focus()
        page.keyboard.press("Enter")
    marked = page.locator(".mark.on .line")
    expect(marked).to_have_count(1)
    expect(page.locator("#announcer")).to_have_text("row 2, digit 1 is marked on the photo")
    digit, stage = on_screen(marked), on_screen(page.locator(".stage"))
    assert stage.x <= digit.x and digit.right <= stage.right and stage.y <= digit.y and digit.bottom <= stage.bottom
    assert max(digit.width, digit.height) >= 50
    assert on_screen(page.locator(".photo img")).width >= before
    assert is_in_view(page, stage)
    expect(link).to_be_focused()


def test_a_small_digit_is_enlarged_for_it(chromium: Browser, tmp_path: Path):
    recognizer = FixedRecognizer(*("123456789012345678901234567890",) * 20)
    recognizer.confidence = 0.8
    with answered(chromium, tmp_path, recognizer, **SCREENS["phone"]) as page:
        page.get_by_text("and 595 more").click()
        page.get_by_role("link", name="row 15, digit 30", exact=True).click()
        digit, stage = on_screen(page.locator(".mark.on .line")), on_screen(page.locator(".stage"))
        assert max(digit.width, digit.height) >= 50 and stage.x <= digit.x and digit.right <= stage.right + OUTLINE


def test_without_script_a_doubt_leads_to_its_digit_too(unscripted: Page):
    unscripted.get_by_role("link", name="row 2, digit 1", exact=True).click()
    marked = unscripted.locator(".mark:target")
    expect(marked).to_have_attribute("data-digit", "4")
    expect(marked.locator(".line")).to_have_css("stroke-width", "4.5px")
    expect(marked).to_be_in_viewport()


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("scripted", [True, False], ids=["scripted", "unscripted"])
def test_what_is_for_experts_is_one_fold_and_closed_at_first(
    chromium: Browser, tmp_path: Path, screen: str, scripted: bool
):
    settings = {**SCREENS[screen], "java_script_enabled": scripted}
    with answered(chromium, tmp_path, FixedRecognizer("40", "71"), **settings) as page:
        for part in (".crops", ".times"):
            expect(page.locator(part)).to_be_hidden()
        page.get_by_text("For experts").click()
        for part in (".crops", ".times"):
            expect(page.locator(part)).to_be_visible()
        expect(page.locator(".crop")).to_have_count(4)
        expect(page.get_by_role("heading", name="What the network saw")).to_be_visible()
