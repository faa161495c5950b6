"""The same answers for programs: photos in, JSON out, under /api/v1."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from flask import Blueprint, Response, render_template, request
from werkzeug.datastructures import MultiDict

from webapp.api import openapi
from webapp.api.refusals import problem_table
from webapp.errors import BadChoice, NoPhoto, Refusal
from webapp.export.annotated import data_url
from webapp.export.serialisation import to_json
from webapp.service.frames import check_frame, is_called_frame
from webapp.service.options import choices_from
from webapp.service.read import Answer, answers

api = Blueprint("api", __name__)

# What a photo is called that came without a name.
UNNAMED = "photo"

# The languages of the examples on the page, each with its file.
EXAMPLES = {"curl": "example.sh", "Python": "example.py", "JavaScript": "example.js"}

_KNOWN = {*openapi.CHOICES, *openapi.IN_ADDRESS}


@api.post("/api/v1/read")
def read() -> Response:
    """Read the photo of a request: its part `photo`, or its whole body."""
    name, data, fields = _sent()
    if is_called_frame():
        check_frame(data)
    pages = answers(data, choices_from(fields), count=1 if is_called_frame() else None)
    found = [_page(name, number, one, fields.get("annotated") == "1") for number, one in enumerate(pages, 1)]
    response = _json(found[0] if len(found) == 1 else _document(name, found))
    response.headers["Server-Timing"] = server_timing(found)
    return response


@api.get("/api/v1/openapi.json")
def description() -> Response:
    """The OpenAPI document of this API."""
    return _json(openapi.document())


@api.get("/api")
def page() -> str:
    """The API as a page for people."""
    examples = {name: render_template(f"api/{file}", site=request.host_url) for name, file in EXAMPLES.items()}
    answer = render_template("api/answer.json")
    return render_template(
        "api/index.html",
        document=openapi.document(),
        examples=examples,
        answer=answer,
        problems=problem_table(),
    )


def server_timing(pages: Iterable[Mapping[str, Any]]) -> str:
    """The stages with their milliseconds, over all pages, as a browser's tools show them (W3C Server Timing)."""
    stages: Counter[str] = Counter()
    for one in pages:
        stages.update(one.get("timings_ms", {}))
    return ", ".join(f"{stage};dur={ms:.1f}" for stage, ms in stages.items())


def _page(name: str, number: int, found: Answer | Refusal, drawn: bool) -> dict[str, Any]:
    """The JSON of one page, without its pixels, so that only those of one are ever held."""
    if isinstance(found, Refusal):
        return {"file": name, "page": number, "error": found.sentence}
    body = to_json(name, found)
    return {**body, "annotated": data_url(found)} if drawn else body


def _document(name: str, pages: list[dict[str, Any]]) -> dict[str, Any]:
    """The JSON of a file of several pages."""
    return {"file": name, "text": "\n".join(one["text"] for one in pages if one.get("text")), "pages": pages}


def _sent() -> tuple[str, bytes, Mapping[str, str]]:
    """The name and the bytes of the photo, and what was chosen; a field of the form goes before one of the address.

    Raises:
        NoPhoto: the request has neither a file in `photo` nor a body.
    """
    if request.mimetype != "multipart/form-data":
        # Taken before the fields: curl calls a body a form unless told otherwise, and a form would be parsed away.
        data = request.get_data(cache=False)
        if not data:
            raise NoPhoto
        return UNNAMED, data, _checked(request.args)
    file = request.files.get("photo")
    if file is None:
        raise NoPhoto
    return file.filename or UNNAMED, file.stream.read(), {**_checked(request.args), **_checked(request.form)}


def _checked(fields: MultiDict[str, str]) -> dict[str, str]:
    """The choices among the fields; a program hears of faults that a person is forgiven.

    Raises:
        BadChoice: a choice is empty, given twice, or not one of those that there are.
    """
    for name, values in fields.lists():
        if name in _KNOWN and (len(values) > 1 or not values[0].strip()):
            fault = "given more than once" if len(values) > 1 else "empty"
            raise BadChoice(f"{name} is {fault}. Please give it one value, or leave it out.")
    for name in ("annotated", *openapi.IN_ADDRESS):
        if fields.get(name, "0") not in ("0", "1"):
            raise BadChoice(f"{name} must be 0 or 1. Please choose one of these, or leave it out.")
    choices_from(fields)
    return {name: fields[name] for name in openapi.CHOICES if name in fields}


def _json(body: Mapping[str, Any]) -> Response:
    return Response(json.dumps(body, ensure_ascii=False), mimetype="application/json")
