"""Does the live camera ever take a number where there is none? `python -m benchmarks.camera --seconds 600`."""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from benchmarks import proc
from benchmarks.scenes import moving
from harness.camera import before_camera, film
from harness.serving import Server, served
from recognizer.reading import SURE

FILM_SECONDS = 150  # of one film; the next has other scenes
RATE = 4  # frames a second of a film: the page reads no more
PATIENCE = 60_000  # milliseconds for a page to come

# Keeps what each frame was read as: its text, and the confidence of its least sure digit.
LISTEN = """
window.frames_read = [];
const real = window.fetch;
window.fetch = async (...asked) => {
  const answer = await real(...asked);
  if (answer.ok) answer.clone().json().then(({ text, rows }) => {
    const digits = rows.flatMap((row) => row.digits);
    window.frames_read.push([text, Math.min(...digits.map((digit) => digit.confidence), 1)]);
  });
  return answer;
};
"""

Frame = tuple[str, float]


def main() -> None:
    """Show the films one after another, and print what was read in them and what was taken for a number."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--seconds", type=int, default=600)
    chosen = wanted.parse_args()
    frames, taken = list[Frame](), list[str]()
    with tempfile.TemporaryDirectory() as folder, served(Path(folder), ZIFFER_RATE="") as server:
        before = proc.machine()
        for seed, start in enumerate(range(0, chosen.seconds, FILM_SECONDS)):
            seconds = min(FILM_SECONDS, chosen.seconds - start)
            path = film(Path(folder) / "film.y4m", moving(seconds, RATE, seed), RATE)
            for part, number in watched(server, path, seconds):
                frames += part
                taken += [number] if number else []
    shown = [frame for frame in frames if frame[0]]
    print(f"Machine: {before} before, {proc.machine()} after.")
    print(f"{chosen.seconds} s: {len(frames)} frames read, in {len(shown)} of them something,", end=" ")
    print(f"in {sum(least >= SURE for _, least in shown)} surely; taken for a number: {taken or 'never'}")


def watched(server: Server, path: Path, seconds: float) -> Iterator[tuple[list[Frame], str]]:
    """What is read in a film until a number is taken or the film is over; then the camera looks on."""
    end = time.monotonic() + seconds
    with sync_playwright() as playwright, before_camera(playwright.chromium, path) as browser:
        page = browser.new_context(permissions=["camera"]).new_page()
        page.set_default_timeout(PATIENCE)
        page.add_init_script(LISTEN)
        while (left := end - time.monotonic()) > 0:
            page.goto(f"http://127.0.0.1:{server.port}/")
            page.get_by_role("button", name="Use the camera").click()
            number = taken_within(page, left)
            yield page.evaluate("window.frames_read"), number


def taken_within(page: Page, seconds: float) -> str:
    """The number that is taken within this time, or ""."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        page.wait_for_timeout(250)
        if not page.locator("dialog.live").is_visible():
            field = page.locator(".result .number-field").first
            field.wait_for()
            return field.input_value()
    return ""


if __name__ == "__main__":
    main()
