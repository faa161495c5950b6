import csv
import io
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import let_go
from tests.browser.test_number import LONG, is_whole
from tests.browser.test_ways_in import GIVE
from tests.pictures import draw, encode, encode_pages
from webapp.config import MAX_PHOTOS


def photos(folder: Path, *texts: str) -> list[Path]:
    paths = [folder / f"{n:02}.png" for n in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_bytes(encode(draw(text, 240, 120)))
    return paths


def choose(page: Page, *paths: Path) -> None:
    page.get_by_role("link", name="Many photos").click()
    page.wait_for_url("**/batch")  # and until its script has run
    page.get_by_label("Choose photos", exact=True).set_input_files(paths)
    page.get_by_role("button", name="Read the photos").click()


def held_first(page: Page) -> list[Route]:
    """Where the first photo that is sent will be held until it is let go on."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.method == "POST" and not held:
            held.append(route)
        else:
            route.continue_()

    page.route("**/batch", hold)
    return held


def read_pages(page: Page, folder: Path, *texts: str, kind: str = "TIFF") -> None:
    """On the first page."""
    scan = folder / "scan"
    scan.write_bytes(encode_pages([draw(text) for text in texts], kind))
    page.get_by_label("Choose a photo", exact=True).set_input_files(scan)
    page.get_by_role("button", name="Read the digits").click()
    expect(page.locator(".batch-number")).to_have_count(len(texts))


def rows_of_csv(page: Page) -> list[list[str]]:
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as CSV").click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    return list(csv.reader(io.StringIO(text)))[1:]


def test_many_photos_become_a_table_that_is_corrected_and_downloaded(page: Page, tmp_path: Path):
    bad, scan = tmp_path / "bad.jpg", tmp_path / "scan.tif"
    bad.write_bytes(b"\xff\xd8\xff and no more")
    scan.write_bytes(encode_pages([draw("1", 240, 120), draw("2", 240, 120)], "TIFF"))
    choose(page, *photos(tmp_path, "007", "42"), bad, scan)
    numbers = page.locator(".batch-number:visible")
    expect(numbers).to_have_count(4)
    assert [number.input_value() for number in numbers.all()] == ["007", "42", "1", "2"]
    expect(page.locator(".batch-error")).to_contain_text("damaged")
    expect(page.locator(".batch-photo img")).to_have_count(4)
    numbers.nth(1).fill("042")
    assert [(row[0], row[1], row[2]) for row in rows_of_csv(page)] == [
        ("00.png", "", '="007"'),
        ("01.png", "", '="042"'),
        ("bad.jpg", "", ""),
        ("scan.tif", "1", '="1"'),
        ("scan.tif", "2", '="2"'),
    ]


def test_with_script_fifty_photos_come_one_after_another_with_their_progress(scripted: Page, tmp_path: Path):
    texts = [str(n) for n in range(10)] * 5
    asked: list[str] = []
    scripted.on("request", lambda request: asked.append(request.method) if request.url.endswith("/batch") else None)
    choose(scripted, *photos(tmp_path, *texts))
    expect(scripted.get_by_role("status").first).to_contain_text("50 of 50 photos done", timeout=60_000)
    assert asked.count("POST") == MAX_PHOTOS
    assert [number.input_value() for number in scripted.locator(".batch-number:visible").all()] == texts
    assert scripted.locator("progress").evaluate("bar => bar.value / bar.max") == 1


def test_reading_can_be_stopped_and_taken_up(scripted: Page, tmp_path: Path):
    held_first(scripted)
    choose(scripted, *photos(tmp_path, "1", "2", "3"))
    scripted.get_by_role("button", name="Stop").click()
    expect(scripted.locator(".batch-progress")).to_contain_text("0 of 3 photos done. Stopped.")
    scripted.get_by_role("button", name="Go on").click()
    expect(scripted.locator(".batch-progress")).to_contain_text("3 of 3 photos done")
    assert [number.input_value() for number in scripted.locator(".batch-number:visible").all()] == ["1", "2", "3"]


@pytest.mark.parametrize("headers", [{"Retry-After": "1"}, {}], ids=["so long", "without a time"])
def test_a_photo_that_is_told_to_wait_is_sent_again(
    scripted: Page, tmp_path: Path, headers: dict[str, str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("webapp.config.RETRY_SECONDS", 1)
    told: list[int] = []

    def busy_once(route):
        if route.request.method == "POST" and not told:
            told.append(503)
            route.fulfill(status=429, headers=headers, body="busy")
        else:
            route.continue_()

    scripted.route("**/batch", busy_once)
    choose(scripted, *photos(tmp_path, "7"))
    expect(scripted.get_by_role("status").first).to_contain_text("the site asks to wait 1 second. Then I go on.")
    expect(scripted.locator(".batch-number:visible")).to_have_value("7")
    expect(scripted.get_by_role("status").first).to_have_text("1 of 1 photos done")
    assert told


def test_the_focus_stays_with_the_buttons_from_start_to_end(scripted: Page, tmp_path: Path):
    held = held_first(scripted)
    choose(scripted, *photos(tmp_path, "7"))
    expect(scripted.get_by_text("0 of 1 photos done")).to_be_visible()
    expect(scripted.get_by_role("button", name="Read the photos")).to_be_focused()
    scripted.keyboard.press("Tab")
    expect(scripted.get_by_role("button", name="Stop")).to_be_focused()
    let_go(scripted, held)
    expect(scripted.get_by_text("1 of 1 photos done")).to_be_visible()
    expect(scripted.get_by_role("button", name="Read the photos")).to_be_focused()


def choose_with_a_bad_choice(page: Page, *paths: Path) -> None:
    page.get_by_role("link", name="Many photos").click()
    page.wait_for_url("**/batch")  # and until its script has run
    page.get_by_text("Choices for all of them").click()
    page.get_by_label("How many digits").fill("1000")
    page.get_by_text("Choices for all of them").click()
    page.get_by_label("Choose photos", exact=True).set_input_files(paths)
    page.get_by_role("button", name="Read the photos").click()


def test_a_choice_that_cannot_be_is_told_once_and_the_photos_wait_until_it_is_changed(scripted: Page, tmp_path: Path):
    choose_with_a_bad_choice(scripted, *photos(tmp_path, "1", "2"))
    status = scripted.get_by_role("status").first
    expect(status).to_contain_text("digits must be a whole number from 1 to")
    expect(status).to_contain_text("0 of 2 photos done. Stopped.")
    scripted.get_by_label("How many digits").fill("1")  # unfolded
    scripted.get_by_role("button", name="Go on").click()
    expect(status).to_have_text("2 of 2 photos done")
    assert [number.input_value() for number in scripted.locator(".batch-number:visible").all()] == ["1", "2"]


def test_a_choice_that_cannot_be_is_told_without_script_too(unscripted: Page, tmp_path: Path):
    choose_with_a_bad_choice(unscripted, *photos(tmp_path, "1"))
    expect(unscripted.get_by_role("alert")).to_contain_text("digits must be a whole number from 1 to")


def test_too_many_photos_are_refused_before_they_are_sent(scripted: Page, tmp_path: Path):
    choose(scripted, *photos(tmp_path, *["1"] * (MAX_PHOTOS + 1)))
    expect(scripted.locator(".batch-progress")).to_contain_text(f"I read up to {MAX_PHOTOS} at once")
    expect(scripted.locator(".batch tbody tr")).to_have_count(0)


def test_more_photos_join_the_table_and_its_corrections_stay(scripted: Page, tmp_path: Path):
    first, second, third = photos(tmp_path, "1", "2", "3")
    choose(scripted, first)
    numbers = scripted.locator(".batch-number:visible")
    numbers.fill("0071")
    scripted.get_by_label("Choose photos", exact=True).set_input_files([second])
    scripted.get_by_role("button", name="Read the photos").click()
    expect(scripted.locator(".batch-progress")).to_contain_text("2 of 2 photos done")
    scripted.evaluate(GIVE, ["drop", "dropped.png", "image/png", list(third.read_bytes())])
    expect(scripted.locator(".batch-progress")).to_contain_text("3 of 3 photos done")
    assert [number.input_value() for number in numbers.all()] == ["0071", "2", "3"]
    assert [(row[0], row[2]) for row in rows_of_csv(scripted)] == [
        ("00.png", '="0071"'),
        ("01.png", '="2"'),
        ("dropped.png", '="3"'),
    ]


def test_photos_that_come_while_others_are_read_wait_their_turn(scripted: Page, tmp_path: Path):
    held = held_first(scripted)
    first, second = photos(tmp_path, "1", "2")
    choose(scripted, first)
    scripted.get_by_label("Choose photos", exact=True).set_input_files([second])
    scripted.get_by_role("button", name="Read the photos").click()
    expect(scripted.locator(".batch-progress")).to_contain_text("0 of 2 photos done")
    let_go(scripted, held)
    expect(scripted.locator(".batch-progress")).to_contain_text("2 of 2 photos done")
    assert [number.input_value() for number in scripted.locator(".batch-number:visible").all()] == ["1", "2"]


@pytest.mark.parametrize("way", ["Copy all", "Download as CSV"])
def test_leaving_is_asked_about_until_the_table_is_taken_along_as_it_is(scripted: Page, tmp_path: Path, way: str):
    asked: list[str] = []
    scripted.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    choose(scripted, *photos(tmp_path, "1"))
    number = scripted.locator(".batch-number:visible")
    for value in ("1", "007"):
        expect(number).to_be_visible()
        number.fill(value)
        scripted.get_by_role("link", name="How it works").click()
        expect(number).to_have_value(value)
        assert asked == ["beforeunload"]
        asked.clear()
        take_along(scripted, way)
    scripted.get_by_role("link", name="Start a new one").click()
    expect(number).to_have_count(0)
    assert not asked


def take_along(page: Page, way: str) -> None:
    if way == "Copy all":
        page.get_by_role("button", name=way).click()
        expect(page.get_by_role("button", name="Copied")).to_be_visible()
    else:
        rows_of_csv(page)


@pytest.mark.parametrize("kind", ["no digits", "not read"])
def test_leaving_is_not_asked_about_where_no_number_was_read(scripted: Page, tmp_path: Path, kind: str):
    asked: list[str] = []
    scripted.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    path = tmp_path / "photo.png"
    path.write_bytes(encode(draw("")) if kind == "no digits" else b"no photo")
    choose(scripted, path)
    expect(scripted.get_by_text("1 of 1 photos done")).to_be_visible()
    scripted.get_by_role("link", name="How it works").click()
    scripted.wait_for_url("**/how")
    assert not asked


def test_the_whole_table_can_be_copied_as_it_was_corrected(scripted: Page, tmp_path: Path):
    scripted.context.grant_permissions(["clipboard-read", "clipboard-write"])
    bad, scan = tmp_path / "=bad().jpg", tmp_path / "scan.tif"
    bad.write_bytes(b"no photo")
    scan.write_bytes(encode_pages([draw("1", 240, 120), draw("2", 240, 120)], "TIFF"))
    choose(scripted, *photos(tmp_path, "007", "42"), bad, scan)
    scripted.locator(".batch-number:visible").nth(1).fill("042")
    scripted.get_by_role("button", name="Copy all").click()
    expect(scripted.locator("#announcer")).to_have_text("Copied 5 rows")
    copied = scripted.evaluate("navigator.clipboard.readText()")
    assert [line.split("\t") for line in copied.split("\n")] == [
        ["00.png", "007"],
        ["01.png", "042"],
        ["'=bad().jpg", ""],
        ["scan.tif, page 1", "1"],
        ["scan.tif, page 2", "2"],
    ]


def test_without_script_the_table_has_no_button_that_does_nothing(unscripted: Page, tmp_path: Path):
    choose(unscripted, *photos(tmp_path, "1"))
    unscripted.wait_for_load_state()  # and until its styles are there
    assert unscripted.locator(".batch").get_by_role("button").all_inner_texts() == ["Download as CSV"]


@pytest.mark.parametrize("kind", ["many photos", "pages of a file"])
def test_a_photo_in_the_table_can_be_looked_at_in_large(page: Page, tmp_path: Path, kind: str):
    if kind == "many photos":
        choose(page, *photos(tmp_path, "7"))
    else:
        read_pages(page, tmp_path, "7", "42")
    picture = page.locator(".batch-photo img").first
    before = picture.bounding_box()
    picture.click()
    after = picture.bounding_box()
    assert before and after and after["width"] > before["width"]
    expect(page.locator(".batch-photo summary").first).to_be_focused()
    page.keyboard.press("Enter")
    again = picture.bounding_box()
    assert again and again["width"] == before["width"]


@pytest.mark.parametrize("kind", ["many photos", "pages of a file"])
def test_enter_in_a_number_does_not_download_the_table(scripted: Page, tmp_path: Path, kind: str):
    if kind == "many photos":
        choose(scripted, *photos(tmp_path, "7"))
    else:
        read_pages(scripted, tmp_path, "7", "42")
    asked: list[str] = []
    scripted.on("request", lambda request: asked.append(request.url) if request.url.endswith(".csv") else None)
    scripted.locator(".batch-number:visible").first.press("Enter")
    rows_of_csv(scripted)
    assert len(asked) == 1


@pytest.mark.parametrize("width", [360, 1280])
def test_a_long_number_is_shown_whole_and_each_of_its_rows_begins_a_line(page: Page, tmp_path: Path, width: int):
    page.set_viewport_size({"width": width, "height": 800})
    path = tmp_path / "rows.png"
    path.write_bytes(encode(np.concatenate([draw(LONG, 1900, 120), draw("258", 1900, 120)])))
    choose(page, path)
    number = page.locator(".batch-number:visible")
    expect(number).to_have_value(f"{LONG}\n258")
    assert is_whole(number)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator(".batch-scroll").evaluate("item => item.scrollWidth <= item.clientWidth")
    assert rows_of_csv(page)[0][2] == f'="{LONG} 258"'


def test_a_number_grows_with_what_is_typed_and_is_taken_along_in_one_line(scripted: Page, tmp_path: Path):
    scripted.context.grant_permissions(["clipboard-read", "clipboard-write"])
    choose(scripted, *photos(tmp_path, "7"))
    number = scripted.locator(".batch-number:visible")
    number.press("End")
    scripted.keyboard.press("Enter")
    scripted.keyboard.type(LONG * 3)
    scripted.keyboard.press("Enter")
    assert is_whole(number)
    scripted.get_by_role("button", name="Copy all").click()
    expect(scripted.locator("#announcer")).to_have_text("Copied 1 row")
    assert scripted.evaluate("navigator.clipboard.readText()") == f"00.png\t7 {LONG * 3}"
    assert rows_of_csv(scripted)[0][2] == f'="7 {LONG * 3}"'


@pytest.mark.parametrize("kind", ["TIFF", "PDF"])
def test_the_first_page_reads_a_file_of_several_pages(page: Page, tmp_path: Path, kind: str):
    read_pages(page, tmp_path, "007", "42", kind=kind)
    expect(page.get_by_role("heading", level=1)).to_have_text("2 of 2 pages read")
    assert [number.input_value() for number in page.locator(".batch-number").all()] == ["007", "42"]
