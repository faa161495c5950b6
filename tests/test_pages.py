import base64
import html
import io
import json
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
from webapp.options import FIELDS
from webapp.recognizer.reading import Box
from webapp.samples import SAMPLES, Sample


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
    return re.findall(r'class="number-field".*?>(.*?)</textarea>', page)


def test_the_upload_page_has_one_labelled_file_input_and_a_button(client: FlaskClient):
    response = client.get("/")
    page = Page(response.text)
    (field,) = [item for item in page.all("input") if item["type"] == "file"]
    (form,) = page.all("form")
    assert response.status_code == 200
    assert field["name"] == "photo" and "required" in field
    assert {"image/heic", ".heic", "image/tiff"} <= set(str(field["accept"]).split(","))
    assert (form["method"], form["enctype"], form["action"]) == ("post", "multipart/form-data", "/")
    first = next(button for button in page.all("button") if button["type"] == "submit")
    assert "formaction" not in first, "the Enter key must read the photo"


@pytest.mark.parametrize("path", ["/", "/sample/meter"])
def test_every_field_has_a_label(client: FlaskClient, path: str):
    page = Page(client.get(path).text)
    every = page.all("input") + page.all("select") + page.all("textarea")
    fields = [item for item in every if item.get("type") != "hidden"]
    labels = {label["for"] for label in page.all("label")}
    assert len(fields) >= 4
    assert all(field.get("id") in labels or field.get("aria-label") for field in fields)


@pytest.mark.parametrize("field", FIELDS)
def test_every_choice_is_a_field_of_the_form(client: FlaskClient, field: str):
    page = Page(client.get("/").text)
    assert field in {item.get("name") for item in page.all("input") + page.all("select")}


def test_the_upload_page_says_what_is_accepted_and_what_happens_to_the_photo(client: FlaskClient):
    page = client.get("/").text
    for told in (config.FORMATS, "16 MB", "50 megapixels", "25 megapixels", "read in memory", "stored or logged"):
        assert told in page


@pytest.mark.parametrize("path", ["/", "/nothing-here", "/sample/meter"])
def test_pages_take_nothing_from_another_host_and_hold_no_inline_code(client: FlaskClient, path: str):
    page = Page(client.get(path).text)
    addresses = [value for _, tag in page.tags for name, value in tag.items() if name in ("src", "href", "action")]
    assert addresses and all(str(address).startswith(("/", "#", "data:")) for address in addresses)
    assert all(str(script.get("src")).startswith("/static/") for script in page.all("script"))
    assert not page.all("style")
    assert not [tag for _, tag in page.tags if any(name == "style" or name.startswith("on") for name in tag)]


@pytest.mark.parametrize("path", ["/", "/sample/meter"])
def test_no_id_is_there_twice(client: FlaskClient, path: str):
    ids = [tag["id"] for _, tag in Page(client.get(path).text).tags if "id" in tag]
    assert ids and len(ids) == len(set(ids))


def fetched(client: FlaskClient, address: str) -> bytes:
    with client.get(address) as response:
        assert response.status_code == 200, address
        return response.data


def test_every_file_that_the_pages_name_is_there(client: FlaskClient):
    named = set(re.findall(r"/static/[\w./-]+", client.get("/").text))
    for file in list(named):
        more = re.findall(r'(?:url\(|from )"(?:\./)?([\w.]+)"', fetched(client, file).decode(errors="ignore"))
        named |= {f"/static/{name}" for name in more}
    assert {"/static/figures.woff2", "/static/photo.js", "/static/samples/meter-small.webp"} <= named
    assert all(fetched(client, file) for file in named)


def test_the_first_load_is_light(client: FlaskClient):
    page = client.get("/").text
    only_for_others = {"/static/preview.jpg", "/static/icon.png"}
    files = {*re.findall(r"/static/[\w./-]+", page), "/static/figures.woff2"} - only_for_others
    assert len(page) + sum(len(fetched(client, file)) for file in files) <= 100_000


def test_a_link_to_the_page_has_a_preview(client: FlaskClient):
    told = {tag.get("property"): str(tag.get("content")) for tag in Page(client.get("/").text).all("meta")}
    assert told["og:title"].startswith("Read the digits") and told["og:description"]
    assert re.match(r"https?://\S+/static/preview\.jpg$", told["og:image"])


def test_the_result_shows_the_number_with_its_leading_zeros(upload: Callable):
    response = upload(encode(draw("007")))
    assert response.status_code == 200
    assert number_of(response.text) == ["007"]
    assert "007" in re.findall(r"<title>(.*?)</title>", response.text)[0]


@pytest.mark.parametrize(("address", "field"), [("/", ">007</textarea>"), ("/batch", 'value="007"')])
def test_beside_a_number_it_is_told_that_signs_are_not_read(client: FlaskClient, address: str, field: str):
    photo = {"photo": (io.BytesIO(encode(draw("12.50"))), "price.png")}
    page = client.post(address, data=photo, content_type="multipart/form-data").text
    (hint,) = [words for words in re.findall(r'<p class="hint">(.*?)</p>', page) if config.DIGITS_ONLY in words]
    assert "Points, commas" in hint and page.index(field) < page.index(hint)


