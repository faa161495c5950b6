"""The pad to write a number on: where to write, what stays, and which buttons read it."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from harness.pictures import draw, encode
from tests.browser.conftest import open_page
from tests.browser.reading import read

SEVEN = ((0.45, 0.2), (0.85, 0.2), (0.6, 0.8))
ONE = ((1.2, 0.2), (1.2, 0.8))


@pytest.fixture
def pad(scripted: Page) -> Locator:
    scripted.get_by_role("button", name="Write a number").click()
    return scripted.locator(".pad")


def write(pad: Locator, *strokes: tuple[tuple[float, float], ...]) -> None:
    """Points are in heights of the pad."""
    expect(pad).to_be_visible()  # its script has come
    box = pad.locator("canvas").bounding_box()
    assert box
    for points in strokes:
        places = [(box["x"] + x * box["height"], box["y"] + y * box["height"]) for x, y in points]
        pad.page.mouse.move(*places[0])
        pad.page.mouse.down()
        for place in places[1:]:
            pad.page.mouse.move(*place, steps=8)
        pad.page.mouse.up()


def test_the_pad_shows_where_to_write_until_something_is_written(pad: Locator):
    hint = pad.get_by_text("Write here")
    expect(hint).to_be_visible()
    width = pad.locator(".pad-paper").evaluate("paper => parseFloat(getComputedStyle(paper).borderTopWidth)")
    assert width >= 1
    write(pad, ONE)
    expect(hint).to_be_hidden()
    pad.get_by_role("button", name="Undo").click()
    expect(hint).to_be_visible()


def test_what_was_written_stays_when_the_pad_is_asked_for_again(scripted: Page, pad: Locator):
    write(pad, SEVEN, ONE)
    scripted.get_by_role("button", name="Write a number").click()
    pad.get_by_role("button", name="Close").click()
    expect(pad).to_be_hidden()
    scripted.get_by_role("button", name="Write a number").click()
    expect(pad.get_by_text("Write here")).to_be_hidden()
    pad.get_by_role("button", name="Read what I wrote").click()
    expect(scripted.locator(".number-field")).to_have_value("71")


def test_after_the_way_back_more_can_be_written(scripted: Page, pad: Locator):
    write(pad, SEVEN)
    pad.get_by_role("button", name="Read what I wrote").click()
    expect(scripted.locator(".number-field")).to_have_value("7")
    scripted.go_back()
    scripted.get_by_role("button", name="Write a number").click()
    write(pad, ONE)
    pad.get_by_role("button", name="Read what I wrote").click()
    expect(scripted.locator(".number-field")).to_have_value("71")


def test_the_keyboard_undoes_and_closes(scripted: Page, pad: Locator):
    write(pad, SEVEN)
    scripted.keyboard.press("Control+z")
    expect(pad.get_by_text("Write here")).to_be_visible()
    scripted.keyboard.press("Escape")
    expect(pad).to_be_hidden()
    expect(scripted.get_by_role("button", name="Write a number")).to_be_focused()


def test_a_photo_that_is_chosen_goes_before_what_was_written(scripted: Page, pad: Locator, tmp_path: Path):
    photo = tmp_path / "number.png"
    photo.write_bytes(encode(draw("4071")))
    write(pad, ONE)
    read(scripted, photo)
    expect(scripted.locator(".number-field")).to_have_value("4071")


def test_on_a_phone_the_pad_is_tall_enough_for_a_finger(chromium: Browser, site: str):
    with open_page(chromium, site, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True) as page:
        page.get_by_role("button", name="Write a number").tap()
        expect(page.locator(".pad")).to_be_visible()
        box = page.locator(".pad canvas").bounding_box()
        assert box and box["height"] >= 300 and box["y"] >= 0 and box["y"] + box["height"] <= 844
