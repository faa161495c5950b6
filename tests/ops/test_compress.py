import gzip
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from harness.pictures import draw, encode, multipart
from webapp.ops.compress import MOSTLY_PICTURES

TAKES = {"Accept-Encoding": "br, gzip"}


@pytest.mark.parametrize("path", ["/", "/static/style.css", "/static/app.js", "/nothing-here"])
def test_text_is_sent_compressed_to_who_takes_it(client: FlaskClient, path: str):
    with client.get(path) as plain, client.get(path, headers=TAKES) as packed:
        assert packed.headers["Content-Encoding"] == "gzip" and "Content-Encoding" not in plain.headers
        assert gzip.decompress(packed.data) == plain.data
        assert len(packed.data) < len(plain.data) / 2
        assert packed.content_length == len(packed.data)
        assert {"Accept-Encoding"} <= set(packed.vary) & set(plain.vary)


@pytest.mark.parametrize("path", ["/static/samples/meter.jpg", "/static/figures.woff2"])
def test_what_is_compressed_already_is_sent_as_it_is(client: FlaskClient, path: str):
    with client.get(path, headers=TAKES) as response:
        assert "Content-Encoding" not in response.headers and response.data


def test_a_browser_that_has_the_file_gets_it_not_again(client: FlaskClient):
    with client.get("/static/style.css", headers=TAKES) as first:
        etag = first.headers["ETag"]
    with client.get("/static/style.css", headers={**TAKES, "If-None-Match": etag}) as second:
        assert (second.status_code, second.data) == (304, b"")


def test_who_asks_for_the_head_alone_gets_no_body(client: FlaskClient):
    with client.head("/", headers=TAKES) as response:
        assert response.status_code == 200 and response.data == b""


def test_a_result_is_compressed_too(client: FlaskClient, upload: Callable):
    with client.get("/sample/meter", headers=TAKES) as response:
        packed, page = len(response.data), gzip.decompress(response.data)
    assert b"I found 3 digits" in page and packed < 0.8 * len(page)
    assert "Content-Encoding" not in upload(encode(draw("7"))).headers


def test_photos_inside_a_page_are_sent_with_hardly_more_bytes_than_they_have(client: FlaskClient):
    body, content_type = multipart(encode(draw("70315", 1600, 1200), "JPEG"))
    page = client.post("/", data=body, content_type=content_type, headers=TAKES)
    whole = gzip.decompress(page.data)
    photos = sum(map(len, re.findall(rb"data:image/jpeg;base64,([^\"]+)", whole)))
    assert photos > MOSTLY_PICTURES
    assert len(page.data) < 0.8 * len(whole)
