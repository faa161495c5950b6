"""What can be done with a result: correct and copy it, point at it, read it again with other choices, go back."""

import csv
import io
import json
import re
from pathlib import Path

import cv2
import numpy as np
import pytest
from playwright.sync_api import Page, expect

from harness.pictures import draw, encode
from tests.browser.conftest import until
from tests.browser.reading import read
from tests.workbook import dicts


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """Two rows of digits, far apart."""
    path = tmp_path / "rows.png"
    path.write_bytes(encode(np.concatenate([draw("4071"), draw("258")])))
    return path


@pytest.fixture
def result(scripted: Page, photo: Path) -> Page:
    scripted.context.grant_permissions(["clipboard-read", "clipboard-write"])
    read(scripted, photo)
    expect(numbers(scripted)).to_have_count(2)
    return scripted


def numbers(page: Page):
    return page.locator(".number-field")


def test_the_rows_stand_in_the_order_of_the_photo(result: Page):
    expect(result.get_by_label("Row 1 of 2")).to_have_value("4071")
    expect(result.get_by_label("Row 2 of 2")).to_have_value("258")


def test_copy_takes_all_rows_as_they_were_corrected(result: Page):
    result.get_by_label("Row 2 of 2").fill("0259")
    result.get_by_role("button", name="Copy", exact=True).click()
    expect(result.get_by_role("button", name="Copied")).to_be_visible()
    assert result.evaluate("navigator.clipboard.readText()") == "4071\n0259"


def saved(page: Page, name: str) -> str:
    with page.expect_download() as download:
        page.locator(f"a[download='{name}']").click()
    return Path(download.value.path()).read_text(encoding="utf-8")


def test_what_is_saved_holds_the_corrections_beside_what_was_read(result: Page):
    before = saved(result, "rows.json"), saved(result, "rows.csv")
    result.get_by_label("Row 2 of 2").fill('007"5')
    found = json.loads(saved(result, "rows.json"))
    assert (found["text"], found.pop("corrected")) == ("4071\n258", '4071\n007"5')
    assert found == json.loads(before[0])
    lines = list(csv.DictReader(io.StringIO(saved(result, "rows.csv"))))
    assert [(line["row"], line["character"]) for line in lines] == [*zip("1111222", "4071258", strict=True)]
    assert [line["corrected"] for line in lines] == [""] * 4 + ['="007""5"'] * 3
    assert [line["number"] for line in lines] == ['="4071"'] * 4 + ['="007""5"'] * 3
    assert [line["digits"] for line in lines] == ['="4071"'] * 4 + ['="0075"'] * 3
    result.get_by_label("Row 2 of 2").fill("258")
    assert (saved(result, "rows.json"), saved(result, "rows.csv")) == before


def test_a_csv_with_a_decimal_comma_holds_the_corrections_too(result: Page):
    result.get_by_label("Row 2 of 2").fill("25,8")
    text = saved(result, "rows-decimal-comma.csv")
    lines = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert text.startswith("\ufeff") and all("," in line["confidence"] for line in lines)
    assert [line["corrected"] for line in lines] == [""] * 4 + ['="25,8"'] * 3
    assert [line["digits"] for line in lines] == ['="4071"'] * 4 + ['="258"'] * 3


def test_the_workbook_holds_the_corrections_beside_what_was_read(result: Page):
    def lines() -> list[tuple[object, ...]]:
        with result.expect_download() as download:
            result.get_by_role("link", name="XLSX").click()
        assert download.value.suggested_filename == "rows.xlsx"
        found = dicts(Path(download.value.path()).read_bytes())
        return [(line["Row"], line["Number"], line["Digits"], line["Read as"]) for line in found]

    assert lines() == [(1, 4071, "4071", ""), (2, 258, "258", "")]
    result.get_by_label("Row 2 of 2").fill("0258")
    assert lines() == [(1, 4071, "4071", ""), (2, "0258", "0258", "258")]
    expect(result.get_by_label("Row 2 of 2")).to_have_value("0258")


def marked(page: Page) -> set[str]:
    """The places that show a digit as pointed at, and which digit."""
    script = "items => items.map(item => `${item.closest('svg, ol, .number').tagName} ${item.dataset.digit}`)"
    return set(page.locator(".on").evaluate_all(script))


@pytest.mark.parametrize("where", [".mark:nth-of-type(3)", ".crop:nth-of-type(3)"])
def test_pointing_at_a_digit_shows_it_in_all_three_places(result: Page, where: str):
    expect(result.locator(".mark")).to_have_count(7)
    result.get_by_text("For experts").click()
    result.locator(where).last.hover() if where.startswith(".crop") else result.locator(".mark").nth(2).hover()
    until(result, lambda: marked(result) == {"svg 2", "OL 2", "DIV 2"})


