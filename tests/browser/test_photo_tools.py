"""The tools above the photo of a result: what they tell, and that pointing goes on working beside them."""

import re

import pytest
from playwright.sync_api import Page, expect


@pytest.fixture
def result(scripted: Page) -> Page:
    scripted.get_by_role("link", name="Two rows").click()
    scripted.wait_for_url("**/sample/two-rows")  # and until its script has run
    return scripted


def test_the_boxes_can_be_hidden_with_the_keyboard_and_pointing_still_finds_a_digit(result: Page):
    button, marks = result.get_by_role("button", name="Hide boxes"), result.locator(".mark")
    result.get_by_text("For experts").click()
    result.locator(".crop").first.hover()
    expect(marks.first).to_be_visible()
    button.focus()
    result.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    for mark in marks.all():
        expect(mark).to_be_hidden()
    expect(result.locator(".photo img")).to_be_visible()
    result.locator(".crop").last.hover()
    expect(marks.last).to_be_visible()
    expect(marks.first).to_be_hidden()
    result.keyboard.press("Space")
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(marks.first).to_be_visible()


def test_pointing_at_a_crop_scrolls_the_enlarged_photo_to_it_and_not_the_page(result: Page):
    result.set_viewport_size({"width": 700, "height": 500})
    result.get_by_text("For experts").click()
    for _ in range(2):
        result.get_by_role("button", name="Larger").click()
    crop = result.locator(".crop").last
    crop.scroll_into_view_if_needed()
    before = result.evaluate("scrollY")
    crop.hover()
    expect(result.locator(".mark").last).to_have_class(re.compile(r"\bon\b"))
    stage, mark = result.locator(".stage").bounding_box(), result.locator(".mark").last.bounding_box()
    assert stage and mark and stage["x"] <= mark["x"] <= stage["x"] + stage["width"] - mark["width"]
    assert result.evaluate("scrollY") == before > 0
