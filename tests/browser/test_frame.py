"""A part of the photo is read alone: the frame around it by pointer, finger and keyboard, and a click on a number."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from recognizer.reading import Box
from tests.browser.answers import HIGH, SCREENS, WIDE, Fingers, answered, on_screen
from tests.browser.conftest import until
from tests.conftest import FixedRecognizer


@pytest.fixture
def recognizer() -> FixedRecognizer:
    return FixedRecognizer("40 71", "2,50 3")


@pytest.fixture(params=SCREENS)
def page(
    request: pytest.FixtureRequest, chromium: Browser, recognizer: FixedRecognizer, tmp_path: Path
) -> Iterator[Page]:
    with answered(chromium, tmp_path, recognizer, **SCREENS[request.param]) as page:
        yield page


def shares(box: Box, whole: Box) -> list[float]:
    """A box in shares of the sides of another."""
    left, top = (box.x - whole.x) / whole.width, (box.y - whole.y) / whole.height
    return [left, top, box.width / whole.width, box.height / whole.height]


def framed(page: Page) -> list[float]:
    """Where the frame is, in shares of the photo."""
    return shares(on_screen(page.locator(".frame-box")), on_screen(page.locator(".photo img")))


def asked(page: Page, recognizer: FixedRecognizer) -> list[float]:
    """The part that was read last, in shares of the photo."""
    expect(page.get_by_role("button", name="Whole photo")).to_be_visible()
    _, options = recognizer.asked[-1]
    assert options.region
    return shares(options.region, Box(0, 0, WIDE, HIGH))


def near(values: list[float]) -> object:
    return pytest.approx(values, abs=0.02)


def begin(page: Page) -> None:
    page.get_by_role("button", name="Read a part").click()
    expect(page.locator(".frame-box")).to_be_focused()


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Drag from one place of the photo to another, both in shares of its sides."""
    photo = on_screen(page.locator(".photo img"))
    (x, y), (to_x, to_y) = [
        (photo.x + across * photo.width, photo.y + down * photo.height) for across, down in (start, end)
    ]
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move((x + to_x) / 2, (y + to_y) / 2)
    page.mouse.move(to_x, to_y)
    page.mouse.up()


def test_a_frame_that_was_drawn_moved_and_resized_is_the_part_that_is_read(page: Page, recognizer: FixedRecognizer):
    begin(page)
    assert framed(page) == near([0.2, 0.2, 0.6, 0.6])
    drag(page, (0.05, 0.1), (0.45, 0.5))
    assert framed(page) == near([0.05, 0.1, 0.4, 0.4])
    drag(page, (0.25, 0.3), (0.45, 0.5))
    assert framed(page) == near([0.25, 0.3, 0.4, 0.4])
    drag(page, (0.64, 0.69), (0.84, 0.89))
    assert framed(page) == near([0.25, 0.3, 0.6, 0.6])
    drag(page, (0.26, 0.6), (0.36, 0.7))
    assert framed(page) == near([0.35, 0.3, 0.5, 0.6])
    page.get_by_role("button", name="Read this part").click()
    assert asked(page, recognizer) == near([0.35, 0.3, 0.5, 0.6])
    page.get_by_role("button", name="Whole photo").click()
    until(page, lambda: recognizer.asked[-1][1].region is None)


def test_a_frame_stays_on_the_photo_and_a_slip_of_the_pointer_changes_nothing(page: Page):
    begin(page)
    drag(page, (0.5, 0.5), (0.99, 0.01))
    assert framed(page) == near([0.4, 0, 0.6, 0.6])
    drag(page, (0.1, 0.9), (0.105, 0.9))
    assert framed(page) == near([0.4, 0, 0.6, 0.6])
    drag(page, (0.41, 0.3), (0.99, 0.3))  # past the other side
    assert framed(page) == near([0.98, 0, 0.02, 0.6])


