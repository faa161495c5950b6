import html
import re
import sys
from collections.abc import Callable

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from limits import parse

from harness.pictures import draw, encode, multipart
from tests.conftest import FixedRecognizer
from webapp import create_app
from webapp.config import FRAME_BYTES, FRAME_GAP_MS, CannotStart, Settings
from webapp.ops import security

ALWAYS = {
    "Content-Security-Policy": (
        "default-src 'none'; font-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


PHOTO = multipart(encode(draw("7")))


def site(**settings: object) -> FlaskClient:
    app = create_app(Settings(**settings), FixedRecognizer("7"))
    app.testing = True
    return app.test_client()


def post(client: FlaskClient, address: str = "127.0.0.1", **headers: str):
    body, content_type = PHOTO
    environ = {"REMOTE_ADDR": address}
    return client.post("/", data=body, content_type=content_type, headers=headers, environ_base=environ)


@pytest.mark.parametrize("path", ["/", "/nothing-here", "/static/style.css"])
@pytest.mark.parametrize("name", ALWAYS)
def test_every_answer_carries_each_header(client: FlaskClient, path: str, name: str):
    with client.get(path) as response:
        assert response.headers.getlist(name) == [ALWAYS[name]]


def test_a_result_and_a_refusal_carry_the_headers_too(upload: Callable):
    for response, kept in ((upload(encode(draw("7"))), "private, no-cache"), (upload(b""), "no-store")):
        assert ALWAYS.items() <= dict(response.headers).items()
        assert response.headers["Cache-Control"] == kept


def test_only_static_files_may_be_kept(client: FlaskClient):
    with client.get("/static/style.css") as style:
        assert "no-store" not in style.headers["Cache-Control"] and style.headers["ETag"]
    assert client.get("/").headers["Cache-Control"] == "no-store"


def test_browsers_are_held_to_tls_only_where_it_is_there(client: FlaskClient):
    assert "Strict-Transport-Security" not in client.get("/").headers
    secure = client.get("/", base_url="https://localhost")
    assert secure.headers["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, 403),
        ({"Origin": "http://localhost"}, 200),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Origin": "http://localhost.elsewhere.example"}, 403),
        ({"Origin": "http://localhost:8001"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://[x"}, 403),
        ({"Origin": "http://localhost]"}, 403),
    ],
)
def test_posts_of_other_sites_are_refused_and_programs_are_not(
    client: FlaskClient, recognizer: FixedRecognizer, headers: dict[str, str], status: int
):
    assert post(client, **headers).status_code == status
    assert len(recognizer.asked) == (status == 200)


def test_links_of_other_sites_lead_here(client: FlaskClient):
    assert client.get("/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


def seen(proxies: int, **headers: str) -> tuple[str | None, str]:
    """The caller's address and the scheme as the app sees them."""
    app: Flask = create_app(Settings(proxies=proxies), FixedRecognizer())
    found: list[tuple[str | None, str]] = []
    app.before_request(lambda: found.append((request.remote_addr, request.scheme)))
    app.test_client().get("/", headers=headers)
    return found[0]


FORWARDED = {"X-Forwarded-For": "203.0.113.9, 198.51.100.7", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil"}


def test_one_proxy_is_believed_and_what_a_caller_wrote_before_it_is_not():
    assert seen(1, **FORWARDED) == ("198.51.100.7", "https")


def test_without_a_proxy_no_forwarded_header_is_believed():
    assert seen(0, **FORWARDED) == ("127.0.0.1", "http")


def test_a_host_that_is_not_ours_is_refused():
    client = site(hosts=("ziffer.example",))
    assert client.get("/", base_url="http://ziffer.example").status_code == 200
    assert client.get("/", base_url="http://evil.example").status_code == 400
    forwarded = client.get("/", base_url="http://evil.example", headers={"X-Forwarded-Host": "ziffer.example"})
    assert forwarded.status_code == 400
    assert client.get("/nothing-here", base_url="http://evil.example").status_code == 400
    assert client.get("/static/style.css", base_url="http://evil.example").status_code == 400


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_host_asks_for_health_by_address(path: str):
    client = site(hosts=("ziffer.example",))
    assert client.get(path, base_url="http://127.0.0.1:8000").status_code == 200
    assert client.get(path, base_url="http://[fd00::7]").status_code == 200


def test_an_address_that_posts_too_often_is_asked_to_wait_and_the_others_are_not():
    client = site(rate="2 per minute")
    assert [post(client).status_code for _ in range(3)] == [200, 200, 429]
    refused = post(client)
    assert "Please wait a minute" in refused.text and 0 < int(refused.headers["Retry-After"]) <= 61
    assert ALWAYS.items() <= dict(refused.headers).items()
    assert post(client, "203.0.113.9").status_code == 200
    assert client.get("/").status_code == 200


def send_frame(client: FlaskClient, data: bytes = encode(draw("7"), "JPEG")) -> int:
    return client.post("/api/v1/read?frame=1", data=data).status_code


def test_frames_of_a_camera_are_counted_apart_and_a_flood_of_them_is_stopped():
    client = site(rate="2 per minute", frame_rate="5 per minute")
    assert [send_frame(client) for _ in range(6)] == [200] * 5 + [429]
    refused = client.post("/api/v1/read?frame=1", data=encode(draw("7"), "JPEG"))
    assert 0 < int(refused.headers["Retry-After"]) <= 61
    assert [post(client).status_code for _ in range(3)] == [200, 200, 429]


def test_what_only_calls_itself_a_frame_is_counted_as_a_post():
    client = site(rate="2 per minute", frame_rate="")
    large = encode(draw("7"), "JPEG") + bytes(FRAME_BYTES)
    assert [send_frame(client, large) for _ in range(3)] == [422, 422, 429]
    assert client.post("/?frame=1", data={"photo": "none"}).status_code == 429
    assert send_frame(client) == 200


def test_a_camera_sends_no_more_frames_than_it_may():
    assert parse(Settings().frame_rate).amount > 60_000 / FRAME_GAP_MS


def test_pages_are_not_counted():
    client = site(rate="2 per minute")
    assert {client.get("/").status_code for _ in range(5)} == {200}
    assert post(client).status_code == 200


def test_pages_that_read_a_photo_of_ours_are_counted_like_posts():
    client = site(rate="2 per minute")
    sample = re.findall(r'"(/sample/[^"?]+)', client.get("/").text)[0]
    assert [client.get(sample).status_code for _ in range(3)] == [200, 200, 429]
    assert client.get("/how").status_code == 429


def test_a_boxed_photo_of_ours_is_counted_like_the_reading_that_it_takes():
    client = site(rate="2 per minute")
    boxed = html.unescape(re.findall(r'"(/sample/[^"]+/boxed.jpg[^"]*)', client.get("/sample/meter").text)[0])
    assert [client.get(boxed).status_code for _ in range(2)] == [200, 429]


def test_without_a_rate_any_number_is_read():
    client = site(rate="")
    assert {post(client).status_code for _ in range(200)} == {200}


def test_where_the_store_of_the_counts_is_away_posts_are_counted_in_memory():
    client = site(rate="2 per minute", rate_store="redis://127.0.0.1:1/0")
    assert [post(client).status_code for _ in range(3)] == [200, 200, 429]


def test_a_redis_without_its_package_ends_the_start_and_names_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "redis", None)
    with pytest.raises(CannotStart, match=r"install requirements-redis\.txt"):
        site(rate_store="redis://user:secret@127.0.0.1:1/0")


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("", ""),
    ],
)
def test_a_customer_with_many_addresses_is_counted_as_one(app: Flask, address: str, counted: str):
    with app.test_request_context("/", environ_base={"REMOTE_ADDR": address}):
        assert security.caller() == counted
