"""A photo of a table: its numbers come in columns, as corrected, and are copied as spreadsheets take them."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from harness.pictures import draw, encode
from tests.browser.reading import read

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
    read(page)


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


def opened(page: Page, photo: Path) -> Locator:
    send(page, photo)
    page.get_by_text("As a table").click()
    return page.get_by_label("The numbers as a table")


@pytest.mark.parametrize(
    ("row", "typed", "line"),
    [
        (1, "8275069", ["8", "2750", "69"]),  # one digit less and another one wrong
        (1, "13827064", ["138", "270", "64"]),
        (2, "92 7 1835", ["92", "7", "1835"]),  # as many words as cells
        (3, "46 12 53", ["46", "12", "53"]),
        (4, "", ["", "", ""]),
    ],
)
def test_each_correction_stays_in_its_column(scripted: Page, photo: Path, row: int, typed: str, line: list[str]):
    table = opened(scripted, photo)
    scripted.get_by_label(f"Row {row} of 4").fill(typed)
    assert cells(table) == [*LINES[: row - 1], line, *LINES[row:]]


def test_what_is_typed_into_the_table_stands_in_the_rows_too(scripted: Page, photo: Path):
    table = opened(scripted, photo)
    empty = table.locator("tr").nth(2).locator("td").nth(1)
    empty.click()
    scripted.keyboard.type("12")
    scripted.keyboard.press("Enter")
    row = scripted.get_by_label("Row 3 of 4")
    expect(row).to_have_value("46 12 53")
    row.fill("46 12 54")
    assert cells(table)[2] == ["46", "12", "54"]
    expect(scripted.locator(".number-row.edited")).to_have_count(1)


def test_what_is_pasted_into_a_cell_stays_one_cell(scripted: Page, photo: Path):
    scripted.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened(scripted, photo).locator("tr").nth(2).locator("td").nth(1).click()
    scripted.evaluate("navigator.clipboard.writeText('1\\n2')")
    scripted.keyboard.press("Control+V")
    expect(scripted.get_by_label("Row 3 of 4")).to_have_value("46 1 2 53")
    scripted.get_by_role("button", name="Copy the table").click()
    expect(scripted.locator("#announcer")).to_have_text("Copied a table of 4 rows")
    assert scripted.evaluate("navigator.clipboard.readText()").splitlines()[2] == "46\t1 2\t53"


def test_spreadsheets_are_told_that_the_numbers_are_text(scripted: Page, photo: Path):
    scripted.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened(scripted, photo)
    scripted.get_by_label("Row 1 of 4").fill("08275064")
    scripted.get_by_role("button", name="Copy the table").click()
    expect(scripted.locator("#announcer")).to_have_text("Copied a table of 4 rows")
    html = scripted.evaluate(
        """navigator.clipboard.read({ unsanitized: ["text/html"] })
             .then(([item]) => item.getType("text/html")).then((blob) => blob.text())"""
    )
    assert """<tr><td style='mso-number-format:"\\@"'>08</td>""" in html


def test_an_open_table_is_printed(page: Page, photo: Path):
    send(page, photo)
    page.emulate_media(media="print")
    table = page.get_by_role("table", name="The numbers in rows and columns")
    expect(table).to_be_hidden()
    page.emulate_media(media="screen")
    page.get_by_text("As a table").click()
    page.emulate_media(media="print")
    expect(table).to_be_visible()
    expect(page.get_by_text("As a table")).to_be_hidden()


def test_the_figures_of_a_large_sheet_stay_visible_and_their_crops_are_folded_away(page: Page, tmp_path: Path):
    rgb = np.full((1200, 1600, 3), 235, np.uint8)
    for i in range(8):
        for x in (300, 600, 900):
            cv2.putText(rgb, "48305", (x, 200 + 60 * i), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (30, 30, 40), 2, cv2.LINE_AA)
    path = tmp_path / "sheet.png"
    path.write_bytes(encode(rgb))
    send(page, path)
    expect(page.locator(".marks.tiny .mark")).to_have_count(120)
    expect(page.locator(".mark text")).to_have_count(0)
    expect(page.locator(".mark .halo").first).to_have_css("stroke", "none")
    page.get_by_text("For experts").click()
    expect(page.locator(".crop").first).to_be_hidden()
    page.get_by_text("Show all 120 digits").click()
    expect(page.locator(".crop").first).to_be_visible()


def test_a_grid_keeps_its_empty_rows_and_corrections_go_past_them(scripted: Page, tmp_path: Path):
    scripted.context.grant_permissions(["clipboard-read", "clipboard-write"])
    grid = ["5 2 7", "     ", "1 94 ", "8   3", "4 6 9"]
    rgb = np.full((460, 460, 3), 235, np.uint8)
    for i, line in enumerate(grid):
        for j, text in enumerate(line):
            cv2.putText(rgb, text.strip(), (40 + 80 * j, 80 + 80 * i), cv2.FONT_HERSHEY_SIMPLEX, 1.5, (30, 30, 40), 4)
    path = tmp_path / "grid.png"
    path.write_bytes(encode(rgb))
    send(scripted, path)
    scripted.get_by_text("As a table: 5 rows, 5 columns").click()
    scripted.get_by_label("Row 2 of 4").fill("194")
    scripted.get_by_label("Row 3 of 4").fill("83")
    scripted.get_by_label("Row 4 of 4").fill("489")
    scripted.get_by_role("button", name="Copy the table").click()
    expect(scripted.locator("#announcer")).to_have_text("Copied a table of 5 rows")
    lines = ["5\t\t2\t\t7", "\t\t\t\t", "1\t\t9\t4\t", "8\t\t\t\t3", "4\t\t8\t\t9"]
    assert scripted.evaluate("navigator.clipboard.readText()").splitlines() == lines
    expect(scripted.locator(".columns .empty td[contenteditable]")).to_have_count(0)


def test_the_numbers_of_a_row_stand_apart_and_are_copied_apart(scripted: Page, tmp_path: Path):
    scripted.context.grant_permissions(["clipboard-read", "clipboard-write"])
    rgb = np.full((200, 720, 3), 235, np.uint8)
    for x, text in ((50, "38"), (250, "2750"), (520, "64")):
        cv2.putText(rgb, text, (x, 120), cv2.FONT_HERSHEY_SIMPLEX, 1.8, (30, 30, 40), 4, cv2.LINE_AA)
    path = tmp_path / "row.png"
    path.write_bytes(encode(rgb))
    send(scripted, path)
    field = scripted.get_by_label("The number", exact=True)
    expect(field).to_have_value("38 2750 64")
    expect(scripted.get_by_text("As a table")).to_have_count(0)
    field.fill("38 27,50 -69 7")
    scripted.get_by_role("button", name="Copy", exact=True).click()
    expect(scripted.locator("#announcer")).to_have_text("Copied 38 27,50 -69 7")
    for number in ("38", "27,50", "-69", "7"):
        scripted.get_by_role("list", name="Copy one number").get_by_role("button", name=number, exact=True).click()
        expect(scripted.locator("#announcer")).to_have_text(f"Copied {number}")
        assert scripted.evaluate("navigator.clipboard.readText()") == number


def test_a_number_by_itself_is_no_table(page: Page, tmp_path: Path):
    path = tmp_path / "number.png"
    path.write_bytes(encode(draw("4071")))
    send(page, path)
    expect(page.get_by_label("The number")).to_have_value("4071")
    expect(page.get_by_text("As a table")).to_have_count(0)
    expect(page.get_by_role("list", name="Copy one number")).to_have_count(0)