@pytest.mark.parametrize("rows", [("0",), ("00",), ("007", "42"), ("1", "2", "3")])
def test_each_row_of_digits_has_a_line(upload: Callable, recognizer: FixedRecognizer, rows: tuple[str, ...]):
    recognizer.rows = rows
    assert tuple(number_of(upload(encode(draw("1"))).text)) == rows


def test_a_long_sheet_is_told_in_short_and_shown_in_full(upload: Callable, recognizer: FixedRecognizer):
    recognizer.rows = ("1234567890" * 3,) * 10
    response = upload(encode(draw("1")))
    assert tuple(number_of(response.text)) == recognizer.rows
    told = "I found 300 digits in 10 rows: beginning 123456789012…"
    (heading,) = Page(response.text).all("h1")
    assert heading["aria-label"] == told and f'alt="{told}"' in response.text
    assert re.findall(r"<title>(.*?)</title>", response.text)[0].startswith(told)
    assert re.findall(r"<h1.*?>(.*?)</h1>", response.text)[0] == "I found 300 digits in 10 rows"


def link(page: str, file: str) -> bytes:
    """The bytes behind the download link of a file."""
    (address,) = [str(tag["href"]) for tag in Page(page).all("a") if tag.get("download") == file]
    return base64.b64decode(address.split(",", 1)[1])


def picture(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)))


def test_the_result_shows_the_photo_with_the_result_as_its_text_and_a_box_over_every_digit(upload: Callable):
    rgb = draw("007")
    page = Page(upload(encode(rgb)).text)
    (image,) = page.all("img")
    head, data = str(image["src"]).split(",", 1)
    assert head == "data:image/jpeg;base64"
    assert picture(base64.b64decode(data)).shape == rgb.shape
    assert image["alt"] == "I found 3 digits: 007."
    boxes = [tag for tag in page.all("rect") if tag.get("class") == "line"]
    assert [(box["x"], box["width"]) for box in boxes] == [("0.0", "160.0"), ("160.0", "160.0"), ("320.0", "160.0")]


