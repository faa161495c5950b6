"""Every way in which a photo gets to the server, and what is refused before it is sent."""

import base64
import json
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from harness.pictures import draw, encode, encode_pages
from tests.browser.reading import read
from webapp import config, errors
from webapp.pages.samples import SAMPLES

# Gives the page a file in the way of an event that no test can make with a real pointer or keyboard.
GIVE = """([event, name, type, bytes, count = 1]) => {
    const data = new DataTransfer();
    for (let i = 0; i < count; i++) data.items.add(new File([new Uint8Array(bytes)], name, {type}));
    const given = event === "paste" ? {clipboardData: data} : {dataTransfer: data};
    const Kind = event === "paste" ? ClipboardEvent : DragEvent;
    document.body.dispatchEvent(new Kind(event, {...given, bubbles: true, cancelable: true}));
}"""


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "number.png"
    path.write_bytes(encode(draw("4071")))
    return path


@pytest.mark.parametrize("event", ["drop", "paste"])
def test_a_photo_can_be_dropped_or_pasted_anywhere(scripted: Page, photo: Path, event: str):
    scripted.evaluate(GIVE, [event, "number.png", "image/png", list(photo.read_bytes())])
    expect(scripted.locator(".number-field")).to_have_value("4071")


@pytest.mark.parametrize("event", ["drop", "paste"])
def test_on_a_result_the_next_photo_is_read_at_once(scripted: Page, photo: Path, event: str):
    scripted.get_by_role("link", name="A lone digit").click()
    scripted.wait_for_url("**/sample/lone-digit")  # and until its script has run
    scripted.evaluate(GIVE, [event, "number.png", "image/png", list(photo.read_bytes())])
    expect(scripted.locator(".number-field")).to_have_value("4071")


def test_dragging_over_the_page_shows_where_to_drop(scripted: Page, photo: Path):
    scripted.evaluate(GIVE, ["dragover", "number.png", "image/png", [1]])
    expect(scripted.locator("body")).to_have_class("dropping")
    scripted.evaluate(GIVE, ["drop", "number.png", "image/png", list(photo.read_bytes())])
    expect(scripted.locator("body")).not_to_have_class("dropping")


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_a_sample_is_one_click(page: Page, sample):
    page.get_by_role("link", name=sample.title).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("I found")
    expect(page.locator(".photo img")).to_be_visible()


def test_a_phone_has_a_button_for_its_camera(chromium: Browser, site: str, photo: Path):
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(site)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Take a photo").tap()
    assert chooser.value.element.get_attribute("capture") == "environment"
    chooser.value.set_files(photo)
    read(page)
    expect(page.locator(".number-field")).to_have_value("4071")
    context.close()


def test_a_number_can_be_written_with_the_pointer(scripted: Page):
    scripted.get_by_role("button", name="Write a number").click()
    pad = scripted.get_by_role("img", name=re.compile("A pad"))
    done = scripted.get_by_role("button", name="Read what I wrote")
    expect(done).to_be_disabled()
    box = pad.bounding_box()
    assert box

    def stroke(*points: tuple[float, float]) -> None:
        places = [(box["x"] + x * box["height"], box["y"] + y * box["height"]) for x, y in points]
        scripted.mouse.move(*places[0])
        scripted.mouse.down()
        for place in places[1:]:
            scripted.mouse.move(*place, steps=8)
        scripted.mouse.up()

    stroke((0.1, 0.1), (0.9, 0.9))
    scripted.get_by_role("button", name="Undo").click()
    expect(done).to_be_disabled()
    stroke((0.45, 0.2), (0.85, 0.2), (0.6, 0.8))
    stroke((1.2, 0.2), (1.2, 0.8))
    done.click()
    expect(scripted.locator(".number-field")).to_have_value("71")


