import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from harness.pictures import draw, encode, encode_pages
from tests.browser.conftest import let_go
from tests.browser.reading import read
from tests.browser.test_ways_in import GIVE
from tests.workbook import dicts
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
    read_all(page)


def read_all(page: Page) -> None:
    """What with script happens by itself."""
    button = page.get_by_role("button", name="Read the photos")
    if button.is_visible():
        button.click()


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
    read(page)
    expect(page.locator(".batch-number")).to_have_count(len(texts))


def rows_of_csv(page: Page) -> list[list[str]]:
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as CSV").click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    return list(csv.reader(io.StringIO(text)))[1:]


def test_the_table_is_downloaded_as_a_workbook_with_its_corrections(page: Page, tmp_path: Path):
    choose(page, *photos(tmp_path, "007", "42"))
    numbers = page.locator(".batch-number:visible")
    expect(numbers).to_have_count(2)
    numbers.nth(1).fill("4,25")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as XLSX").click()
    assert download.value.suggested_filename == "00-and-1-more.xlsx"
    found = dicts(Path(download.value.path()).read_bytes())
    assert [(line["File"], line["Number"], line["Read as"]) for line in found] == [
        ("00.png", "007", ""),
        ("01.png", 4.25, "42"),
    ]


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
    expect(scripted.get_by_role("status").first).to_contain_text("50 of 50 photos done")
    assert asked.count("POST") == MAX_PHOTOS
    assert [number.input_value() for number in scripted.locator(".batch-number:visible").all()] == texts
    assert scripted.get_by_role("progressbar", name="Photos read").evaluate("bar => bar.value / bar.max") == 1


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
    scripted.clock.install(time=0)
    scripted.clock.pause_at(1)  # second: the sentence stands until it is seen
    choose(scripted, *photos(tmp_path, "7"))
    expect(scripted.get_by_role("status").first).to_contain_text("the site asks to wait 1 second. Then I go on.")
    scripted.clock.resume()
    expect(scripted.locator(".batch-number:visible")).to_have_value("7")
    expect(scripted.get_by_role("status").first).to_contain_text("1 of 1 photos done")
    assert told


def test_the_focus_is_not_lost_when_the_button_to_stop_goes(scripted: Page, tmp_path: Path):
    held = held_first(scripted)
    choose(scripted, *photos(tmp_path, "7"))
    expect(scripted.get_by_text("0 of 1 photos done")).to_be_visible()
    scripted.get_by_role("button", name="Stop").focus()
    let_go(scripted, held)
    expect(scripted.get_by_text("1 of 1 photos done")).to_be_visible()
    expect(scripted.get_by_label("Choose photos", exact=True)).to_be_focused()


def choose_with_a_bad_choice(page: Page, *paths: Path) -> None:
    page.get_by_role("link", name="Many photos").click()
    page.wait_for_url("**/batch")  # and until its script has run
    page.get_by_text("Options for all of them").click()
    page.get_by_label("Expected form").fill("1000 digits")
    page.get_by_text("Options for all of them").click()
    page.get_by_label("Choose photos", exact=True).set_input_files(paths)
    read_all(page)


def test_a_choice_that_cannot_be_is_told_once_and_the_photos_wait_until_it_is_changed(scripted: Page, tmp_path: Path):
    choose_with_a_bad_choice(scripted, *photos(tmp_path, "1", "2"))
    status = scripted.get_by_role("status").first
    expect(status).to_contain_text("digits")
    expect(status).to_contain_text("0 of 2 photos done. Stopped.")
    scripted.get_by_label("Expected form").fill("1 digits")  # unfolded
    scripted.get_by_role("button", name="Try again").click()
    expect(status).to_contain_text("2 of 2 photos done")
    assert [number.input_value() for number in scripted.locator(".batch-number:visible").all()] == ["1", "2"]


def test_a_choice_that_cannot_be_is_told_without_script_too(unscripted: Page, tmp_path: Path):
    choose_with_a_bad_choice(unscripted, *photos(tmp_path, "1"))
    expect(unscripted.get_by_role("alert")).to_contain_text("digits")


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
    expect(scripted.locator(".batch-progress")).to_contain_text("0 of 2 photos done")
    let_go(scripted, held)
    expect(scripted.locator(".batch-progress")).to_contain_text("2 of 2 photos done")
    assert [number.input_value() for number in scripted.locator(".batch-number:visible").all()] == ["1", "2"]


@pytest.mark.parametrize("kind", ["TIFF", "PDF"])
def test_the_first_page_reads_a_file_of_several_pages(page: Page, tmp_path: Path, kind: str):
    read_pages(page, tmp_path, "007", "42", kind=kind)
    expect(page.get_by_role("heading", level=1)).to_have_text("2 of 2 pages read")
    assert [number.input_value() for number in page.locator(".batch-number").all()] == ["007", "42"]
