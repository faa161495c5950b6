"""The upload page and the result page."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request

from webapp import config, present
from webapp.answer import answer
from webapp.errors import NoPhoto

pages = Blueprint("pages", __name__)


@pages.app_context_processor
def _limits() -> dict[str, str]:
    """The limits that every page names, in words."""
    return {
        "accept": config.ACCEPT,
        "formats": config.FORMATS,
        "most_bytes": config.megabytes(config.MAX_BYTES),
        "most_pixels": config.megapixels(config.MAX_PIXELS),
        "most_pixels_whole": config.megapixels(config.MAX_PIXELS_WHOLE),
    }


@pages.get("/")
def index() -> str:
    """The upload page."""
    return render_template("index.html")


@pages.post("/")
def read() -> Response:
    """Read the posted photo and show the result."""
    file = request.files.get("photo")
    if file is None or not file.filename:
        raise NoPhoto
    found = answer(file.stream.read())
    page = render_template(
        "result.html",
        reading=found.reading,
        sentence=present.sentence(found.reading),
        picture=present.data_url(found),
    )
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response
