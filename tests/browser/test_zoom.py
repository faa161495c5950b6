"""The photo of a result enlarged and moved about: by wheel, by two fingers, by dragging, by keyboard and by buttons."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.answers import SCREENS, Fingers, answered, on_screen
from tests.browser.conftest import until
from tests.conftest import FixedRecognizer

ROWS = ("4071", "2583", "9906")


@pytest.fixture
def desk(chromium: Browser, tmp_path: Path) -> Iterator[Page]:
    with answered(chromium, tmp_path, FixedRecognizer(*ROWS), **SCREENS["desk"]) as page:
        yield page


@pytest.fixture
def phone(chromium: Browser, tmp_path: Path) -> Iterator[Page]:
    with answered(chromium, tmp_path, FixedRecognizer(*ROWS), **SCREENS["phone"]) as page:
        yield page


def width(page: Page) -> float:
    return on_screen(page.locator(".photo img")).width


def scrolled(page: Page) -> tuple[float, float]:
    """How far the page and the photo in it are scrolled down."""
    page_down, photo_down = page.evaluate("[scrollY, document.querySelector('.stage').scrollTop]")
    return float(page_down), float(photo_down)


def wheel(page: Page, far: float, *, ctrl: bool = False) -> None:
    if ctrl:
        page.keyboard.down("Control")
    page.mouse.wheel(0, far)
    if ctrl:
        page.keyboard.up("Control")


def test_the_wheel_with_ctrl_enlarges_what_is_under_the_pointer(desk: Page):
    mark, before = desk.locator(".mark .line").nth(5), width(desk)
    there = on_screen(mark).center
    desk.mouse.move(*there)
    for _ in range(4):
        wheel(desk, -100, ctrl=True)
    until(desk, lambda: width(desk) > 2 * before)
    assert on_screen(mark).center == pytest.approx(there, abs=3)
    for _ in range(6):
        wheel(desk, 100, ctrl=True)
    until(desk, lambda: width(desk) == before)
    assert scrolled(desk) == (0, 0)


def test_the_wheel_alone_scrolls_the_page_and_first_the_enlarged_photo(desk: Page):
    desk.set_viewport_size({"width": 1280, "height": 600})  # less than the page
    desk.mouse.move(*on_screen(desk.locator(".stage")).center)
    wheel(desk, 200)
    until(desk, lambda: scrolled(desk)[0] > 0)
    desk.evaluate("scrollTo(0, 0)")
    before = width(desk)
    wheel(desk, -100, ctrl=True)
    until(desk, lambda: width(desk) > before)
    wheel(desk, 60)
    until(desk, lambda: scrolled(desk)[1] > 0)
    assert scrolled(desk)[0] == 0

    def goes_on() -> bool:
        wheel(desk, 200)
        return scrolled(desk)[0] > 0

    until(desk, goes_on)


def test_dragging_moves_the_enlarged_photo_and_is_no_click_on_a_number(desk: Page):
    desk.get_by_role("button", name="Larger").click()
    mark = desk.locator(".mark .line").nth(5)
    before, (x, y) = on_screen(mark).center, on_screen(desk.locator(".stage")).center
    desk.mouse.move(x, y)
    desk.mouse.down()
    desk.mouse.move(x + 40, y + 30, steps=4)
    desk.mouse.up()
    assert on_screen(mark).center == pytest.approx((before[0] + 40, before[1] + 30), abs=2)
    expect(desk.locator(".offer")).to_be_hidden()


def test_the_keyboard_enlarges_and_moves_the_photo(desk: Page):
    before = width(desk)
    desk.get_by_role("button", name="Larger").focus()
    desk.keyboard.press("Enter")
    until(desk, lambda: width(desk) == pytest.approx(2 * before, abs=2))
    stage = desk.get_by_role("group", name="The photo, which can be moved")
    stage.focus()
    expect(stage).to_be_focused()
    down = scrolled(desk)[1]
    desk.keyboard.press("ArrowDown")
    until(desk, lambda: scrolled(desk)[1] > down)
    desk.keyboard.press("+")
    until(desk, lambda: width(desk) == pytest.approx(4 * before, abs=2))
    desk.keyboard.press("-")
    until(desk, lambda: width(desk) == pytest.approx(2 * before, abs=2))
    desk.keyboard.press("0")
    until(desk, lambda: width(desk) == before)
    expect(desk.get_by_role("button", name="Smaller")).to_be_disabled()


def test_two_fingers_enlarge_the_photo_between_them_and_not_the_page(phone: Page):
    mark, before = phone.locator(".mark .line").nth(5), width(phone)
    x, y = there = on_screen(mark).center
    fingers = Fingers(phone)
    fingers.touch((x - 20, y))
    fingers.touch((x - 20, y), (x + 20, y))
    for far in (30, 45, 60):
        fingers.move((x - far, y), (x + far, y))
    fingers.lift()
    until(phone, lambda: width(phone) == pytest.approx(3 * before, rel=0.02))
    assert on_screen(mark).center == pytest.approx(there, abs=3)
    assert phone.evaluate("visualViewport.scale") == 1
    expect(phone.locator(".offer")).to_be_hidden()


def test_one_finger_on_the_photo_scrolls_the_page(phone: Page):
    x, y = on_screen(phone.locator(".stage")).center
    finger = Fingers(phone)
    finger.touch((x, y))
    for far in (20, 60, 100):
        finger.move((x, y - far))
    finger.lift()
    until(phone, lambda: scrolled(phone)[0] > 0)
    assert phone.evaluate("visualViewport.scale") == 1


@pytest.mark.parametrize("screen", SCREENS)
def test_a_narrow_photo_keeps_its_shape_and_its_boxes_at_any_size(chromium: Browser, tmp_path: Path, screen: str):
    recognizer = FixedRecognizer(*ROWS)
    recognizer.turned = 90
    with answered(chromium, tmp_path, recognizer, **SCREENS[screen]) as page:
        for name in ("Larger", "Larger", "Smaller"):
            photo, first = on_screen(page.locator(".photo img")), on_screen(page.locator(".mark .line").first)
            assert photo.height == pytest.approx(photo.width * 4 / 3, abs=2)
            assert first.width == pytest.approx(photo.width / 3, abs=8)  # of three rows that stand upright
            page.get_by_role("button", name=name).click()
