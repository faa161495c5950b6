"""A photo of a table: its numbers come in columns, as corrected, and are copied as spreadsheets take them."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.pictures import draw, encode

LINES = [["38", "2750", "64"], ["92", "1835", "7"], ["46", "", "53"], ["70", "4926", "81"]]


def drawn() -> bytes:
    """A photo of the table."""
    rgb = np.full((360, 720, 3), 235, np.uint8)
    for i, line in enumerate(LINES):
        for x, text in zip((50, 250, 520), line, strict=True):
            cv2.putText(rgb, text, (x, 80 + 80 * i), cv2.FONT_HERSHEY_SIMPLEX, 1.8, (30, 30, 40), 4, cv2.LINE_AA)
    return encode(rgb)


def send(page: Page, path: Path) -> None:
    page.get_by_label("Choose a photo", exact=True).set_input_files(path)
    page.get_by_role("button", name="Read the digits").click()


def cells(table: Locator) -> list[list[str]]:
    return [row.locator("td").all_text_contents() for row in table.locator("tr").all()]


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "table.png"
    path.write_bytes(drawn())
    return path


def test_numbers_in_columns_are_a_table(page: Page, photo: Path):
    send(page, photo)
    page.get_by_text("As a table: 4 rows, 3 columns").click()
    assert cells(page.get_by_label("The numbers as a table")) == LINES


def test_the_table_is_copied_as_corrected(scripted: Page, photo: Path):
    scripted.context.grant_permissions(["clipboard-read", "clipboard-write"])
    send(scripted, photo)
    scripted.get_by_text("As a table").click()
    scripted.get_by_label("Row 2 of 4").fill("91183527")
    scripted.get_by_label("Row 3 of 4").fill("4653 ")
    scripted.get_by_label("Row 4 of 4").fill("492681")
    button = scripted.get_by_role("button", name="Copy the table")
    button.click()
    expect(scripted.locator("#announcer")).to_have_text("Copied a table of 4 rows")
    lines = ["38\t2750\t64", "91\t18352\t7", "46\t\t53", "\t4926\t81"]
    assert scripted.evaluate("navigator.clipboard.readText()") == "\n".join(lines)


def test_a_number_by_itself_is_no_table(page: Page, tmp_path: Path):
    path = tmp_path / "number.png"
    path.write_bytes(encode(draw("4071")))
    send(page, path)
    expect(page.get_by_label("The number")).to_have_value("4071")
    expect(page.get_by_text("As a table")).to_have_count(0)
