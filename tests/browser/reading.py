"""How a photo is read on the first page: with script as soon as it is chosen, without it when the button is pressed."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page


def read(page: Page, *photos: Path) -> None:
    """Choose a photo, or take the one that was chosen, and have it read."""
    if photos:
        page.get_by_label("Choose a photo", exact=True).set_input_files(photos[0])
    button = page.get_by_role("button", name="Read the digits")
    if button.is_visible():  # without script
        button.click()
