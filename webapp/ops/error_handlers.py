"""Answers every refusal and HTTP error: on a page for people, as a problem for programs."""

from __future__ import annotations

from http import HTTPStatus

from flask import Flask, Response, current_app, make_response, render_template, request
from werkzeug.exceptions import ClientDisconnected, HTTPException, RequestEntityTooLarge

from webapp.api import problem_details
from webapp.config import BATCH_BYTES, DRAIN_BYTES
from webapp.errors import Interrupted, Refusal, TooLarge, TooManyParts, TooMuchTogether
from webapp.ops import memory
from webapp.service.watch import watching

_WORDS = {
    400: "I did not understand this request. Please go back to the first page and try again.",
    404: "The address is wrong, or the page has moved. Photos are read on the first page.",
    405: "This page cannot be used in that way. Please start from the first page.",
    429: "You have sent many photos in a short time. Please wait a minute and try again.",
    500: "Something went wrong on our side, and your photo was not read. Please try again.",
}


def init_app(app: Flask) -> None:
    """Answer every refusal and HTTP error on the upload page, or as a problem to a program, with the right status."""
    app.register_error_handler(Refusal, _answer)
    app.register_error_handler(RequestEntityTooLarge, _too_large)
    app.register_error_handler(ClientDisconnected, _interrupted)
    app.register_error_handler(HTTPException, _failed)


def _page(sentence: str, status: int) -> Response:
    """The sentence on the page that the photo came from, or, where there is no page, on one of its own."""
    form = "batch.html" if request.endpoint == "batch.read" else "index.html"
    template = "missing.html" if status == HTTPStatus.NOT_FOUND else form
    return make_response(render_template(template, error=sentence), status)


def _answer(refusal: Refusal) -> Response:
    response = _refused(refusal)
    response.headers.update(refusal.headers)
    return response


def _interrupted(_: ClientDisconnected) -> Response:
    return _answer(Interrupted())


def _refused(refusal: Refusal) -> Response:
    watching().refused(type(refusal))
    if not problem_details.wanted():
        return _page(refusal.sentence, refusal.status)
    kind = type(refusal)
    return problem_details.problem(
        refusal.status, problem_details.title_of(kind), refusal.sentence, problem_details.type_of(kind), refusal.limit
    )


def _too_large(_: RequestEntityTooLarge) -> Response:
    """Read a bounded rest of the upload before answering, so that the browser gets to see the answer.

    A form that was refused while it was read has no rest that is worth it, and its length does not tell how much.
    """
    if not _is_over_length():
        return _refused(TooManyParts())
    stream, left = request.environ["wsgi.input"], min(request.content_length or 0, DRAIN_BYTES)
    while left > 0 and (chunk := stream.read(min(left, 2**16))):
        left -= len(chunk)
    if (request.max_content_length or 0) > BATCH_BYTES:
        return _refused(TooMuchTogether())
    return _refused(TooLarge.of(request.content_length) if request.content_length else TooLarge())


def _is_over_length() -> bool:
    most = request.max_content_length
    return most is not None and (request.content_length is None or request.content_length > most)


def _failed(error: HTTPException) -> Response:
    status = error.code or 500
    memory.note_exhausted(current_app, getattr(error, "original_exception", None))
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        watching().refused(type(error))
    words = _WORDS.get(status, error.description or _WORDS[500])
    if problem_details.wanted():
        response = problem_details.problem(status, error.name, problem_details.WORDS.get(status, words))
    else:
        response = _page(words, status)
    response.headers.extend((name, value) for name, value in error.get_headers() if name in ("Allow", "Retry-After"))
    return response
