import base64
import html
import io
import re
from collections.abc import Callable
from html.parser import HTMLParser

import numpy as np
import pytest
from flask.testing import FlaskClient
from PIL import Image

from tests.conftest import FixedRecognizer
from tests.pictures import draw, encode
from webapp import config


class Page(HTMLParser):
    """The tags of a page, each with its attributes, and the text by the class around it."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def number_of(page: str) -> list[str]:
    return re.findall(r'class="number-row">(.*?)</div>', page)


def test_the_upload_page_has_one_labelled_file_input_and_a_button(client: FlaskClient):
    response = client.get("/")
    page = Page(response.text)
    (field,) = page.all("input")
    (form,) = page.all("form")
    assert response.status_code == 200
    assert (field["type"], field["name"]) == ("file", "photo") and "required" in field
    assert {"image/heic", ".heic", "image/tiff"} <= set(str(field["accept"]).split(","))
    assert [label["for"] for label in page.all("label")] == [field["id"]]
    assert (form["method"], form["enctype"], form["action"]) == ("post", "multipart/form-data", "/")
    assert [button["type"] for button in page.all("button")] == ["submit"]


def test_the_upload_page_says_what_is_accepted_and_what_happens_to_the_photo(client: FlaskClient):
    page = client.get("/").text
    for told in (config.FORMATS, "16 MB", "50 megapixels", "25 megapixels", "read in memory", "stored or logged"):
        assert told in page


@pytest.mark.parametrize("path", ["/", "/nothing-here"])
def test_pages_need_no_script_and_nothing_from_another_host(client: FlaskClient, path: str):
    page = Page(client.get(path).text)
    addresses = [value for _, tag in page.tags for name, value in tag.items() if name in ("src", "href", "action")]
    assert addresses and all(str(address).startswith("/") for address in addresses)
    assert not page.all("script") and not [tag for _, tag in page.tags if "style" in tag or "onclick" in tag]


@pytest.mark.parametrize("file", ["style.css", "icon.svg"])
def test_every_file_that_the_pages_name_is_there(client: FlaskClient, file: str):
    assert f"/static/{file}" in client.get("/").text
    with client.get(f"/static/{file}") as response:
        assert response.status_code == 200


def test_the_result_shows_the_number_with_its_leading_zeros(upload: Callable):
    response = upload(encode(draw("007")))
    assert response.status_code == 200
    assert number_of(response.text) == ["007"]
    assert "007" in re.findall(r"<title>(.*?)</title>", response.text)[0]


@pytest.mark.parametrize("rows", [("0",), ("00",), ("007", "42"), ("1", "2", "3")])
def test_each_row_of_digits_has_a_line(upload: Callable, recognizer: FixedRecognizer, rows: tuple[str, ...]):
    recognizer.rows = rows
    assert tuple(number_of(upload(encode(draw("1"))).text)) == rows


def test_the_result_shows_the_annotated_photo_with_the_result_as_its_text(upload: Callable):
    rgb = draw("007")
    (image,) = Page(upload(encode(rgb)).text).all("img")
    head, data = str(image["src"]).split(",", 1)
    shown = np.asarray(Image.open(io.BytesIO(base64.b64decode(data))))
    assert head == "data:image/jpeg;base64"
    assert shown.shape == rgb.shape
    assert np.abs(shown.astype(int) - rgb).max() > 60, "nothing was drawn on the photo"
    assert image["alt"] == "I found 3 digits: 007."


def test_a_large_photo_is_shown_small(upload: Callable):
    (image,) = Page(upload(encode(draw("007", 4000, 2000), "JPEG")).text).all("img")
    shown = Image.open(io.BytesIO(base64.b64decode(str(image["src"]).split(",", 1)[1])))
    assert shown.size == (config.ANNOTATED_SIDE, config.ANNOTATED_SIDE // 2)


def test_the_annotated_photo_carries_nothing_of_the_originals_metadata(upload: Callable):
    exif = Image.Exif()
    exif[0x010F], exif[0x8825] = "secret maker", {1: "N", 2: (52.0, 30.0, 0.0)}
    (image,) = Page(upload(encode(draw("1"), "JPEG", exif=exif)).text).all("img")
    data = base64.b64decode(str(image["src"]).split(",", 1)[1])
    assert b"secret maker" not in data and not Image.open(io.BytesIO(data)).getexif()


def test_the_confidence_of_each_digit_is_shown_in_words_and_percent(upload: Callable):
    page = upload(encode(draw("007"))).text
    table = page[page.index("<tbody>") : page.index("</tbody>")]
    assert table.count("<tr>") == 3
    assert table.count("98 %") == 3 and table.count(">sure<") == 3 and table.count("1 (1 %)") == 3


def test_a_runner_up_without_a_chance_is_not_shown(upload: Callable, recognizer: FixedRecognizer):
    recognizer.second = 0.004
    assert "1 (0 %)" not in upload(encode(draw("007"))).text


def test_no_digits_is_said_with_three_tips(upload: Callable, recognizer: FixedRecognizer):
    recognizer.rows = ()
    response = upload(encode(draw("")))
    page = html.unescape(response.text)
    assert response.status_code == 200
    assert "<h1" in page and "I found no digits in this photo" in page
    assert page.count("<li>") == 3 and not number_of(page)


def test_a_result_is_kept_by_no_cache(upload: Callable):
    assert upload(encode(draw("1"))).headers["Cache-Control"] == "no-store"


def test_the_recognizer_gets_the_photo_upright_in_red_green_blue(upload: Callable, recognizer: FixedRecognizer):
    rgb = draw("42")
    rgb[:, :, 0] //= 2
    upload(encode(rgb))
    ((asked, _),) = recognizer.asked
    assert np.array_equal(asked, rgb)
