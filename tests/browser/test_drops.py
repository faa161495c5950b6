"""Files that come by drop or paste to a page that has a photo already: several at once, bad ones, and the way back."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from harness.pictures import draw, encode
from tests.browser.reading import read
from tests.browser.test_ways_in import GIVE
from webapp import errors


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "number.png"
    path.write_bytes(encode(draw("4071")))
    return path


NO_PICTURE = b"seven"
DAMAGED = encode(draw("4071"))[:400]  # which only the server finds out


@pytest.mark.parametrize("event", ["drop", "paste"])
@pytest.mark.parametrize(
    ("bad", "error"), [(NO_PICTURE, errors.NotAPicture), (DAMAGED, errors.Damaged)], ids=["no picture", "damaged"]
)
def test_a_bad_file_leaves_the_result_and_all_that_can_be_done_with_it(
    scripted: Page, photo: Path, event: str, bad: bytes, error: type[errors.Refusal]
):
    scripted.get_by_label("Choose a photo", exact=True).set_input_files(photo)
    read(scripted)
    expect(scripted.locator(".number-field")).to_have_value("4071")
    scripted.evaluate(GIVE, [event, "bad.png", "image/png", list(bad)])
    expect(scripted.get_by_role("alert")).to_have_text(error.sentence)
    expect(scripted.locator(".number-field")).to_have_value("4071")
    scripted.get_by_role("button", name="Turn by a quarter").click()
    expect(scripted.locator(".photo")).to_have_attribute("data-turned", "90")
    expect(scripted.get_by_role("alert")).to_have_count(0)


def test_a_bad_file_leaves_the_photo_that_was_chosen_before_and_the_choices(scripted: Page, photo: Path):
    scripted.route("**/", lambda route: None)
    read(scripted, photo)
    scripted.get_by_role("button", name="Cancel").click()
    scripted.get_by_text("Options", exact=True).click()
    scripted.get_by_label("Expected form").fill("4 digits")
    scripted.evaluate(GIVE, ["drop", "notes.txt", "text/plain", list(NO_PICTURE)])
    expect(scripted.get_by_role("alert")).to_have_text(errors.NotAPicture.sentence)
    expect(scripted.locator(".preview-name")).to_contain_text("number.png")
    expect(scripted.get_by_label("Expected form")).to_have_value("4 digits")
    scripted.unroute("**/")
    scripted.get_by_role("button", name="Read the digits").click()
    expect(scripted.locator(".number-field")).to_have_value("4071")


def test_the_way_back_from_a_dropped_photo_leads_to_the_one_before(scripted: Page, photo: Path):
    scripted.get_by_label("Choose a photo", exact=True).set_input_files(photo)
    read(scripted)
    expect(scripted.locator(".number-field")).to_have_value("4071")
    scripted.evaluate(GIVE, ["drop", "other.png", "image/png", list(encode(draw("258")))])
    expect(scripted.locator(".number-field")).to_have_value("258")
    scripted.go_back()
    expect(scripted.locator(".number-field")).to_have_value("4071")
    expect(scripted.locator("main")).to_have_attribute("aria-busy", "false")
    expect(scripted.locator(".photo.reading")).to_have_count(0)
    scripted.get_by_text("Not right?").click()
    scripted.get_by_role("button", name="Read again", exact=True).click()
    expect(scripted.locator("#announcer")).to_have_text("I found 4 digits: 4071.")


# As GIVE, for files of different names: [event, [[name, bytes], ...]].
GIVE_FILES = """([event, files]) => {
    const data = new DataTransfer();
    for (const [name, bytes] of files) data.items.add(new File([new Uint8Array(bytes)], name));
    const given = event === "paste" ? {clipboardData: data} : {dataTransfer: data};
    const Kind = event === "paste" ? ClipboardEvent : DragEvent;
    document.body.dispatchEvent(new Kind(event, {...given, bubbles: true, cancelable: true}));
}"""

BAD, GOOD = list(NO_PICTURE), list(encode(draw("4071")))


@pytest.mark.parametrize("event", ["drop", "paste"])
@pytest.mark.parametrize(
    ("files", "told"),
    [
        ([["a.txt", BAD], ["b.png", GOOD]], "I took b.png. I could not take a.txt."),
        ([["a.txt", BAD], ["b.png", GOOD], ["c.txt", BAD]], "I took b.png. I could not take a.txt and c.txt."),
        ([["b.png", GOOD], *[["a.txt", BAD]] * 4], "I took b.png. I could not take the 4 other files."),
    ],
)
def test_of_several_files_the_one_that_can_be_read_is_taken_and_the_others_are_named(
    scripted: Page, event: str, files: list[tuple[str, list[int]]], told: str
):
    scripted.evaluate(GIVE_FILES, [event, files])
    expect(scripted.get_by_role("alert")).to_have_text(told)
    expect(scripted.locator(".number-field")).to_have_value("4071")
    scripted.evaluate(GIVE_FILES, [event, files])  # and on a result, where it is read at once
    expect(scripted.get_by_role("alert")).to_have_text(told)
    expect(scripted.locator(".number-field")).to_have_value("4071")


def test_of_several_files_nothing_but_the_refusal_is_told_where_none_can_be_read(scripted: Page):
    scripted.evaluate(GIVE, ["drop", "notes.txt", "text/plain", list(NO_PICTURE), 2])
    expect(scripted.get_by_role("alert")).to_have_text(errors.NotAPicture.sentence)
