"""The number in its field: a digit is clicked and typed over."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.pictures import draw, encode


def read(page: Page, folder: Path, text: str) -> Locator:
    """The field of a photo with this number."""
    path = folder / "number.png"
    path.write_bytes(encode(draw(text)))
    page.get_by_label("Choose a photo", exact=True).set_input_files(path)
    page.get_by_role("button", name="Read the digits").click()
    field = page.get_by_label("The number")
    expect(field).to_have_value(text)
    return field


@pytest.fixture
def field(scripted: Page, tmp_path: Path) -> Locator:
    return read(scripted, tmp_path, "4071")


def place(page: Page, digit: int, share: float = 0.5) -> tuple[float, float]:
    """Where a digit of the number stands, at this share of its width."""
    box = page.locator(".number-marks span").nth(digit).bounding_box()
    assert box
    return box["x"] + share * box["width"], box["y"] + box["height"] / 2


@pytest.mark.parametrize("share", [0.2, 0.8])
def test_a_digit_that_was_clicked_is_typed_over(scripted: Page, field: Locator, share: float):
    scripted.mouse.click(*place(scripted, 2, share))
    scripted.keyboard.type("3")
    expect(field).to_have_value("4031")
    scripted.mouse.click(*place(scripted, 0, share))
    scripted.keyboard.type("9")
    expect(field).to_have_value("9031")
    scripted.mouse.click(*place(scripted, 3, share))
    scripted.keyboard.press("Delete")
    expect(field).to_have_value("903")


def test_a_digit_that_was_tapped_is_typed_over(chromium: Browser, site: str, tmp_path: Path):
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(site)
    field = read(page, tmp_path, "4071")
    page.touchscreen.tap(*place(page, 2))
    page.keyboard.type("3")
    expect(field).to_have_value("4031")
    context.close()


def test_a_click_behind_the_last_digit_goes_on_there(scripted: Page, field: Locator):
    x, y = place(scripted, 3, 1)
    scripted.mouse.click(x + 9, y)
    scripted.keyboard.type("5")
    expect(field).to_have_value("40715")


def test_a_double_click_takes_the_whole_number_even_where_a_digit_was_selected(scripted: Page, field: Locator):
    scripted.mouse.click(*place(scripted, 1))
    scripted.mouse.dblclick(*place(scripted, 1))
    scripted.keyboard.type("8")
    expect(field).to_have_value("8")


def test_dragging_over_digits_selects_them_even_from_one_that_was_selected(scripted: Page, field: Locator):
    scripted.mouse.click(*place(scripted, 0))
    scripted.mouse.move(*place(scripted, 0, 0.1))
    scripted.mouse.down()
    scripted.mouse.move(*place(scripted, 2, 0.1), steps=5)
    scripted.mouse.up()
    scripted.keyboard.type("5")
    expect(field).to_have_value("571")


def test_the_arrow_keys_leave_the_digit_that_was_clicked(scripted: Page, field: Locator):
    scripted.mouse.click(*place(scripted, 1))
    scripted.keyboard.press("ArrowRight")
    scripted.keyboard.type("5")
    expect(field).to_have_value("40571")
