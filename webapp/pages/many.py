"""Many photos in the browser: a table of their numbers, to be checked, corrected and taken along for a spreadsheet."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import chain

from flask import Blueprint, Response, render_template, request, send_file
from werkzeug.datastructures import FileStorage

from webapp import config
from webapp.errors import BadTable, NoPhoto, TooManyPhotos
from webapp.export import xlsx
from webapp.export.file_names import stem_of_all
from webapp.export.number_lines import Entry, lines_of
from webapp.export.numbers_csv import to_csv
from webapp.export.spreadsheet import DECIMAL_COMMA, USUAL
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
    """The table as it was corrected, as CSV; nothing of it is kept."""
    has_comma = request.args.get("decimal") == "comma"
    columns = _columns("file", "page", "number", "least", "remark")
    text = to_csv(zip(*columns, strict=True), DECIMAL_COMMA if has_comma else USUAL)
    ending = "-decimal-comma.csv" if has_comma else ".csv"
    return _download(text.encode(), "text/csv", stem_of_all(columns[0]) + ending)


@batch.post("/numbers.xlsx")
def sheet() -> Response:
    """The numbers of a photo or of the table, as they were corrected, as XLSX; nothing of them is kept."""
    columns = _columns("file", "page", "row", "number", "read", "least", "remark")
    lines = chain.from_iterable(lines_of(Entry(*fields)) for fields in zip(*columns, strict=True))
    return _download(xlsx.to_xlsx(lines), xlsx.MIMETYPE, f"{stem_of_all(columns[0])}.xlsx")


def _columns(*names: str) -> list[list[str]]:
    """The columns of the posted table.

    Raises:
        BadTable: they differ in length.
    """
    columns = [request.form.getlist(name) for name in names]
    if len(set(map(len, columns))) > 1:
        raise BadTable
    return columns


def _download(data: bytes, kind: str, name: str) -> Response:
    response = send_file(io.BytesIO(data), mimetype=kind, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store"
    return response


def _taken(files: list[FileStorage]) -> Iterator[File]:
    """Each file, which is let go before the next one is taken."""
    for file in files:
        data = file.stream.read()
        file.close()
        yield File(file.filename or "", data)
