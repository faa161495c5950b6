from pathlib import Path

from playwright.sync_api import Page, expect

from harness.pictures import draw, encode
from tests.browser.reading import read


def choose_and_read(page: Page, path: Path) -> None:
    page.get_by_label("Choose a photo", exact=True).set_input_files(path)
    read(page)


def test_a_photo_becomes_its_number_beside_the_annotated_photo(page: Page, tmp_path: Path):
    photo = tmp_path / "number.png"
    photo.write_bytes(encode(draw("007")))
    choose_and_read(page, photo)
    expect(page.locator(".number-field")).to_have_value("007")
    annotated = page.get_by_role("img", name="I found 3 digits: 007.")
    expect(annotated).to_be_visible()
    box = annotated.bounding_box()
    assert box and box["width"] > 200 and box["height"] > 100
    expect(page.locator(".crop img")).to_have_count(3)


def test_a_blank_sheet_has_no_digits(page: Page, tmp_path: Path):
    photo = tmp_path / "blank.png"
    photo.write_bytes(encode(draw("")))
    choose_and_read(page, photo)
    expect(page.get_by_role("heading", name="I found no digits in this photo")).to_be_visible()


def test_a_damaged_pdf_is_refused_on_the_page_from_which_another_photo_can_be_sent(page: Page, tmp_path: Path):
    pdf, photo = tmp_path / "scan.pdf", tmp_path / "number.png"
    pdf.write_bytes(b"%PDF-1.7\n")
    photo.write_bytes(encode(draw("42")))
    choose_and_read(page, pdf)
    expect(page.get_by_role("alert")).to_contain_text("This PDF is damaged")
    choose_and_read(page, photo)
    expect(page.locator(".number-field")).to_have_value("42")
