"""The page of a result that a test chose, on a desk and on a phone, and fingers on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from harness.pictures import draw, encode
from recognizer.reading import Box
from tests.browser.conftest import open_page
from tests.browser.reading import read
from tests.conftest import FixedRecognizer
from tests.listening import listening
from webapp import create_app
from webapp.config import Settings

SCREENS: dict[str, dict[str, Any]] = {
    "desk": {"viewport": {"width": 1280, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}

WIDE, HIGH = 960, 720  # pixels of the photo


@contextmanager
def answered(chromium: Browser, folder: Path, recognizer: FixedRecognizer, **settings: Any) -> Iterator[Page]:
    """The page with what a recognizer answers."""
    photo = folder / "photo.png"
    photo.write_bytes(encode(draw("4071", WIDE, HIGH)))
    with listening(create_app(Settings(rate=""), recognizer)) as site, open_page(chromium, site, **settings) as page:
        page.locator("#photo").set_input_files(photo)
        read(page)
        expect(page.locator(".number-field")).to_have_count(len(recognizer.rows))
        if settings.get("java_script_enabled", True):
            expect(page.locator(".photo.sized")).to_be_visible()  # its script has run
        yield page


def on_screen(item: Locator) -> Box:
    """Where something is on the screen, in pixels."""
    box = item.bounding_box()
    assert box
    return Box(box["x"], box["y"], box["width"], box["height"])


class Fingers:
    """Fingers on the screen of a page, each at a place (x, y) in pixels."""

    def __init__(self, page: Page) -> None:
        self.session = page.context.new_cdp_session(page)

    def touch(self, *places: tuple[float, float]) -> None:
        """They are there now, one more than before."""
        self._send("touchStart", places)

    def move(self, *places: tuple[float, float]) -> None:
        """They are moved to other places."""
        self._send("touchMove", places)

    def lift(self) -> None:
        """They are all gone."""
        self._send("touchEnd", ())

    def _send(self, kind: str, places: tuple[tuple[float, float], ...]) -> None:
        points = [{"x": x, "y": y, "id": finger} for finger, (x, y) in enumerate(places)]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