def test_a_large_photo_is_reduced_before_it_is_sent_and_stays_upright(scripted: Page, tmp_path: Path):
    large = tmp_path / "large.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held on its side
    Image.fromarray(draw("4071", 3600, 1800)).rotate(90, expand=True).save(large, exif=exif)
    scripted.get_by_label("Choose a photo", exact=True).set_input_files(large)
    read(scripted)
    expect(scripted.locator(".number-field")).to_have_value("4071")
    address = scripted.get_by_role("link", name="JSON").get_attribute("href") or ""
    arrived = json.loads(base64.b64decode(address.split(",", 1)[1]))["image"]
    assert arrived == {"width": config.SHRINK_SIDE, "height": config.SHRINK_SIDE // 2}


def test_a_photo_of_a_kind_that_the_browser_cannot_open_is_left_to_the_server(scripted: Page, tmp_path: Path):
    tiff = tmp_path / "scan.tif"
    tiff.write_bytes(encode(draw("4071"), "TIFF"))
    scripted.get_by_label("Choose a photo", exact=True).set_input_files(tiff)
    read(scripted)
    expect(scripted.locator(".number-field")).to_have_value("4071")


def test_a_pdf_with_something_before_it_is_read_as_far_in_as_the_server_looks(scripted: Page, tmp_path: Path):
    path, pdf = tmp_path / "mailed.pdf", encode_pages([draw("4071")], "PDF")
    before = config.PDF_WITHIN - len("%PDF-")
    path.write_bytes(b" " * (before + 1) + pdf)
    scripted.get_by_label("Choose a photo", exact=True).set_input_files(path)
    expect(scripted.get_by_role("alert")).to_have_text(errors.NotAPicture.sentence)
    path.write_bytes(b" " * before + pdf)
    scripted.get_by_label("Choose a photo", exact=True).set_input_files(path)
    read(scripted)
    expect(scripted.locator(".number-field")).to_have_value("4071")


def test_what_is_no_picture_is_refused_before_it_is_sent(scripted: Page, tmp_path: Path):
    text = tmp_path / "notes.txt"
    text.write_text("seven")
    asked: list[str] = []
    scripted.on("request", lambda request: asked.append(request.method))
    scripted.get_by_label("Choose a photo", exact=True).set_input_files(text)
    expect(scripted.get_by_role("alert")).to_have_text(errors.NotAPicture.sentence)
    assert "POST" not in asked


def test_what_is_too_large_is_refused_before_it_is_sent(scripted: Page, tmp_path: Path):
    large = tmp_path / "large.heic"
    large.write_bytes(b"\0\0\0\x18ftypheic" + bytes(config.MAX_BYTES))
    scripted.get_by_label("Choose a photo", exact=True).set_input_files(large)
    expect(scripted.get_by_role("alert")).to_have_text(errors.TooLarge.sentence)


def test_the_server_refuses_the_same_where_there_is_no_script(unscripted: Page, tmp_path: Path):
    text = tmp_path / "notes.txt"
    text.write_text("seven")
    unscripted.get_by_label("Choose a photo", exact=True).set_input_files(text)
    read(unscripted)
    expect(unscripted.get_by_role("alert")).to_have_text(errors.NotAPicture.sentence)


def test_after_a_refusal_the_photo_and_the_choices_are_still_there(scripted: Page, tmp_path: Path):
    damaged = tmp_path / "damaged.png"
    damaged.write_bytes(encode(draw("4071"))[:400])
    scripted.get_by_text("Options", exact=True).click()
    scripted.get_by_label("Expected form").fill("4 digits")
    read(scripted, damaged)
    expect(scripted.get_by_role("alert")).to_have_text(errors.Damaged.sentence)
    expect(scripted.locator(".notice")).to_be_focused()
    expect(scripted.locator(".preview-name")).to_contain_text("damaged.png")
    assert scripted.locator("#expected").input_value() == "4 digits"


def test_a_choice_that_cannot_be_is_refused_in_words_though_it_is_folded_away(page: Page, photo: Path):
    page.get_by_text("Options", exact=True).click()
    page.get_by_label("Expected form").fill("1000 digits")
    page.get_by_text("Options", exact=True).click()
    page.get_by_label("Choose a photo", exact=True).set_input_files(photo)
    read(page)
    expect(page.get_by_role("alert")).to_contain_text("How many digits must be a whole number from 1 to")
