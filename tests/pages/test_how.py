import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.markup import Page
from tests.pictures import draw, encode, multipart
from tests.recognizer import drawn
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


def test_the_way_of_a_far_number_says_that_it_shows_a_part(client: FlaskClient):
    gray = drawn.sheet(2400, 1800)
    drawn.write(gray, "4071928", 1200, 600, 20)
    drawn.write(gray, "55", 30, 1690, 24)
    ways = []
    for photo in (drawn.rgb(gray), draw("42")):
        body, kind = multipart(encode(photo))
        ways.append(client.post("/how", data=body, content_type=kind).text)
    assert ["stepped closer" in way for way in ways] == [True, False]
    assert 'class="how-number">4071928<br>55<' in ways[0]


def test_it_is_told_whether_most_boxes_hold_no_digit_or_some(client: FlaskClient):
    body, kind = multipart(encode(draw("945807302157368193036496212997220033224538323", 1900, 120)))
    assert "Some boxes hold no digit" in client.post("/how", data=body, content_type=kind).text
    assert "Most boxes hold no digit" in client.get("/how").text


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
