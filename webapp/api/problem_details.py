"""What programs are told when something is refused: problem details as of RFC 9457."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from flask import Response, request

MIMETYPE = "application/problem+json"

# Everything under this path is for programs; what lies outside it is answered with a page.
PREFIX = "/api/"

# What to say of HTTP's own errors where the words for people would send a program to the first page.
WORDS = {
    400: "I did not understand this request. /api tells how to ask.",
    404: "There is nothing at this address. /api tells what there is.",
    405: "This address does not take that method. /api tells which one it takes.",
}


def wanted() -> bool:
    """Whether the request at hand comes from a program."""
    return request.path.startswith(PREFIX)


def slug(name: str) -> str:
    """The last part of a problem's type, out of the name of its class: "TooLarge" becomes "too-large"."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


def type_of(refusal: type[Exception]) -> str:
    """The stable address that tells problems of one kind from others, which is also where it is explained."""
    return f"/api#{slug(refusal.__name__)}"


def title_of(refusal: type[Exception]) -> str:
    """The kind of problem in a few words."""
    return (refusal.__doc__ or "").partition("\n")[0].rstrip(".")


def problem(
    status: int,
    title: str,
    detail: str,
    kind: str = "about:blank",
    limit: Mapping[str, int | str] | None = None,
) -> Response:
    """A response that explains a problem; `kind` is its type, `limit` the limit that was passed."""
    told = {"type": kind, "title": title, "status": status, "detail": detail}
    body = {**told, "limit": dict(limit)} if limit else told
    return Response(json.dumps(body, ensure_ascii=False), status, mimetype=MIMETYPE)
