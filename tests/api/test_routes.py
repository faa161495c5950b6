import base64
import html
import io
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from harness.pictures import draw, encode, encode_pages, multipart
from recognizer.forms.form_text import digits_form
from tests.conftest import FixedRecognizer
from tests.listening import listening
from webapp import create_app
from webapp.api import openapi
from webapp.api.refusals import problem_table
from webapp.config import ANNOTATED_SIDE, FRAME_BYTES, FRAME_SIDE
from webapp.errors import TooSmall

PHOTO = encode(draw("007"))


def read(client: FlaskClient, data: bytes = PHOTO, query: str = "", **headers: str):
    return client.post(f"/api/v1/read{query}", data=data, headers=headers)


def test_a_photo_as_the_body_is_answered_with_its_json(client: FlaskClient):
    response = read(client)
    found = json.loads(response.data)
    assert (response.status_code, response.mimetype) == (200, "application/json")
    assert list(found) == ["file", "page", "text", "rows", "truncated", "image", "timings_ms", "models"]
    assert (found["file"], found["text"], found["image"]) == ("photo", "007", {"width": 480, "height": 240})


def test_the_answer_is_that_of_the_command_line(app: Flask, client: FlaskClient, tmp_path: Path):
    path = tmp_path / "seven.png"
    path.write_bytes(PHOTO)
    told = json.loads(app.test_cli_runner().invoke(args=["read", "--json", str(path)]).stdout)
    body, content_type = multipart(PHOTO, "seven.png")
    sent = json.loads(client.post("/api/v1/read", data=body, content_type=content_type).data)
    for one in (told, sent):
        one["timings_ms"]["decode"] = 0
    assert {**told, "file": "seven.png"} == sent


@pytest.mark.parametrize("content_type", ["image/jpeg", "application/x-www-form-urlencoded", "text/plain", ""])
def test_the_bytes_decide_and_not_the_content_type(client: FlaskClient, content_type: str):
    assert json.loads(read(client, **{"Content-Type": content_type}).data)["text"] == "007"


def test_choices_come_from_the_address_or_the_form_and_the_form_goes_first(
    client: FlaskClient, recognizer: FixedRecognizer
):
    read(client, query="?digits=3&turn=90&min_confidence=0.5")
    form = {"photo": (io.BytesIO(PHOTO), "a.png"), "digits": "4"}
    client.post("/api/v1/read?digits=3&turn=180", data=form, content_type="multipart/form-data")
    (_, raw), (_, posted) = recognizer.asked
    assert (raw.form, raw.turn, raw.min_confidence) == (digits_form(3), 90, 0.5)
    assert (posted.form, posted.turn) == (digits_form(4), 180)


def test_the_annotated_photo_comes_where_it_is_asked_for(client: FlaskClient):
    data = encode(draw("007", 4000, 2000), "JPEG")
    head, picture = json.loads(read(client, data, "?annotated=1").data)["annotated"].split(",")
    assert head == "data:image/jpeg;base64"
    assert Image.open(io.BytesIO(base64.b64decode(picture))).size == (ANNOTATED_SIDE, ANNOTATED_SIDE // 2)
    assert "annotated" not in json.loads(read(client, data, "?annotated=0").data)


def test_the_stages_are_told_as_server_timing(client: FlaskClient):
    timing = read(client).headers["Server-Timing"]
    assert re.fullmatch(r"decode;dur=\d+\.\d, propose;dur=1\.3, classify;dur=2\.0", timing)


def test_nothing_of_an_answer_is_kept(client: FlaskClient):
    assert read(client).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("?annotated=yes", "bad-choice"),
        ("?frame=2", "bad-choice"),
        ("?frame=1&frame=1", "bad-choice"),
        ("?digits=many", "bad-choice"),
        ("?turn=1", "bad-choice"),
        ("?expected=what", "bad-choice"),
    ],
)
def test_a_wrong_choice_is_a_problem_and_nothing_is_read(
    client: FlaskClient, recognizer: FixedRecognizer, query: str, kind: str
):
    response = read(client, query=query)
    assert (response.status_code, json.loads(response.data)["type"]) == (400, f"/api#{kind}")
    assert not recognizer.asked


