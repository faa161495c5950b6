"""Files that come by drop or paste to a page that has a photo already: several at once, bad ones, and the way back."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import let_go
from tests.browser.test_ways_in import GIVE, read
from tests.pictures import draw, encode
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
    scripted.get_by_label("Choose a photo", exact=True).set_input_files(photo)
    scripted.get_by_text("Choices", exact=True).click()
    scripted.get_by_label("Expected form").fill("4 digits")
    scripted.evaluate(GIVE, ["drop", "notes.txt", "text/plain", list(NO_PICTURE)])
    expect(scripted.get_by_role("alert")).to_have_text(errors.NotAPicture.sentence)
    expect(scripted.locator(".preview-name")).to_contain_text("number.png")
    expect(scripted.get_by_label("How many digits")).to_have_value("4")
    read(scripted)
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
    expect(scripted.locator(".photo")).to_have_class("photo")
    scripted.get_by_text("Not right?").click()
    scripted.get_by_role("button", name="Read again", exact=True).click()
    expect(scripted.locator("#announcer")).to_have_text("I found 4 digits: 4071.")


@pytest.mark.parametrize("event", ["drop", "paste"])
@pytest.mark.parametrize("before", ["A lone digit", "How it works", "For programs"])
def test_of_several_files_that_the_first_was_read_is_told_beside_its_answer(scripted: Page, event: str, before: str):
    scripted.get_by_role("link", name=before).click()
    scripted.wait_for_url(re.compile("/(sample/lone-digit|how|api)$"))
    title = scripted.title()
    scripted.evaluate(GIVE, [event, "number.png", "image/png", list(encode(draw("4071"))), 3])
    expect(scripted.locator(".number-field")).to_have_value("4071")
    expect(scripted.get_by_role("alert")).to_contain_text("the first of your 3 files")
    scripted.go_back()
    expect(scripted).to_have_title(title)
    expect(scripted.get_by_role("alert")).to_have_count(0)


def test_of_several_files_on_the_first_page_is_told_there_and_not_after_the_way_back(scripted: Page):
    scripted.evaluate(GIVE, ["drop", "number.png", "image/png", list(encode(draw("4071"))), 2])
    expect(scripted.get_by_role("alert")).to_contain_text("the first of your 2 files")
    read(scripted)
    expect(scripted.locator(".number-field")).to_have_value("4071")
    scripted.go_back()
    expect(scripted.locator(".preview-name")).to_contain_text("number.png")
    expect(scripted.get_by_role("alert")).to_have_count(0)


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
        (
            [["a.txt", BAD], ["b.txt", BAD], ["c.png", GOOD], ["d.png", BAD]],
            "I took c.png. I could not take a.txt and b.txt. “Many photos” above reads several at once.",
        ),
        ([*[["a.txt", BAD]] * 4, ["b.png", GOOD]], "I took b.png. I could not take the 4 files before it."),
    ],
)
def test_of_several_files_the_first_that_can_be_read_is_taken_and_those_before_it_are_named(
    scripted: Page, event: str, files: list[tuple[str, list[int]]], told: str
):
    scripted.evaluate(GIVE_FILES, [event, files])
    expect(scripted.get_by_role("alert")).to_have_text(told)
    read(scripted)
    expect(scripted.locator(".number-field")).to_have_value("4071")
    scripted.evaluate(GIVE_FILES, [event, files])  # and on a result, where it is read at once
    expect(scripted.get_by_role("alert")).to_have_text(told)
    expect(scripted.locator(".number-field")).to_have_value("4071")


@pytest.mark.parametrize("event", ["drop", "paste"])
def test_a_photo_that_comes_while_another_is_read_is_asked_for_again(scripted: Page, photo: Path, event: str):
    waiting: list[Route] = []
    scripted.route("**/", lambda route: waiting.append(route))
    scripted.get_by_label("Choose a photo", exact=True).set_input_files(photo)
    read(scripted)
    scripted.evaluate(GIVE, [event, "other.png", "image/png", list(encode(draw("258")))])
    told = f"I am still reading. Please {event} it again in a moment."
    expect(scripted.get_by_role("alert")).to_have_text(told)
    let_go(scripted, waiting)
    expect(scripted.locator(".number-field")).to_have_value("4071")


def test_of_several_files_nothing_but_the_refusal_is_told_where_none_can_be_read(scripted: Page):
    scripted.evaluate(GIVE, ["drop", "notes.txt", "text/plain", list(NO_PICTURE), 2])
    expect(scripted.get_by_role("alert")).to_have_text(errors.NotAPicture.sentence)
