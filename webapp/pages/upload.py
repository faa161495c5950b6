"""The upload page, the result page and the samples."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, make_response, render_template, request, url_for

from recognizer.reading import SURE
from webapp import config, errors
from webapp.export.annotated import boxed_jpeg
from webapp.intake import formats
from webapp.pages.form_options import FORMS, Menu, are_usual, chosen, expected_in, menus
from webapp.pages.photo_table import File, result
from webapp.pages.result_view import REASONS, Addresses, view
from webapp.pages.samples import SAMPLES, THUMBNAIL, find
from webapp.service.options import choices_from
from webapp.service.posted import posted_photo
from webapp.service.read import answer, pages_in

pages = Blueprint("pages", __name__)


@pages.app_context_processor
def _limits() -> dict[str, Any]:
    """The limits that pages name, in words and for the script, and the menus of the form."""
    return {
        "accept": formats.ACCEPT,
        "formats": formats.WORDS,
        "picture_signature": formats.signature_of(has_pages=False),
        "paged_signature": formats.signature_of(has_pages=True),
        "head_bytes": config.PDF_WITHIN,
        "most_bytes": config.megabytes(config.MAX_BYTES),
        "most_bytes_count": config.MAX_BYTES,
        "most_pixels": config.megapixels(config.MAX_PIXELS),
        "most_pixels_whole": config.megapixels(config.MAX_PIXELS_WHOLE),
        "shrink_side": config.SHRINK_SIDE,
        "frame_side": config.FRAME_SIDE,
        "frame_gap": config.FRAME_GAP_MS,
        "sure": SURE,
        "answer_seconds": config.ANSWER_SECONDS,
        "too_large": errors.TooLarge.sentence,
        "not_a_picture": errors.NotAPicture.sentence,
        "choice_menus": _choice_menus,
        "expected_in": expected_in,
        "forms": FORMS,
        "choices_are_usual": lambda: are_usual(chosen()),
        "reasons": REASONS,
        "most_open_numbers": config.MAX_OPEN_NUMBERS,
        "samples": SAMPLES,
        "thumbnail": THUMBNAIL,
    }


def _choice_menus() -> tuple[dict[str, Menu], Mapping[str, str]]:
    fields = chosen()
    return menus(fields), fields


@pages.get("/")
def index() -> str:
    """The upload page."""
    return render_template("index.html")


@pages.post("/")
def read() -> Response:
    """Read the posted photo and show the result; where it has several pages, that is a table of them."""
    name, data = posted_photo()
    count = pages_in(data)
    if count > 1:
        return result([File(name, data, count)], request.form)
    return _result(data, name, request.form, action=url_for("pages.read"))


@pages.get("/sample/<name>")
def sample(name: str) -> Response:
    """Read one of our own photos, with the choices of the query."""
    found = find(name) or abort(404)
    query: dict[str, Any] = {field: value for field, value in chosen().items() if value}
    boxed = url_for("pages.boxed_sample", name=name, **query)
    addresses = Addresses(url_for("static", filename=found.photo), boxed)
    return _result(found.bytes(), f"{found.name}.jpg", request.args, addresses, action=request.path, sample=found)


@pages.get("/sample/<name>/boxed.jpg")
def boxed_sample(name: str) -> Response:
    """One of our own photos with its digits boxed, read with the choices of the query."""
    found = find(name) or abort(404)
    return Response(boxed_jpeg(answer(found.bytes(), choices_from(request.args))), mimetype="image/jpeg")


def _result(
    data: bytes, name: str, fields: Mapping[str, str], addresses: Addresses | None = None, **around: Any
) -> Response:
    choices = choices_from(fields)
    found = answer(data, choices)
    options = choices.for_photo(found.photo.width, found.photo.height)
    page = render_template("result.html", view=view(found, name, options, addresses), **around)
    response = make_response(page)
    response.headers["Cache-Control"] = config.OWN_RESULT
    return response
