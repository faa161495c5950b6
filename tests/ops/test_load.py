import io

from flask import Flask
from flask.testing import FlaskClient

from harness.pictures import draw, encode, multipart
from webapp.config import MAX_BYTES
from webapp.ops.load import Held


def test_the_bodies_that_are_held_at_once_are_bounded(app: Flask):
    held = Held(app.wsgi_app, largest=10_000, most=10_000)
    app.wsgi_app = held
    data = encode(draw("7"))
    assert 2000 < len(data) < 5000
    body, content_type = multipart(data)
    client = app.test_client()
    held._take(6000)  # what another request holds at this moment
    assert client.post("/", data=body, content_type=content_type).status_code == 200
    held._take(2000)
    assert client.post("/", data=body, content_type=content_type).status_code == 503
    assert held._held == 8000, "what an answered request held is given back"


def test_a_body_that_is_too_large_is_thrown_away_and_not_held(client: FlaskClient, app: Flask):
    body, content_type = multipart(bytes(2 * MAX_BYTES))
    assert client.post("/", data=body, content_type=content_type).status_code == 413
    assert client.post("/", data=multipart(encode(draw("7")))[0], content_type=content_type).status_code == 200


def test_a_photo_that_does_not_arrive_in_full_is_told_so(client: FlaskClient):
    body, content_type = multipart(encode(draw("7")))
    response = client.post(
        "/",
        input_stream=io.BytesIO(body[: len(body) // 2]),
        content_type=content_type,
        environ_overrides={"CONTENT_LENGTH": str(len(body))},
    )
    assert response.status_code == 408 and "did not arrive in full" in response.text