def test_a_frame_of_a_camera_is_read_like_a_photo(client: FlaskClient):
    frame = encode(draw("007", FRAME_SIDE, FRAME_SIDE // 2), "JPEG")
    assert json.loads(read(client, frame, "?frame=1&turn=0").data)["text"] == "007"


@pytest.mark.parametrize(
    "data",
    [
        PHOTO,
        encode(draw("007", FRAME_SIDE + 1, 200), "JPEG"),
        encode(draw("007"), "JPEG") + bytes(FRAME_BYTES),
        encode(draw("007"), "JPEG")[:100],
        encode_pages([draw("1"), draw("2")], "TIFF"),
    ],
    ids=["no JPEG", "too long a side", "too many bytes", "no picture", "two pages"],
)
def test_what_takes_longer_than_a_frame_is_not_read_as_one(
    client: FlaskClient, recognizer: FixedRecognizer, data: bytes
):
    response = read(client, data, "?frame=1")
    assert (response.status_code, json.loads(response.data)["type"]) == (422, "/api#not-a-frame")
    assert not recognizer.asked


def test_a_file_of_several_pages_is_answered_page_by_page(client: FlaskClient):
    found = json.loads(read(client, encode_pages([draw("1"), draw("2", 300, 100)], "TIFF"), "?annotated=1").data)
    assert (found["file"], found["text"]) == ("photo", "007\n007")
    assert [(page["page"], page["text"], page["image"]["width"]) for page in found["pages"]] == [
        (1, "007", 480),
        (2, "007", 300),
    ]
    assert all(page["annotated"].startswith("data:") for page in found["pages"])


def test_one_bad_page_does_not_cost_the_others(client: FlaskClient):
    data = encode_pages([draw("1"), draw("2", 480, 4)], "TIFF")
    response = read(client, data)
    first, second = json.loads(response.data)["pages"]
    assert (response.status_code, first["text"]) == (200, "007")
    assert second == {"file": "photo", "page": 2, "error": TooSmall.sentence}


def test_a_request_without_a_photo_is_a_problem(client: FlaskClient):
    for sent in ({"data": b""}, {"data": {"digits": "3"}, "content_type": "multipart/form-data"}):
        response = client.post("/api/v1/read", **sent)
        assert (response.status_code, json.loads(response.data)["type"]) == (400, "/api#no-photo")


@pytest.fixture
def site() -> Iterator[str]:
    """The address of a site with its trained models that really listens."""
    with listening(create_app()) as address:
        yield address


def example(site: str, name: str) -> str:
    """The example for a language as a reader copies it from the page."""
    with urlopen(f"{site}/api") as response:
        page = response.read().decode()
    (code,) = re.findall(rf'Example for {name}"><code>(.*?)</code>', page, re.S)
    return html.unescape(code)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    path.write_bytes(encode(draw("007"), "JPEG"))
    return path


def test_the_example_for_curl_runs(site: str, photo: Path):
    if not shutil.which("curl"):
        pytest.skip("curl is not installed (Debian: apt-get install curl)")
    done = subprocess.run(example(site, "curl"), shell=True, cwd=photo.parent, capture_output=True, check=True)
    assert json.loads(done.stdout)["text"] == "007"


def test_the_example_for_python_runs_and_tells_problems(site: str, photo: Path):
    command = [sys.executable, "-c", example(site, "Python")]
    assert subprocess.run(command, cwd=photo.parent, capture_output=True, check=True).stdout == b"007\n"
    photo.write_bytes(b"nonsense")
    told = subprocess.run(command, cwd=photo.parent, capture_output=True).stdout
    assert b"I do not know this kind of file" in told


def test_the_page_shows_an_answer_as_it_comes(client: FlaskClient):
    (shown,) = re.findall(r'Example of an answer"><code>(.*?)</code>', client.get("/api").text, re.S)
    assert json.loads(html.unescape(shown)).keys() == json.loads(read(client).data).keys()


@pytest.mark.parametrize("name", ["curl", "Python", "JavaScript"])
def test_no_example_chooses_for_the_reader(client: FlaskClient, name: str):
    (code,) = re.findall(rf'Example for {name}"><code>(.*?)</code>', client.get("/api").text, re.S)
    assert not set(re.findall(r"\w+", code)) & openapi.CHOICES.keys()


def test_the_page_explains_every_choice_field_and_problem(client: FlaskClient):
    page = html.unescape(client.get("/api").text)
    document = openapi.document()
    fields = [field for schema in document["components"]["schemas"].values() for field in schema["properties"]]
    for name in (*openapi.CHOICES, *openapi.IN_ADDRESS, *fields):
        assert f"<code>{name}</code>" in page
    for problem in problem_table():
        assert f'id="{problem["slug"]}"' in page and str(problem["sentence"]) in page
