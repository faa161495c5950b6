"""When reading takes long or fails: how much is sent, a time-out, a site that is away, and the way on from each."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import quick
from tests.browser.conftest import open_page
from tests.browser.reading import hold_first, is_post, read

SLOW = 50_000  # bytes a second, which are 400 kbit/s


@pytest.fixture(scope="module")
def site(quick_site: str) -> str:
    return quick_site


@pytest.fixture
def failing(chromium: Browser, site: str) -> Iterator[Page]:
    """A page whose console may tell of the server's faults."""
    context: BrowserContext = chromium.new_context()
    page = context.new_page()
    page.goto(site)
    yield page
    context.close()


def try_again(page: Page) -> None:
    page.unroute("**/")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".number-field")).to_have_value("4071")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_site_that_cannot_be_reached_is_told_and_tried_again(scripted: Page, photo: Path):
    scripted.route("**/", lambda route: route.abort())
    read(scripted, photo)
    expect(scripted.get_by_role("alert")).to_contain_text("check your connection")
    expect(scripted.locator(".notice")).to_be_focused()
    try_again(scripted)


@pytest.mark.parametrize("status", [502, 504])
def test_what_stands_in_front_of_the_site_is_no_fault_of_the_connection(failing: Page, photo: Path, status: int):
    failing.route("**/", lambda route: route.fulfill(status=status, body="<h1>Bad gateway</h1>"))
    read(failing, photo)
    expect(failing.get_by_role("alert")).to_contain_text("The site is not answering at this moment.")
    expect(failing.get_by_role("alert")).not_to_contain_text("connection")
    try_again(failing)


def test_a_busy_site_is_tried_again(failing: Page, photo: Path):
    told = '<main id="main"><p role="alert">Please wait a little.</p></main>'
    failing.route("**/", lambda route: route.fulfill(status=503, content_type="text/html", body=told))
    read(failing, photo)
    expect(failing.get_by_role("alert")).to_have_text("Please wait a little.")
    try_again(failing)


def test_where_no_answer_comes_waiting_has_an_end(
    chromium: Browser, site: str, photo: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("webapp.config.ANSWER_SECONDS", 1)
    with open_page(chromium, site) as page:
        page.route("**/", lambda route: None)
        read(page, photo)
        expect(page.get_by_role("alert")).to_contain_text("did not answer in time")
        expect(page.get_by_role("progressbar")).to_be_hidden()
        page.evaluate("document.body.dataset.patience = 60")
        try_again(page)


def test_on_a_slow_line_it_is_shown_how_much_is_sent(scripted: Page, tmp_path: Path):
    photo = tmp_path / "large.bmp"
    photo.write_bytes(quick.photo("4071", "BMP"))
    chrome = scripted.context.new_cdp_session(scripted)
    chrome.send("Network.enable")
    line = {"offline": False, "latency": 50, "downloadThroughput": -1, "uploadThroughput": SLOW}
    chrome.send("Network.emulateNetworkConditions", line)
    read(scripted, photo)
    expect(scripted.get_by_text("Sending the photo…")).to_be_visible()
    expect(scripted.locator(".busy progress[value]")).to_be_visible()
    expect(scripted.locator(".number-field")).to_have_value("4071", timeout=30_000)


def test_turns_that_are_asked_for_while_one_is_read_add_up(scripted: Page, photo: Path):
    read(scripted, photo)
    expect(scripted.locator(".number-field")).to_have_value("4071")
    hold_first(scripted)
    turn = scripted.get_by_role("button", name="Turn by a quarter")
    with scripted.expect_request(is_post):
        turn.click()
    turn.click()
    expect(scripted.locator(".photo")).to_have_attribute("data-turned", "180")


def test_a_choice_that_is_made_while_another_is_read_counts(scripted: Page, photo: Path):
    read(scripted, photo)
    expect(scripted.locator(".number-field")).to_have_value("4071")
    scripted.get_by_text("Not right?").click()
    hold_first(scripted)
    scripted.get_by_label("Expected form").fill("2 digits")
    with scripted.expect_request(is_post):
        scripted.keyboard.press("Enter")
    scripted.get_by_label("Expected form").fill("3 digits")
    scripted.keyboard.press("Enter")
    expect(scripted.get_by_role("heading", level=1)).to_have_text("I found 3 digits")
    expect(scripted.get_by_label("Expected form")).to_have_value("3 digits")


def test_enter_in_a_field_sends_the_photo_once(scripted: Page, photo: Path):
    read(scripted, photo)
    expect(scripted.locator(".number-field")).to_have_value("4071")
    scripted.get_by_text("Not right?").click()
    sent: list[str] = []
    scripted.on("request", lambda request: sent.append(request.url) if is_post(request) else None)
    scripted.get_by_label("Expected form").fill("2 digits")
    scripted.keyboard.press("Enter")
    expect(scripted.get_by_role("heading", level=1)).to_have_text("I found 2 digits")
    assert len(sent) == 1
