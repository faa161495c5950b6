"""Sends text compressed to whoever takes it: a result, with its pictures inside as base64, becomes a third smaller."""

from __future__ import annotations

import zlib

from flask import Flask, Response, request

# Bytes under which the header of gzip and the work cost more than they save.
LEAST = 1024

# Of zlib, 1 to 9: pages become little smaller with more.
LEVEL = 4

# Bytes from which text with pictures in it counts as nothing else. Base64 has no repetitions; to look for them took
# four fifths of the time and saved another 3 %.
MOSTLY_PICTURES = 64 * 1024

_PICTURE = b";base64,"
_GZIP = 16 + zlib.MAX_WBITS  # zlib's way to ask for gzip's header

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
    response.set_data(_packed(data))
    response.content_encoding = "gzip"
    etag, _ = response.get_etag()
    if etag:
        response.set_etag(etag, weak=True)
    return response


def _packed(data: bytes) -> bytes:
    """The bytes as gzip, the same for the same bytes."""
    no_repetitions = len(data) >= MOSTLY_PICTURES and _PICTURE in data
    strategy = zlib.Z_HUFFMAN_ONLY if no_repetitions else zlib.Z_DEFAULT_STRATEGY
    packer = zlib.compressobj(LEVEL, wbits=_GZIP, strategy=strategy)
    return packer.compress(data) + packer.flush()