def test_the_caret_in_the_number_points_too(result: Page):
    field = result.get_by_label("Row 2 of 2")
    field.focus()
    result.keyboard.press("Home")
    result.keyboard.press("ArrowRight")
    until(result, lambda: marked(result) == {"svg 5", "OL 5", "DIV 5"})
    expect(result.locator(".mark.on")).to_have_count(1)


def test_the_crops_are_one_stop_of_the_tab_key_and_arrows_lead_on(result: Page):
    result.get_by_text("For experts").click()
    result.locator(".crop").first.focus()
    result.keyboard.press("ArrowRight")
    expect(result.locator(".crop").nth(1)).to_be_focused()
    until(result, lambda: marked(result) == {"svg 1", "OL 1", "DIV 1"})
    result.keyboard.press("End")
    expect(result.locator(".crop").last).to_be_focused()
    result.keyboard.press("Tab")
    expect(result.locator(".crop:focus")).to_have_count(0)


def test_a_new_choice_reads_the_same_photo_again_and_leaves_the_focus_where_it_was(result: Page):
    result.get_by_text("Not right?").click()
    part = result.get_by_label("Which part")
    part.focus()
    part.select_option("the lower half")
    expect(numbers(result)).to_have_count(1)
    expect(numbers(result)).to_have_value("258")
    expect(result.get_by_label("Which part")).to_be_focused()
    expect(result.locator("#announcer")).to_have_text("I found 3 digits: 258.")
    result.get_by_label("Expected form").fill("2 digits")
    result.keyboard.press("Enter")
    expect(result.get_by_text("Nothing here plausibly has the form")).to_be_visible()
    expect(numbers(result)).to_have_value("258")
    result.get_by_label("Which part").focus()
    result.get_by_label("Which part").select_option("the whole photo")
    expect(result.locator("#announcer")).to_have_text("I found 7 digits in 2 rows: 4071, 258.")
    result.get_by_label("Expected form").fill("4 digits")
    result.keyboard.press("Enter")
    expect(numbers(result)).to_have_count(1)
    expect(numbers(result)).to_have_value("4071")
    expect(result.get_by_text("It has the form that you expect, 4 digits")).to_be_visible()


def test_the_advice_to_be_daring_names_what_is_on_the_page_and_shows_something(scripted: Page, tmp_path: Path):
    photo = tmp_path / "blurred.png"
    blurred = cv2.GaussianBlur(draw("8"), (0, 0), 16) + np.random.default_rng(0).normal(0, 50, (240, 480, 3))
    photo.write_bytes(encode(blurred.clip(0, 255).astype(np.uint8)))
    read(scripted, photo)
    advice = scripted.get_by_text("I left out one thing that may be a digit").inner_text()
    choice, label = re.findall("“(.*?)”", advice)
    menu = scripted.get_by_label(label)
    menu.select_option(next(words for words in menu.locator("option").all_inner_texts() if words.startswith(choice)))
    expect(numbers(scripted)).to_have_value("8")


def test_a_new_choice_that_is_refused_says_so_and_leaves_the_result(result: Page):
    told = '<main id="main"><p role="alert">Please wait a little.</p></main>'
    result.route("**/", lambda route: route.fulfill(status=429, content_type="text/html", body=told))
    result.get_by_role("button", name="Turn by a quarter").click()
    expect(result.get_by_role("alert")).to_have_text("Please wait a little.")
    expect(numbers(result)).to_have_count(2)
    result.unroute("**/")
    result.get_by_role("button", name="Turn by a quarter").click()
    expect(result.locator(".photo")).to_have_attribute("data-turned", "90")


def test_a_frame_dragged_over_the_photo_is_the_part_that_is_read(result: Page):
    result.get_by_role("button", name="Read a part").click()
    box = result.locator(".marks").bounding_box()
    assert box
    result.mouse.move(box["x"] + 3, box["y"] + 3)
    result.mouse.down()
    result.mouse.move(box["x"] + box["width"] - 3, box["y"] + box["height"] / 2, steps=5)
    result.mouse.up()
    result.keyboard.press("Enter")
    expect(numbers(result)).to_have_count(1)
    expect(numbers(result)).to_have_value("4071")
    result.get_by_role("button", name="Whole photo").click()
    expect(numbers(result)).to_have_count(2)


