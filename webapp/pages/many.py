"""Many photos in the browser: a table of their numbers, to be checked, corrected and taken along as CSV."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response, render_template, request
from werkzeug.datastructures import FileStorage

from webapp import config
from webapp.errors import BadTable, NoPhoto, TooManyPhotos
from webapp.export.numbers_csv import to_csv
from webapp.pages.photo_table import File, Line, result

batch = Blueprint("batch", __name__)


@batch.app_context_processor
def _limits() -> dict[str, int | str | Line]:
    return {
        "empty": Line("", None, error="waiting"),
        "most_photos": config.MAX_PHOTOS,
        "most_posted": config.MAX_POSTED,
        "most_together": config.megabytes(config.BATCH_BYTES),
        "retry_seconds": config.RETRY_SECONDS,
    }


@batch.get("/batch")
def page() -> str:
    """The page that takes many photos."""
    return render_template("batch.html")


@batch.post("/batch")
def read() -> Response:
    """Read the posted photos: all of a form, or with script one after another."""
    request.max_content_length = config.BATCH_BYTES + config.FORM_BYTES
    request.max_form_parts = config.MAX_FORM_PARTS + config.MAX_PHOTOS
    files = [file for file in request.files.getlist("photo") if file.filename]
    if not files:
        raise NoPhoto
    if len(files) > config.MAX_POSTED:
        raise TooManyPhotos.of(len(files))
    return result(_taken(files), request.form)


@batch.post("/batch.csv")
def table() -> Response:
    """The table as it was corrected, for a spreadsheet; nothing of it is kept."""
    columns = [request.form.getlist(name) for name in ("file", "page", "number", "least", "remark")]
    if len(set(map(len, columns))) > 1:
        raise BadTable
    response = Response(to_csv(zip(*columns, strict=True)), mimetype="text/csv")
    response.headers["Content-Disposition"] = "attachment; filename=numbers.csv"
    response.headers["Cache-Control"] = "no-store"
    return response


def _taken(files: list[FileStorage]) -> Iterator[File]:
    """Each file, which is let go before the next one is taken."""
    for file in files:
        data = file.stream.read()
        file.close()
        yield File(file.filename or "", data)
