"""Sends text compressed to whoever takes it: a result, with its pictures inside as base64, becomes a third smaller."""

from __future__ import annotations

import gzip

from flask import Flask, Response, request

# Bytes under which the header of gzip and the work cost more than they save.
LEAST = 1024

# Of gzip, 1 to 9: base64 has no repetitions that a higher level would find.
LEVEL = 4

_KINDS = ("text/", "application/json", "application/problem+json", "image/svg+xml")


def init_app(app: Flask) -> None:
    """Compress the responses of an app.

    Nothing on a page is secret to the person who gets it, so that its length tells nobody anything (BREACH).
    """
    app.after_request(compress)


def compress(response: Response) -> Response:
    """The response with its body compressed, where it is text of some length that the client takes compressed."""
    if not (response.mimetype or "").startswith(_KINDS):
        return response
    response.vary.add("Accept-Encoding")
    if request.method == "HEAD" or response.status_code in (204, 206, 304) or response.content_encoding:
        return response
    if request.accept_encodings.quality("gzip") <= 0:
        return response
    response.direct_passthrough = False  # a static file is read here
    data = response.get_data()
    if len(data) < LEAST:
        return response
    response.set_data(gzip.compress(data, LEVEL, mtime=0))
    response.content_encoding = "gzip"
    etag, _ = response.get_etag()
    if etag:
        response.set_etag(etag, weak=True)
    return response