def test_a_photo_on_its_side_is_turned_and_framed_where_it_is_shown(scripted: Page, tmp_path: Path):
    path = tmp_path / "turned.png"
    both = np.concatenate([draw("4071"), draw("258")])
    path.write_bytes(encode(np.asarray(cv2.rotate(both, cv2.ROTATE_180), np.uint8)))
    scripted.get_by_text("Options", exact=True).click()
    scripted.get_by_label("Turn the photo").select_option("upside down")
    read(scripted, path)
    expect(scripted.get_by_label("Row 1 of 2")).to_have_value("4071")
    scripted.get_by_role("button", name="Read a part").click()
    box = scripted.locator(".marks").bounding_box()
    assert box
    scripted.mouse.move(box["x"] + 3, box["y"] + box["height"] / 2)
    scripted.mouse.down()
    scripted.mouse.move(box["x"] + box["width"] - 3, box["y"] + box["height"] - 3, steps=5)
    scripted.mouse.up()
    scripted.get_by_role("button", name="Read this part").click()
    expect(numbers(scripted)).to_have_count(1)
    expect(numbers(scripted)).to_have_value("258")
    scripted.get_by_role("button", name="Turn by a quarter").click()
    expect(scripted.locator(".photo")).to_have_attribute("data-turned", "270")


def test_the_photo_can_be_seen_larger(result: Page):
    image = result.locator(".photo img")
    before = image.bounding_box()
    for _ in range(3):
        result.get_by_role("button", name="Larger").click()
    expect(result.get_by_role("button", name="Larger")).to_be_disabled()
    after = image.bounding_box()
    assert before and after and after["width"] > 7 * before["width"]


@pytest.mark.parametrize("name", ["rows-boxed.jpg", "rows.xlsx", "rows.csv", "rows-decimal-comma.csv", "rows.json"])
def test_the_result_can_be_saved(page: Page, photo: Path, tmp_path: Path, name: str):
    page.get_by_label("Choose a photo", exact=True).set_input_files(photo)
    read(page)
    with page.expect_download() as download:
        page.locator(f"a[download='{name}']").click()
    download.value.save_as(tmp_path / name)
    assert download.value.suggested_filename == name and (tmp_path / name).stat().st_size > 100


def test_what_was_left_out_can_be_shown(page: Page, tmp_path: Path):
    photo = tmp_path / "letter.png"
    photo.write_bytes(encode(draw("40S71")))
    read(page, photo)
    outlines = page.locator(".left-out-marks")
    page.get_by_text("For experts").click()
    expect(page.get_by_role("heading", name="Looked at and left out")).to_be_visible()
    expect(outlines).to_be_hidden()
    page.get_by_label("Outline the likeliest on the photo").check()
    expect(outlines).to_be_visible()
    reasons = page.locator(".left-out li")
    expect(reasons.filter(has_text=re.compile(r"^1 more like a letter"))).to_be_visible()
    expect(reasons.filter(has_text=re.compile(r"^looks like an? \d \(\d+ %\), but")).first).to_be_visible()


def test_the_way_back_leads_to_what_was_corrected_before_the_photo_was_read_again(result: Page):
    result.get_by_label("Row 1 of 2").fill("4077")
    result.get_by_role("button", name="Turn by a quarter").click()
    expect(result.locator("figure[data-turned='90']")).to_be_visible()
    result.go_back()
    expect(result.get_by_label("Row 1 of 2")).to_have_value("4077")
    result.go_forward()
    expect(result.locator("figure[data-turned='90']")).to_be_visible()


def test_the_way_back_leads_to_the_page_before(result: Page):
    result.go_back()
    expect(result.get_by_role("button", name="Read the digits")).to_be_visible()
    expect(result).to_have_title(re.compile("^Read the digits"))
    result.go_forward()
    expect(numbers(result)).to_have_count(2)
    expect(result).to_have_title(re.compile("4071, 258"))


def test_the_way_of_ones_own_photo_is_shown_without_choosing_it_again(result: Page):
    result.get_by_text("Not right?").click()
    result.get_by_role("button", name="Show how it was read").click()
    expect(result.get_by_role("heading", level=1)).to_have_text("How I read your photo")
    expect(result.locator(".how-number")).to_contain_text("4071")


def test_without_script_the_choices_are_fields_of_the_form(unscripted: Page, photo: Path):
    unscripted.get_by_label("Choose a photo", exact=True).set_input_files(photo)
    unscripted.get_by_text("Options", exact=True).click()
    unscripted.get_by_label("Which part").select_option("the upper half")
    read(unscripted)
    expect(numbers(unscripted)).to_have_value("4071")
    unscripted.get_by_text("Not right?").click()
    unscripted.get_by_label("Choose the photo again, or another one").set_input_files(photo)
    unscripted.get_by_label("Which part").select_option("the lower half")
    unscripted.get_by_role("button", name="Read again").click()
    expect(numbers(unscripted)).to_have_value("258")


def test_without_script_there_is_no_button_that_does_nothing(unscripted: Page):
    def kinds() -> set[str | None]:
        return {button.get_attribute("type") for button in unscripted.get_by_role("button").all()}

    assert kinds() == {"submit", "file"}
    unscripted.get_by_role("link", name="A meter").click()
    unscripted.get_by_text("Not right?").click()
    assert kinds() == {"submit"}