def test_a_large_photo_is_shown_small_with_its_boxes_in_place(upload: Callable):
    page = Page(upload(encode(draw("007", 4000, 2000), "JPEG")).text)
    (image,) = page.all("img")
    assert (image["width"], image["height"]) == (str(config.ANNOTATED_SIDE), str(config.ANNOTATED_SIDE // 2))
    boxes = [tag for tag in page.all("rect") if tag.get("class") == "line"]
    assert float(str(boxes[2]["x"])) == pytest.approx(config.ANNOTATED_SIDE * 2 / 3, abs=1)


def test_the_boxed_photo_can_be_saved_and_carries_nothing_of_the_originals_metadata(upload: Callable):
    exif = Image.Exif()
    exif[0x010F], exif[0x8825] = "secret maker", {1: "N", 2: (52.0, 30.0, 0.0)}
    rgb = draw("1")
    response = upload(encode(rgb, "JPEG", exif=exif))
    data = link(response.text, "digits.jpg")
    assert b"secret maker" not in data and not Image.open(io.BytesIO(data)).getexif()
    assert b"secret maker" not in response.data
    assert np.abs(picture(data).astype(int) - rgb).max() > 60, "nothing was drawn on the photo"


def test_the_reading_can_be_saved_as_csv_and_json(upload: Callable):
    page = upload(encode(draw("007")), "numbers.png").text
    lines = link(page, "digits.csv").decode().splitlines()
    assert lines[0] == "row,position,digit,confidence,runner_up,x,y,width,height,corrected,number"
    number = '"=""007"""'
    assert lines[1:] == [f"1,{i + 1},{d},0.9812,1,{160 * i},0,160,240,,{number}" for i, d in enumerate("007")]
    saved = json.loads(link(page, "digits.json"))
    assert (saved["file"], saved["text"]) == ("numbers.png", "007")


def test_the_confidence_of_each_digit_is_shown_in_words_and_percent(upload: Callable):
    page = upload(encode(draw("007"))).text
    crops = page[page.index('<ol class="crops">') : page.index("</ol>")]
    assert crops.count("<li") == 3
    assert crops.count("98 %") == 3 and crops.count(">sure<") == 3 and crops.count("else 1 (1 %)") == 3


def test_digits_that_are_not_sure_are_named_with_the_runner_up(upload: Callable, recognizer: FixedRecognizer):
    assert "Please check" not in upload(encode(draw("38"))).text
    recognizer.confidence = 0.8
    page = re.sub(r"<.*?>|\s+", " ", upload(encode(draw("38"))).text)
    assert re.search(r"Please check the digits with a mark under them", page)
    assert re.search(r"digit 2: +probably +a +0 +, else perhaps a +1", re.sub(" +", " ", page))


def test_a_runner_up_without_a_chance_is_not_shown(upload: Callable, recognizer: FixedRecognizer):
    recognizer.second = 0.004
    assert "1 (0 %)" not in upload(encode(draw("007"))).text


def test_no_digits_is_said_with_three_tips(upload: Callable, recognizer: FixedRecognizer):
    recognizer.rows = ()
    response = upload(encode(draw("")))
    page = html.unescape(response.text)
    assert response.status_code == 200
    assert "<h1" in page and "I found no digits in this photo" in page
    assert page.count("<li><b>") == 3 and not number_of(page)
    assert not [tag for tag in Page(page).all("a") if "download" in tag]


def test_a_result_is_kept_by_no_cache(upload: Callable):
    assert upload(encode(draw("1"))).headers["Cache-Control"] == "no-store"


def test_the_recognizer_gets_the_photo_upright_in_red_green_blue(upload: Callable, recognizer: FixedRecognizer):
    rgb = draw("42")
    rgb[:, :, 0] //= 2
    upload(encode(rgb))
    ((asked, _),) = recognizer.asked
    assert np.array_equal(asked, rgb)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_each_sample_is_one_click_away_and_read_like_any_photo(
    client: FlaskClient, recognizer: FixedRecognizer, sample: Sample
):
    assert f'href="/sample/{sample.name}"' in client.get("/").text
    assert number_of(client.get(f"/sample/{sample.name}").text) == ["007"]
    ((rgb, _),) = recognizer.asked
    assert rgb.shape == (720, 960, 3)


def test_an_unknown_sample_is_no_page(client: FlaskClient):
    assert client.get("/sample/secret").status_code == 404
    assert client.get("/sample/secret/boxed.jpg").status_code == 404


def test_a_boxed_sample_can_be_saved_as_it_was_read(client: FlaskClient, recognizer: FixedRecognizer):
    page = client.get("/sample/meter?digits=3").text
    (address,) = [str(tag["href"]) for tag in Page(page).all("a") if tag.get("download") == "digits.jpg"]
    assert address == "/sample/meter/boxed.jpg?digits=3"
    boxed = picture(client.get(address).data)
    original = picture(fetched(client, "/static/samples/meter.jpg"))
    assert boxed.shape == original.shape and np.abs(boxed.astype(int) - original).max() > 60
    assert [options.digits for _, options in recognizer.asked] == [3, 3]


def test_choices_reach_the_recognizer_and_stay_on_the_form(client: FlaskClient, recognizer: FixedRecognizer):
    query = {"min_confidence": "0.9", "digits": "3", "region": "0,0,1,0.5", "turn": "90"}
    page = client.get("/sample/meter", query_string=query).text
    ((_, asked),) = recognizer.asked
    assert (asked.min_confidence, asked.digits, asked.turn) == (0.9, 3, 90)
    assert asked.region == Box(0, 0, 960, 360)
    for name, value in query.items():
        chosen = rf'name="{name}"[^>]*value="{value}"' if name == "digits" else rf'value="{value}" selected'
        assert re.search(chosen, page), name


def test_a_part_of_ones_own_joins_the_menu(client: FlaskClient):
    page = client.get("/sample/meter", query_string={"region": "0.1,0.2,0.3,0.4"}).text
    assert '<option value="0.1,0.2,0.3,0.4" selected>the frame on the photo</option>' in page
    (frame,) = [tag for tag in Page(page).all("rect") if tag.get("class") == "frame"]
    assert (frame["x"], frame["y"], frame["width"], frame["height"]) == ("96.0", "144.0", "288.0", "288.0")


@pytest.mark.parametrize(
    ("rows", "turned", "words"),
    [
        (("007",), 0, "Your photo. Every digit I read is boxed."),
        (("007",), 90, "Your photo, turned by 90° to be read. Every digit I read is boxed."),
        ((), 0, "Your photo as I saw it."),
    ],
)
def test_the_caption_says_no_more_than_the_boxes_show(
    upload: Callable, recognizer: FixedRecognizer, rows: tuple[str, ...], turned: int, words: str
):
    recognizer.rows, recognizer.turned = rows, turned
    page = upload(encode(draw("007"))).text
    caption = page[page.index("<figcaption>") : page.index("</figcaption>")].partition('<span class="key">')[0]
    assert " ".join(re.sub(r"<.*?>", "", caption).split()) == words
    assert ("Hide boxes" in page) == bool(rows)


def test_a_refused_choice_keeps_the_others(client: FlaskClient):
    response = client.get("/sample/meter", query_string={"turn": "45", "digits": "4"})
    assert response.status_code == 400
    assert "turn must be" in response.text and re.search(r'name="digits"[^>]*value="4"', response.text)


def test_a_photo_that_was_read_turned_is_shown_turned_with_its_boxes(upload: Callable, recognizer: FixedRecognizer):
    recognizer.turned = 90
    page = Page(upload(encode(draw("007"))).text)
    (image,) = page.all("img")
    assert (image["width"], image["height"]) == ("240", "480")
    boxes = [tag for tag in page.all("rect") if tag.get("class") == "line"]
    assert [box["y"] for box in boxes] == ["0.0", "160.0", "320.0"]
