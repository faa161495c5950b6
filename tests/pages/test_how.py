import re

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient

from harness.pictures import draw, encode, multipart
from tests.markup import Page
from webapp import create_app
from webapp.pages.samples import SAMPLES


@pytest.fixture(scope="module")
def trained() -> Flask:
    return create_app()


@pytest.fixture
def client(trained: Flask) -> FlaskClient:
    return trained.test_client()


def test_the_way_of_a_sample_has_a_picture_of_each_stage(client: FlaskClient):
    page = client.get("/how").text
    pictures = [image for image in Page(page).all("img") if image["alt"]]
    assert len(re.findall("<h2 id=.step-", page)) == 6
    assert len(pictures) >= 4 and all(str(image["src"]).startswith("data:image/") for image in pictures)
    assert re.search(r'class="how-number">005281<', page)


def test_the_way_of_ones_own_photo(client: FlaskClient):
    body, kind = multipart(encode(draw("42")))
    response = client.post("/how", data=body, content_type=kind)
    assert response.status_code == 200
    assert "How I read your photo" in response.text and re.search(r'class="how-number">42<', response.text)
    assert response.headers["Cache-Control"] == "no-store"


def test_the_way_shows_the_lines_as_they_were_read(client: FlaskClient):
    body, kind = multipart(encode(draw("42")))
    page = client.post("/how", data=body, content_type=kind).text
    assert "<span>42</span>" in page
    assert len(re.findall(r'alt="A crop that was read as [42]"', page)) == 2


def test_a_photo_that_was_turned_says_so(client: FlaskClient):
    ways = []
    for photo in (np.ascontiguousarray(np.rot90(draw("25034"))), draw("42")):
        body, kind = multipart(encode(photo))
        ways.append(client.post("/how", data=body, content_type=kind).text)
    assert ["reads better turned by 90°" in way for way in ways] == [True, False]


def test_the_ways_of_the_other_samples_are_one_click_away(client: FlaskClient):
    links = [str(tag["href"]) for tag in Page(client.get("/how").text).all("a") if "sample=" in str(tag["href"])]
    assert len(links) == len(SAMPLES)
    assert re.search(r'class="how-number">168<', client.get("/how?sample=house-number").text)


def test_a_photo_that_cannot_be_read_has_no_way(client: FlaskClient):
    body, kind = multipart(b"GIF is not my name")
    assert client.post("/how", data=body, content_type=kind).status_code == 415
    assert client.get("/how?sample=secret").status_code == 400


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_the_samples_are_read_right(client: FlaskClient, sample):
    expected = {
        "lone-digit": ["5"],
        "handwriting": ["0417293"],
        "two-rows": ["204815", "7093"],
        "house-number": ["168"],
        "meter": ["005281"],
        "no-digits": [],
    }
    page = client.get(f"/sample/{sample.name}").text
    assert re.findall(r'class="number-field".*?>(.*?)</textarea>', page) == expected[sample.name]
