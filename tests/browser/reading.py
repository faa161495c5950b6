"""How a photo is read on the first page: with script as soon as it is chosen, without it when the button is pressed."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, Request, Route


def read(page: Page, *photos: Path) -> None:
    """Choose a photo, or take the one that was chosen, and have it read."""
    if photos:
        page.get_by_label("Choose a photo", exact=True).set_input_files(photos[0])
    button = page.get_by_role("button", name="Read the digits")
    if button.is_visible():  # without script
        button.click()


def is_post(request: Request) -> bool:
    """Whether a photo is sent with a request."""
    return request.method == "POST"


def hold_first(page: Page) -> list[Route]:
    """Where the first photo that is sent from now on waits to be let go; those after it are not held."""
    held: list[Route] = []
    page.route("**/", lambda route: route.continue_() if held else held.append(route))
    return held
