"""For everyone: axe-core in every state, the keyboard alone, small and enlarged screens, what is announced."""

import re
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from harness.pictures import draw, encode
from tests.browser.conftest import open_page
from tests.browser.reading import read

NARROW = {"width": 320, "height": 640}  # also what 200 % zoom leaves of a 640 pixel window
WIDE = {"width": 1280, "height": 900}

State = Callable[[Page, Path], None]


def choose(page: Page, folder: Path, data: bytes) -> None:
    photo = folder / "photo.png"
    photo.write_bytes(data)
    page.get_by_label("Choose a photo", exact=True).set_input_files(photo)


def first(page: Page, folder: Path) -> None:
    page.get_by_text("Options", exact=True).click()


def reading(page: Page, folder: Path) -> None:
    page.route("**/", lambda route: None)
    choose(page, folder, encode(draw("4071")))
    expect(page.get_by_role("img", name="Your photo")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_be_visible()


def chosen(page: Page, folder: Path) -> None:
    reading(page, folder)
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("button", name="Read the digits")).to_be_visible()


def another(page: Page, folder: Path) -> None:
    result(page, folder)
    page.route("**/", lambda route: None)
    page.get_by_role("button", name="Turn by a quarter").click()
    expect(page.get_by_role("progressbar")).to_be_visible()


def pad(page: Page, folder: Path) -> None:
    page.get_by_role("button", name="Write a number").click()
    expect(page.get_by_role("img", name="A pad")).to_be_visible()


def result(page: Page, folder: Path) -> None:
    choose(page, folder, encode(draw("40S71")))  # of which something is left out
    read(page)
    page.get_by_text("Not right?").click()
    page.get_by_text("For experts").click()
    page.get_by_label("Outline the likeliest").check()
    page.locator(".crop").first.focus()


def zoomed(page: Page, folder: Path) -> None:
    page.get_by_role("link", name="Two rows").click()
    page.wait_for_url("**/sample/two-rows")  # and until its script has run
    page.get_by_role("button", name="Larger").click()
    expect(page.get_by_role("button", name="Smaller")).to_be_enabled()


def framing(page: Page, folder: Path) -> None:
    page.get_by_role("link", name="Two rows").click()
    page.wait_for_url("**/sample/two-rows")  # and until its script has run
    page.get_by_role("button", name="Read a part").click()
    expect(page.locator(".frame-box")).to_be_focused()


def offered(page: Page, folder: Path) -> None:
    page.get_by_role("link", name="Two rows").click()
    page.wait_for_url("**/sample/two-rows")  # and until its script has run
    page.locator(".mark").first.click()
    expect(page.get_by_role("button", name="Read only")).to_be_visible()


def part(page: Page, folder: Path) -> None:
    offered(page, folder)
    page.get_by_role("button", name="Read only").click()
    expect(page.get_by_role("button", name="Whole photo")).to_be_visible()


def kept(page: Page, folder: Path) -> None:
    part(page, folder)
    page.get_by_label("Use this part for the next photos").check()
    page.get_by_role("link", name="Read another").click()
    expect(page.get_by_text("Only the part that you kept is read.")).to_be_visible()


def kept_for_many(page: Page, folder: Path) -> None:
    kept(page, folder)
    page.get_by_role("link", name="Many photos").click()
    page.get_by_label("Read only the part that you kept").check()


def taken(page: Page, folder: Path) -> None:
    page.add_init_script("navigator.share = async () => {}")
    page.get_by_role("link", name="Two rows").click()
    expect(page.get_by_role("button", name="Share")).to_be_visible()
    page.get_by_role("button", name="Copy row 1").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()


def unsure(page: Page, folder: Path) -> None:
    choose(page, folder, encode(draw("40&71")))  # whose sign looks like an 8
    read(page)
    expect(page.locator(".doubts")).to_be_visible()


def checked(page: Page, folder: Path) -> None:
    unsure(page, folder)
    page.locator(".doubts a").first.click()
    expect(page.locator(".mark.on")).to_have_count(1)


def empty(page: Page, folder: Path) -> None:
    page.get_by_role("link", name="No digits at all").click()
    expect(page.get_by_role("heading", name="I found no digits in this photo")).to_be_visible()


def refused(page: Page, folder: Path) -> None:
    choose(page, folder, encode(draw("4071"))[:400])
    read(page)
    expect(page.get_by_role("alert")).to_be_visible()


def how(page: Page, folder: Path) -> None:
    page.get_by_role("link", name="How it works").click()
    expect(page.locator(".how-number")).to_be_visible()


def many(page: Page, folder: Path) -> None:
    page.get_by_role("link", name="Many photos").click()
    paths = [folder / "a-photo-with-a-rather-long-name-as-cameras-give-them.png", folder / "bad.jpg"]
    for path, data in zip(paths, (encode(draw("4071")), b"no photo"), strict=True):
        path.write_bytes(data)
    page.get_by_label("Choose photos", exact=True).set_input_files(paths)
    expect(page.get_by_text("2 of 2 photos done")).to_be_visible()


def programs(page: Page, folder: Path) -> None:
    page.get_by_role("link", name="API", exact=True).click()
    expect(page.get_by_role("heading", name="Examples")).to_be_visible()


