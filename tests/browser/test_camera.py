"""The live camera: Chromium's fake one shows a video that the test makes."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from harness.camera import HEIGHT, WIDTH, before_camera, film
from harness.pictures import Pixels, draw
from tests.browser import quick
from tests.browser.conftest import open_page, until
from webapp.config import FRAME_SIDE

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def frame(text: str, aside: int = 0, blur: float = 0) -> Pixels:
    """A frame of the video: a card with a number, moved aside by pixels."""
    picture = np.full((HEIGHT, WIDTH, 3), 120, np.uint8)
    card = draw(text, 280, 110)
    left, top = (WIDTH - 280) // 2 + aside, (HEIGHT - 110) // 2
    picture[top : top + 110, left : left + 280] = card
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), blur), np.uint8) if blur else picture


@pytest.fixture(scope="module")
def quick_address() -> Iterator[str]:
    """A site that reads 007 in every photo at once."""
    with quick.quick_site(always="007") as address:
        yield address


@pytest.fixture(scope="module")
def still(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Before a camera that shows one card."""
    card = film(tmp_path_factory.mktemp("film") / "still.y4m", [frame("007")])
    with before_camera(chromium.browser_type, card) as browser:
        yield browser


@pytest.fixture
def opened(still: Browser, quick_address: str) -> Iterator[Callable[..., Page]]:
    """Opens the camera on a fresh page, after what is to be prepared there."""
    context = still.new_context(permissions=["camera"])
    page = context.new_page()

    def open_camera(prepare: Callable[[Page], object] = lambda page: None) -> Page:
        page.goto(quick_address)
        prepare(page)
        page.get_by_role("button", name="Use the camera").click()
        return page

    yield open_camera
    context.close()


def test_a_number_is_read_as_soon_as_it_is_still(chromium: Browser, site: str, tmp_path: Path):
    moving = [frame("4071", aside, 6) for aside in range(-150, 150, 30)]
    lost = [frame("", 0)] * 3
    path = film(tmp_path / "moving.y4m", [*moving, *lost, *[frame("4071")] * 40])
    camera = before_camera(chromium.browser_type, path)
    with camera as browser, open_page(browser, site, permissions=["camera"]) as page:
        page.get_by_role("button", name="Use the camera").click()
        expect(page.get_by_label("The number")).to_have_value("4071", timeout=60_000)
        expect(page.get_by_role("button", name="Again", exact=True)).to_be_visible()
        expect(page.locator(".photo img")).to_be_visible()


IS_LEFT_IN_THE_FRAME = """() => {
  const frame = document.querySelector(".live-frame"), box = frame.querySelector("rect")?.getBoundingClientRect();
  const { x, width } = frame.getBoundingClientRect();
  return box !== undefined && x < box.x && box.x < x + width / 2;
}"""


def test_the_number_stands_over_the_frame_and_its_boxes_follow(opened: Callable[..., Page]):
    box = {"x": 10, "y": 10, "width": 40, "height": 80}
    unsure = {"text": "7", "rows": [{"text": "7", "digits": [{"digit": "7", "confidence": 0.6, "box": box}]}]}
    page = opened(lambda page: page.route("**/api/v1/read*", lambda route: route.fulfill(body=json.dumps(unsure))))
    expect(page.locator(".live-number")).to_have_text("7")
    until(page, lambda: page.evaluate(IS_LEFT_IN_THE_FRAME))  # in one go: the boxes are drawn anew with each frame
    expect(page.locator(".result")).to_have_count(0)  # it is never sure


def test_a_number_that_is_certain_is_a_result_and_the_camera_can_be_used_again(opened: Callable[..., Page]):
    asked: list[str] = []
    page = opened(lambda page: page.on("request", lambda request: asked.append(request.url)))
    expect(page.get_by_label("The number")).to_have_value("007")
    assert len([address for address in asked if "/api/v1/read" in address]) >= 3
    page.get_by_role("button", name="Again", exact=True).click()
    expect(page.locator("dialog.live")).to_be_visible()
    expect(page.locator("dialog.live")).to_be_hidden()
    expect(page.get_by_label("The number")).to_have_value("007")