def test_the_keyboard_alone_moves_and_resizes_the_frame_and_reads_it(page: Page, recognizer: FixedRecognizer):
    page.get_by_role("button", name="Read a part").focus()
    page.keyboard.press("Enter")
    frame = page.get_by_role("application", name="The frame")
    expect(frame).to_be_focused()
    for key in ("ArrowRight", "ArrowRight", "ArrowUp", "Shift+ArrowLeft", "Shift+ArrowDown", "Shift+ArrowDown"):
        page.keyboard.press(key)
    expect(page.locator("#announcer")).to_have_text("22 % from the left, 19 % from above, 59 % wide, 62 % high")
    assert framed(page) == near([0.22, 0.19, 0.59, 0.62])
    page.keyboard.press("Enter")
    assert asked(page, recognizer) == pytest.approx([0.22, 0.19, 0.59, 0.62], abs=0.006)
    expect(page.get_by_role("button", name="Read a part")).to_be_focused()


def test_the_keys_are_told_and_escape_leaves_without_reading(page: Page, recognizer: FixedRecognizer):
    button = page.get_by_role("button", name="Read a part")
    begin(page)
    expect(page.get_by_text("Move the frame around the number")).to_be_visible()
    expect(button).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Escape")
    for gone in (".frame-box", ".frame-bar"):
        expect(page.locator(gone)).to_be_hidden()
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-pressed", "false")
    begin(page)
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator(".frame-box")).to_be_hidden()
    assert len(recognizer.asked) == 1


def test_the_frame_begins_around_the_number_that_was_last_pointed_at(page: Page):
    page.get_by_label("Row 2 of 2").focus()
    page.keyboard.press("End")
    begin(page)
    left, top, width, height = framed(page)  # the last of six characters, with room on the left
    assert 0.6 < left < 0.83 and left + width == pytest.approx(1, abs=0.01)
    assert 0.3 < top < 0.5 and top + height == pytest.approx(1, abs=0.01)


def test_a_click_on_a_number_offers_to_read_that_part_alone(page: Page, recognizer: FixedRecognizer):
    page.locator(".mark").nth(5).click()  # the comma of 2,50
    offer = page.get_by_role("button", name="Read only 2,50")
    photo, button = on_screen(page.locator(".stage")), on_screen(offer)
    assert photo.x <= button.x and button.right <= photo.right and photo.y <= button.y and button.bottom <= photo.bottom
    page.keyboard.press("Escape")
    expect(offer).to_be_hidden()
    page.locator(".mark").nth(8).click()
    expect(offer).to_be_hidden()
    page.locator(".mark").nth(4).click()
    offer.click()
    left, top, width, height = asked(page, recognizer)
    assert left == 0 and 4 / 6 < width < 5 / 6
    assert 0.3 < top < 0.5 and top + height == pytest.approx(1, abs=0.001)


def test_a_finger_draws_the_frame_without_scrolling_the_page(
    chromium: Browser, recognizer: FixedRecognizer, tmp_path: Path
):
    with answered(chromium, tmp_path, recognizer, **SCREENS["phone"]) as page:
        begin(page)
        before, photo = page.evaluate("scrollY"), on_screen(page.locator(".photo img"))
        places = [(photo.x + share * photo.width, photo.y + share * photo.height) for share in (0.05, 0.1, 0.5)]
        finger = Fingers(page)
        finger.touch(places[0])
        finger.move(places[1])
        finger.move(places[2])
        finger.lift()
        until(page, lambda: framed(page) == near([0.05, 0.05, 0.45, 0.45]))
        assert page.evaluate("scrollY") == before


def test_a_frame_on_an_enlarged_photo_begins_in_view(page: Page):
    for _ in range(2):
        page.get_by_role("button", name="Larger").click()
    begin(page)
    stage, frame = on_screen(page.locator(".stage")), on_screen(page.locator(".frame-box"))
    assert stage.x < frame.x and frame.right < stage.right and stage.y < frame.y and frame.bottom < stage.bottom
    for _ in range(30):
        page.keyboard.press("ArrowRight")
    frame = on_screen(page.locator(".frame-box"))
    assert frame.right <= stage.right
