import re
import tempfile
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from harness.pictures import draw, encode
from tests.conftest import FixedRecognizer
from webapp import errors
from webapp.config import FORM_BYTES, MAX_BYTES

REFUSALS = errors.Refusal.__subclasses__()


def told(page: str) -> str:
    """The one notice of a page."""
    (notice,) = re.findall(r'role="alert"[^>]*>(.*?)</p>', page)
    return notice


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.__name__)
def test_each_refusal_is_one_sentence_with_a_remedy_and_a_status_of_the_client(refusal: type[errors.Refusal]):
    assert 400 <= refusal.status < 500 or refusal is errors.Busy
    assert re.search(r"Please|please", refusal.sentence) and refusal.sentence.endswith(".")
    assert refusal.sentence != errors.Refusal.sentence and refusal.__doc__


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", errors.EmptyFile),
        (b"%PDF-1.7", errors.DamagedPdf),
        (b"GIF is not my name", errors.NotAPicture),
        (encode(draw("1"))[:300], errors.Damaged),
        (bytes(MAX_BYTES + 1), errors.TooLarge),
        (bytes(MAX_BYTES + FORM_BYTES + 1), errors.TooLarge),
    ],
    ids=["empty", "pdf", "text", "damaged", "too large", "larger than the whole request may be"],
)
def test_a_refused_photo_is_answered_on_the_upload_page_and_never_read(
    upload: Callable, recognizer: FixedRecognizer, data: bytes, refusal: type[errors.Refusal]
):
    response = upload(data)
    assert response.status_code == refusal.status
    assert told(response.text)[:9] == refusal.sentence[:9]
    assert '<input id="photo"' in response.text
    assert not recognizer.asked


def test_the_size_of_a_file_that_is_too_large_is_told(upload: Callable):
    assert "has 17.1 MB, and I read up to 16 MB" in told(upload(bytes(17 * 2**20)).text)  # with the form around it
    assert "has 16.1 MB, and I read up to 16 MB" in told(upload(bytes(MAX_BYTES + 1)).text)


def test_a_form_without_a_file_is_told_so(client: FlaskClient):
    for data in ({}, {"photo": "not a file"}):
        response = client.post("/", data=data, content_type="multipart/form-data")
        assert (response.status_code, told(response.text)) == (400, errors.NoPhoto.sentence)


def test_too_many_form_fields_are_refused(client: FlaskClient):
    response = client.post("/", data={f"field{i}": "1" for i in range(50)}, content_type="multipart/form-data")
    assert response.status_code == 413


def test_an_address_without_a_page_has_one_of_its_own_that_leads_to_the_first(client: FlaskClient):
    response = client.get("/seven")
    assert response.status_code == 404
    assert "<h1>There is no page here</h1>" in response.text and 'type="file"' not in response.text
    assert '<a class="button primary" href="/">' in response.text


def test_a_refusal_comes_back_to_the_page_that_the_photos_came_from(client: FlaskClient):
    page = client.post("/batch", data={"digits": "3"}, content_type="multipart/form-data").text
    assert told(page) == errors.NoPhoto.sentence
    assert 'class="batch-form"' in page and 'value="3 digits"' in page


def test_a_wrong_method_is_told_and_names_the_right_ones(client: FlaskClient):
    response = client.put("/")
    assert response.status_code == 405
    assert {"GET", "POST"} <= set(response.headers["Allow"].split(", "))


def test_a_fault_of_ours_is_a_sentence_without_its_details(app: Flask, upload: Callable, monkeypatch):
    def fail(*_: object) -> None:
        raise RuntimeError("secret detail")

    app.testing = False
    monkeypatch.setattr(app.extensions["recognizer"], "read", fail)
    response = upload(encode(draw("1")))
    assert response.status_code == 500
    assert "on our side" in told(response.text) and "secret detail" not in response.text


def test_text_of_a_user_is_never_markup(upload: Callable):
    assert "<script>alert" not in upload(b"nonsense", "<script>alert(1)</script>.png").text


def test_nothing_of_a_photo_is_left_on_disk(upload: Callable, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert upload(encode(draw("007", 2000, 1000), "BMP")).status_code == 200
    assert not list(tmp_path.iterdir())