def test_what_the_camera_sends_is_small_and_one_frame_at_a_time(opened: Callable[..., Page]):
    sides: list[tuple[int, int]] = []
    waiting = 0
    most = 0

    def answer(route) -> None:
        nonlocal waiting, most
        waiting += 1
        most = max(most, waiting)
        picture = cv2.imdecode(np.frombuffer(route.request.post_data_buffer, np.uint8), cv2.IMREAD_COLOR)
        sides.append(picture.shape[:2])
        assert "frame=1" in route.request.url
        waiting -= 1
        route.continue_()

    page = opened(lambda page: page.route("**/api/v1/read*", answer))
    expect(page.get_by_label("The number")).to_have_value("007")
    assert most == 1 and all(max(side) <= FRAME_SIDE and side[0] < side[1] for side in sides)


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_site_is_told_and_asked_again_when_it_says(opened: Callable[..., Page], status: int):
    page = opened(lambda page: page.route("**/api/v1/read*", busy(status)))
    expect(page.locator(".live-words")).to_have_text("Many photos are being read. I go on in a moment.")
    page.unroute_all(behavior="wait")  # an answer may be under way
    expect(page.get_by_label("The number")).to_have_value("007")


def busy(status: int) -> Callable:
    return lambda route: route.fulfill(status=status, headers={"Retry-After": "1"}, body="{}")


def test_a_camera_without_a_number_says_none_and_stops_when_it_is_closed(opened: Callable[..., Page]):
    nothing = json.dumps({"text": "", "rows": []})
    page = opened(lambda page: page.route("**/api/v1/read*", lambda route: route.fulfill(body=nothing)))
    with page.expect_response("**/api/v1/read*"):
        pass
    expect(page.locator(".live-number")).to_have_text("")
    expect(page.locator(".live-words")).to_contain_text("I am looking.")
    tracks = page.evaluate_handle("document.querySelector('.live video').srcObject.getTracks()")
    page.keyboard.press("Escape")
    expect(page.locator("dialog.live")).to_be_hidden()
    until(page, lambda: tracks.evaluate("tracks => tracks.map(track => track.readyState)") == ["ended"])


def test_the_camera_stops_while_the_page_is_hidden(opened: Callable[..., Page]):
    nothing = json.dumps({"text": "", "rows": []})
    page = opened(lambda page: page.route("**/api/v1/read*", lambda route: route.fulfill(body=nothing)))
    with page.expect_response("**/api/v1/read*"):
        pass
    tracks = page.evaluate_handle("document.querySelector('.live video').srcObject.getTracks()")
    hide = "Object.defineProperty(document, 'hidden', {value: %s, configurable: true})"
    changed = "document.dispatchEvent(new Event('visibilitychange'))"
    page.evaluate(f"{hide % 'true'}; {changed}")
    until(page, lambda: tracks.evaluate("tracks => tracks.map(track => track.readyState)") == ["ended"])
    page.unroute_all(behavior="wait")  # an answer may be under way
    page.evaluate(f"{hide % 'false'}; {changed}")
    expect(page.get_by_label("The number")).to_have_value("007")


def test_without_permission_one_sentence_and_the_other_way_in_are_shown(still: Browser, quick_address: str):
    with open_page(still, quick_address) as page:
        page.get_by_role("button", name="Use the camera").click()
        expect(page.locator(".live-words")).to_contain_text("The camera is not allowed here.")
        choose = page.locator("dialog").get_by_role("button", name="Choose a photo")
        expect(choose).to_be_focused()
        with page.expect_file_chooser():
            choose.click()
        expect(page.locator("dialog.live")).to_be_hidden()


def test_without_a_camera_there_is_no_button_for_one(scripted: Page):
    expect(scripted.get_by_role("button", name="Paste")).to_be_visible()
    expect(scripted.get_by_role("button", name="Use the camera")).to_be_hidden()


@pytest.mark.parametrize(("gone", "words"), [("mediaDevices", "only over https"), ("", "I found no camera")])
def test_a_phone_whose_camera_cannot_be_used_is_told_why(chromium: Browser, quick_address: str, gone: str, words: str):
    with open_page(chromium, quick_address, **PHONE) as page:
        if gone:
            page.evaluate(f"Object.defineProperty(navigator, '{gone}', {{value: undefined}})")
        page.get_by_role("button", name="Use the camera").tap()
        expect(page.locator(".live-words")).to_contain_text(words)


@pytest.mark.parametrize("settings", [{}, {**PHONE, "color_scheme": "dark"}], ids=["desktop", "phone"])
def test_axe_finds_nothing_in_the_camera(still: Browser, quick_address: str, settings: dict):
    axe = pytest.importorskip("axe_playwright_python", reason="axe-core comes with axe-playwright-python")
    script = (Path(axe.__file__).parent / "axe.min.js").read_text()
    nothing = json.dumps({"text": "", "rows": []})
    with open_page(still, quick_address, permissions=["camera"], **settings) as page:
        page.route("**/api/v1/read*", lambda route: route.fulfill(body=nothing))
        page.get_by_role("button", name="Use the camera").click()
        expect(page.locator(".live-words")).to_have_text(re.compile("looking"))
        page.evaluate(script)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        assert not [(fault["id"], [node["html"] for node in fault["nodes"]]) for fault in found]