def missing(page: Page, folder: Path) -> None:
    page.goto(page.url + "nothing-here")


STATES = (
    first,
    reading,
    chosen,
    pad,
    result,
    another,
    zoomed,
    framing,
    offered,
    part,
    kept,
    kept_for_many,
    taken,
    unsure,
    checked,
    empty,
    refused,
    how,
    many,
    programs,
    missing,
)


@pytest.fixture(scope="session")
def axe() -> str:
    """axe-core, which comes with a package of requirements-dev.txt."""
    pytest.importorskip("axe_playwright_python", reason="axe-core comes with axe-playwright-python")
    return (resources.files("axe_playwright_python") / "axe.min.js").read_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_axe_finds_nothing(chromium: Browser, site: str, axe: str, tmp_path: Path, state: State, scheme: str):
    viewport = WIDE if scheme == "light" else NARROW
    with open_page(chromium, site, color_scheme=scheme, viewport=viewport, reduced_motion="reduce") as page:
        state(page, tmp_path)
        page.evaluate(axe)  # not a script tag: the page's own policy would refuse it
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        assert not [(fault["id"], [node["html"] for node in fault["nodes"]]) for fault in found]


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_nothing_is_wider_than_a_narrow_screen(chromium: Browser, site: str, tmp_path: Path, state: State):
    with open_page(chromium, site, viewport=NARROW) as page:
        state(page, tmp_path)
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


# The contrast of a field's placeholder with its ground, as of WCAG 2.2; axe-core does not look at placeholders.
CONTRAST = """field => {
    const canvas = new OffscreenCanvas(1, 1).getContext("2d", {willReadFrequently: true});
    const light = (...layers) => {
        for (const [colour, opacity] of layers) {
            Object.assign(canvas, {fillStyle: colour, globalAlpha: opacity});
            canvas.fillRect(0, 0, 1, 1);
        }
        const linear = share => share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        const [red, green, blue] = [...canvas.getImageData(0, 0, 1, 1).data].map(value => linear(value / 255));
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const words = getComputedStyle(field, "::placeholder"), ground = [getComputedStyle(field).backgroundColor, 1];
    const [low, high] = [light(ground), light(ground, [words.color, words.opacity])].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("path", "field"), [("", "#expected"), ("batch", ".batch-number")])
def test_what_stands_in_an_empty_field_can_be_read(
    chromium: Browser, site: str, tmp_path: Path, scheme: str, path: str, field: str
):
    with open_page(chromium, site, color_scheme=scheme) as page:
        page.goto(f"{site}/{path}")
        if path:
            blank = tmp_path / "blank.png"
            blank.write_bytes(encode(draw("")))
            page.get_by_label("Choose photos", exact=True).set_input_files(blank)
            expect(page.get_by_placeholder("no digits")).to_be_visible()
        assert page.locator(field).first.evaluate(CONTRAST) >= 4.5


def test_a_photo_is_read_and_copied_with_the_keyboard_alone(scripted: Page, tmp_path: Path):
    scripted.keyboard.press("Tab")
    expect(scripted.get_by_role("link", name="To the content")).to_be_focused()
    scripted.keyboard.press("Enter")
    scripted.keyboard.press("Tab")
    expect(scripted.get_by_label("Choose a photo", exact=True)).to_be_focused()
    choose(scripted, tmp_path, encode(draw("4071")))
    expect(scripted.get_by_role("heading", level=1)).to_be_focused()
    scripted.keyboard.press("Tab")
    expect(scripted.get_by_label("The number")).to_be_focused()
    scripted.keyboard.press("Tab")
    scripted.keyboard.press("Enter")
    expect(scripted.get_by_role("button", name="Copied")).to_be_focused()


def test_the_result_has_the_focus_and_its_sentence_also_without_script(page: Page, tmp_path: Path):
    choose(page, tmp_path, encode(draw("4071")))
    read(page)
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_accessible_name("I found 4 digits: 4071.")
    expect(heading).to_be_focused()
    expect(page).to_have_title(re.compile(r"^I found 4 digits: 4071\."))
    expect(page.get_by_role("img", name="I found 4 digits: 4071.")).to_be_visible()


def test_a_doubt_is_described_with_the_number(scripted: Page, tmp_path: Path):
    unsure(scripted, tmp_path)
    field = scripted.locator(".number-field").first
    expect(field).to_have_accessible_description(re.compile("Please check the digit"))


def test_colours_can_be_forced(chromium: Browser, site: str, tmp_path: Path):
    with open_page(chromium, site, forced_colors="active") as page:
        unsure(page, tmp_path)
        mark = page.locator(".number-marks .unsure, .number-marks .probably").first
        assert mark.evaluate("item => getComputedStyle(item).borderBottomStyle") in ("dashed", "solid")


def test_a_printed_result_has_the_number_and_the_photo_but_no_buttons(scripted: Page, tmp_path: Path):
    result(scripted, tmp_path)
    scripted.emulate_media(media="print")
    expect(scripted.get_by_label("The number")).to_be_visible()
    expect(scripted.locator(".photo img")).to_be_visible()
    expect(scripted.get_by_role("button", name="Copy")).to_be_hidden()
    expect(scripted.get_by_role("link", name="Read another")).to_be_hidden()
