"""The number in its field: whole at any length; a digit is clicked and typed over."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from harness.pictures import draw, encode
from tests.browser import reading, test_columns
from tests.browser.conftest import until

LONG = "945807302157368193036496212997220033224538323"


def read(page: Page, folder: Path, text: str) -> Locator:
    """The field of a photo with this number."""
    path = folder / "number.png"
    path.write_bytes(encode(draw(text, 1900, 120) if len(text) > 4 else draw(text)))
    reading.read(page, path)
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


# The digits of the number under whose place in the field stands another one.
ASTRAY = """field => [...document.querySelectorAll(".number-marks span")].filter((mark, place) => {
    const box = mark.getBoundingClientRect(), y = (box.top + box.bottom) / 2;
    const caret = share => document.caretPositionFromPoint(box.left + share * box.width, y);
    return caret(0.3).offsetNode !== field || caret(0.3).offset !== place || caret(0.7).offset !== place + 1;
}).map(mark => mark.textContent)"""


def is_whole(field: Locator) -> bool:
    """Whether nothing of the field is out of sight."""
    script = "f => f.scrollHeight <= f.clientHeight && f.scrollWidth <= f.clientWidth"
    return bool(field.evaluate(script))


@pytest.mark.parametrize("width", [390, 1280])
def test_a_long_number_is_shown_whole_with_the_marks_under_its_digits(page: Page, tmp_path: Path, width: int):
    page.set_viewport_size({"width": width, "height": 800})
    field = read(page, tmp_path, LONG)
    box, short = field.bounding_box(), page.locator(".number-marks span").first.bounding_box()
    assert box and short and box["width"] < width and box["height"] > 1.8 * short["height"], "it has several lines"
    assert is_whole(field)
    assert page.locator(".number-marks span").count() == len(LONG)
    assert field.evaluate(ASTRAY) == []


def test_a_digit_in_the_second_line_is_typed_over_and_the_field_grows(scripted: Page, tmp_path: Path):
    scripted.context.grant_permissions(["clipboard-read", "clipboard-write"])
    scripted.set_viewport_size({"width": 390, "height": 800})
    field = read(scripted, tmp_path, LONG)
    scripted.mouse.click(*place(scripted, 40))
    scripted.keyboard.type("1")
    typed = LONG[:40] + "1" + LONG[41:]
    expect(field).to_have_value(typed)
    scripted.mouse.click(*place(scripted, 44))
    scripted.keyboard.type(LONG)
    assert is_whole(field)
    assert field.evaluate(ASTRAY) == []
    scripted.get_by_role("button", name="Copy").click()
    expect(scripted.get_by_role("button", name="Copied")).to_be_visible()
    assert scripted.evaluate("navigator.clipboard.readText()") == typed[:44] + LONG


def test_a_row_stays_one_line(scripted: Page, field: Locator):
    scripted.context.grant_permissions(["clipboard-read", "clipboard-write"])
    field.focus()
    scripted.keyboard.press("End")
    scripted.keyboard.press("Enter")
    scripted.keyboard.type("5")
    expect(field).to_have_value("40715")
    scripted.evaluate("navigator.clipboard.writeText('1\\n2\\r\\n3')")
    scripted.keyboard.press("ControlOrMeta+V")
    expect(field).to_have_value("40715123")
    scripted.keyboard.type("6")
    expect(field).to_have_value("407151236")


def test_the_tab_key_takes_the_whole_number(scripted: Page, field: Locator):
    expect(scripted.get_by_role("heading", level=1)).to_be_focused()
    scripted.keyboard.press("Tab")
    scripted.keyboard.type("8")
    expect(field).to_have_value("8")


@pytest.fixture
def asked(scripted: Page) -> list[str]:
    """What was asked on the way out of the page, which was then stayed on."""
    told: list[str] = []
    scripted.on("dialog", lambda dialog: (told.append(dialog.type), dialog.dismiss()))
    return told


def leave(page: Page) -> None:
    page.get_by_role("link", name="How it works").click()


def take_along(page: Page, way: str) -> None:
    if way in ("XLSX", "CSV", "JSON"):
        with page.expect_download():
            page.get_by_role("link", name=way, exact=True).click()
    else:
        page.get_by_role("button", name=way, exact=True).click()
        expect(page.get_by_role("button", name="Copied")).to_be_visible()


@pytest.mark.parametrize("way", ["Copy", "Copy the table", "XLSX", "CSV", "JSON"])
def test_leaving_is_asked_about_until_a_correction_is_taken_along(
    scripted: Page, asked: list[str], tmp_path: Path, way: str
):
    path = tmp_path / "table.png"
    path.write_bytes(test_columns.drawn())
    test_columns.send(scripted, path)
    scripted.get_by_text("As a table").click()
    field = scripted.get_by_label("Row 2 of 4")
    for value in ("91183527", "92"):
        field.fill(value)
        leave(scripted)
        expect(field).to_have_value(value)
        until(scripted, lambda: asked == ["beforeunload"])
        asked.clear()
        take_along(scripted, way)
    leave(scripted)
    scripted.wait_for_url("**/how")
    assert not asked


def test_leaving_is_not_asked_about_where_nothing_was_corrected(scripted: Page, field: Locator, asked: list[str]):
    field.fill("4072")
    field.fill("4071")
    leave(scripted)
    scripted.wait_for_url("**/how")
    assert not asked
