import json

import pytest
from flask.testing import FlaskClient

from harness.pictures import draw, encode, multipart
from recognizer.forms.form_text import MOST_DIGITS
from webapp import errors
from webapp.api import problem_details
from webapp.config import FORM_BYTES, MAX_BYTES, MAX_PIXELS_WHOLE, MIN_SIDE


def sent(client: FlaskClient, data: bytes, query: str = "") -> dict:
    response = client.post(f"/api/v1/read{query}", data=data, content_type="application/octet-stream")
    assert response.mimetype == "application/problem+json"
    told = json.loads(response.data)
    assert told["status"] == response.status_code
    return told


def test_a_refusal_is_a_problem_with_its_type_sentence_and_limit(client: FlaskClient):
    assert sent(client, bytes(MAX_BYTES + 1)) == {
        "type": "/api#too-large",
        "title": "The file has too many bytes",
        "status": 413,
        "detail": errors.TooLarge.of(MAX_BYTES + 1).sentence,
        "limit": {"unit": "bytes", "most": MAX_BYTES, "found": MAX_BYTES + 1},
    }


def test_a_request_that_is_too_large_as_a_whole_is_the_same_problem(client: FlaskClient):
    told = sent(client, bytes(MAX_BYTES + FORM_BYTES + 1))
    assert (told["type"], told["limit"]["most"]) == ("/api#too-large", MAX_BYTES)


@pytest.mark.parametrize(
    ("data", "query", "limit"),
    [
        (encode(draw("1", MIN_SIDE - 1, 50)), "", {"unit": "pixels of a side", "least": MIN_SIDE}),
        (encode(draw("1")), "?digits=999", {"unit": "digits", "least": 1, "most": MOST_DIGITS}),
    ],
    ids=["too small", "too many digits"],
)
def test_the_limit_that_was_passed_is_told(client: FlaskClient, data: bytes, query: str, limit: dict):
    assert sent(client, data, query)["limit"] == limit


def test_too_many_pixels_are_told_with_their_number():
    limit = errors.TooManyPixels.of(30_000_000, MAX_PIXELS_WHOLE).limit
    assert limit == {"unit": "pixels", "most": MAX_PIXELS_WHOLE, "found": 30_000_000}


def test_types_of_problems_differ_and_stay(client: FlaskClient):
    types = [problem_details.type_of(kind) for kind in errors.Refusal.__subclasses__()]
    assert len(set(types)) == len(types)
    stable = {"no-photo", "bad-choice", "empty-file", "not-a-picture", "damaged", "too-large", "too-many-pixels"}
    assert {f"/api#{slug}" for slug in stable} <= set(types)
    assert all(problem_details.title_of(kind) for kind in errors.Refusal.__subclasses__())


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/api/v1/read", 405), ("POST", "/api/v2/read", 404)])
def test_http_errors_of_the_api_are_problems_too(client: FlaskClient, method: str, path: str, status: int):
    response = client.open(path, method=method)
    told = json.loads(response.data)
    assert (response.status_code, response.mimetype, told["status"]) == (status, "application/problem+json", status)
    assert (told["type"], "/api tells" in told["detail"]) == ("about:blank", True)
    if status == 405:
        assert "POST" in response.headers["Allow"]


def test_a_fault_of_ours_is_a_problem_without_its_details(app, client: FlaskClient, monkeypatch: pytest.MonkeyPatch):
    def fail(*_: object) -> None:
        raise RuntimeError("secret detail")

    app.testing = False
    monkeypatch.setattr(app.extensions["recognizer"], "read", fail)
    told = sent(client, encode(draw("1")))
    assert told["status"] == 500 and "secret" not in json.dumps(told)


def test_people_still_get_a_page(client: FlaskClient):
    body, content_type = multipart(b"nonsense")
    assert client.post("/", data=body, content_type=content_type).mimetype == "text/html"
