import re

import numpy as np
import pytest
from flask.testing import FlaskClient

from recognizer.forms.form_text import digits_form
from recognizer.reading import Box
from tests.conftest import FixedRecognizer
from tests.markup import Page, fetched, number_of, picture
from webapp.intake import formats
from webapp.pages.samples import SAMPLES, Sample
from webapp.service.options import FIELDS


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


@pytest.mark.parametrize("field", [field for field in FIELDS if field != "digits"])
def test_every_choice_is_a_field_of_the_form(client: FlaskClient, field: str):
    page = Page(client.get("/").text)
    assert field in {item.get("name") for item in page.all("input") + page.all("select")}


def test_the_upload_page_says_what_is_accepted_and_what_happens_to_the_photo(client: FlaskClient):
    page = client.get("/").text
    for told in (formats.WORDS, "16 MB", "50 megapixels", "25 megapixels", "read in memory", "stored or logged"):
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
    (address,) = [str(tag["href"]) for tag in Page(page).all("a") if tag.get("download") == "meter-boxed.jpg"]
    assert address == "/sample/meter/boxed.jpg?digits=3"
    boxed = picture(client.get(address).data)
    original = picture(fetched(client, "/static/samples/meter.jpg"))
    assert boxed.shape == original.shape and np.abs(boxed.astype(int) - original).max() > 60
    assert [options.form for _, options in recognizer.asked] == [digits_form(3)] * 2


def test_choices_reach_the_recognizer_and_stay_on_the_form(client: FlaskClient, recognizer: FixedRecognizer):
    query = {"min_confidence": "0.9", "digits": "3", "region": "0,0,1,0.5", "turn": "90"}
    page = client.get("/sample/meter", query_string=query).text
    ((_, asked),) = recognizer.asked
    assert (asked.min_confidence, asked.form, asked.turn) == (0.9, digits_form(3), 90)
    assert asked.region == Box(0, 0, 960, 360)
    for name, value in query.items():
        chosen = r'name="expected"[^>]*value="3 digits"' if name == "digits" else rf'value="{value}" selected'
        assert re.search(chosen, page), name


def test_a_part_of_ones_own_joins_the_menu(client: FlaskClient):
    page = client.get("/sample/meter", query_string={"region": "0.1,0.2,0.3,0.4"}).text
    assert '<option value="0.1,0.2,0.3,0.4" selected>the frame on the photo</option>' in page
    (frame,) = [tag for tag in Page(page).all("rect") if tag.get("class") == "frame"]
    assert (frame["x"], frame["y"], frame["width"], frame["height"]) == ("96.0", "144.0", "288.0", "288.0")


def test_a_refused_choice_keeps_the_others(client: FlaskClient):
    response = client.get("/sample/meter", query_string={"turn": "45", "digits": "4"})
    assert response.status_code == 400
    assert "turn must be" in response.text and re.search(r'name="expected"[^>]*value="4 digits"', response.text)


@pytest.mark.parametrize("address", ["/", "/batch"])
@pytest.mark.parametrize(("query", "unfolded"), [({}, False), ({"turn": "auto"}, False), ({"digits": "4"}, True)])
def test_choices_are_unfolded_where_one_is_not_the_usual(
    client: FlaskClient, address: str, query: dict[str, str], unfolded: bool
):
    (fold,) = Page(client.get(address, query_string=query).text).all("details")
    assert ("open" in fold) == unfolded


def test_a_choice_is_in_sight_after_a_refusal(client: FlaskClient):
    response = client.post("/", data={"digits": "4"})
    (fold,) = Page(response.text).all("details")
    assert response.status_code == 400 and "open" in fold
