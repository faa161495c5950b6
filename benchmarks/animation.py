"""Films the live camera for the README: `python -m benchmarks.animation` draws docs/camera.webp anew."""

from __future__ import annotations

import io
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from PIL import Image
from playwright.sync_api import Page, ViewportSize, sync_playwright

from benchmarks.scenes import view
from harness.camera import before_camera, film
from harness.pictures import Pixels
from harness.serving import served
from webapp.pages.samples import find

FILE = Path(__file__).resolve().parents[1] / "docs" / "camera.webp"
MOST_BYTES = 400_000  # of the file
QUALITY = 60  # of the WebP, 0 to 100

SEEN = (480, 640)  # pixels that the camera sees, across and down
RATE = 10  # frames a second of what it sees
MOVES, STAYS = 3.5, 60.0  # seconds for which it is moved towards the number, and then held still
NUMBER = (0.52, 0.47)  # where the number is on the sample, in shares of its sides
SCREEN = ViewportSize(width=390, height=760)
SHOWN = (312, 608)  # pixels of the animation

MOST_SECONDS = 60.0  # until the number is taken
FIRST, STEP, LAST = 1000, 300, 2500  # milliseconds for which the first picture stands, each other one, and the last


def main() -> None:
    """Film it, and save what the screen showed."""
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder), ZIFFER_RATE="") as server,
        sync_playwright() as playwright,
        before_camera(playwright.chromium, film(Path(folder) / "meter.y4m", carried(), RATE)) as browser,
    ):
        context = browser.new_context(viewport=SCREEN, has_touch=True, is_mobile=True, permissions=["camera"])
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{server.port}/")
        save(list(screens(page)))
    print(FILE.name, FILE.stat().st_size, "bytes")
    assert FILE.stat().st_size <= MOST_BYTES


def carried() -> Iterator[Pixels]:
    """What the camera sees: it comes to a meter from the side, blurred by its motion, and stays."""
    sample = find("meter")
    assert sample
    meter = cv2.imdecode(np.frombuffer(sample.bytes(), np.uint8), cv2.IMREAD_COLOR_RGB)
    for at in range(round((MOVES + STAYS) * RATE)):
        left = max(1 - at / RATE / MOVES, 0.0)
        place = np.array(NUMBER) + left * np.array([0.25, 0.3])
        frame = view(np.asarray(meter, np.uint8), place, 0.58 - 0.1 * left, 8 * left, SEEN, cv2.BORDER_REPLICATE)
        width = round(10 * left)
        yield np.asarray(cv2.blur(frame, (2 * width + 1, 1)) if width else frame, np.uint8)


def screens(page: Page) -> Iterator[Image.Image]:
    """What the screen shows: the first page, the camera until it has the number, the reading and its result."""
    end = time.monotonic() + MOST_SECONDS
    yield screen(page)
    page.get_by_role("button", name="Use the camera").tap()
    page.locator("dialog.live").wait_for()
    while page.locator("dialog.live").is_visible():
        assert time.monotonic() < end, "no number was taken"
        yield screen(page)
    yield screen(page)
    page.locator(".photo.sized").wait_for()
    yield screen(page)


def screen(page: Page) -> Image.Image:
    """The screen as it is now."""
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB").resize(SHOWN, Image.Resampling.LANCZOS)


def save(shown: list[Image.Image]) -> None:
    """Save the pictures as an animation that begins again and again; of those that are the same, one."""
    first, *others = [one for one, before in zip(shown, [None, *shown], strict=False) if one != before]
    lengths = [FIRST, *[STEP] * (len(others) - 1), LAST]
    first.save(FILE, save_all=True, append_images=others, duration=lengths, loop=0, quality=QUALITY, method=6)


if __name__ == "__main__":
    main()
