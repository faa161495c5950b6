"""One line of JSON for each request and event, with a request id and without anything of a person or a photo.

Addresses, names of files, queries, browsers and what was read are never written; of a fault, its kind and place are,
and its message is not, because that may quote what was sent.
"""

from __future__ import annotations

import json
import logging
import re
import time
import traceback
import uuid
from typing import Any

from flask import Flask, Response, g, request

HEADER = "X-Request-ID"

_log = logging.getLogger("ziffer.request")

# What a proxy may have given as the id; anything else, which could be text of a caller's choice, gets a new one.
_ID = re.compile(r"[0-9A-Za-z-]{8,64}")

# gunicorn names the address of whoever sends a malformed request, and quotes what was sent.
_CALLER = re.compile(r" from ip=.*", re.DOTALL)

# For gunicorn's `logconfig_dict`: everything as JSON lines on the standard output, and no access log of its own.
CONFIG: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "webapp.ops.logs.JsonLines"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "lines", "stream": "ext://sys.stdout"}},
    "root": {"level": "INFO", "handlers": ["out"]},
    "loggers": {
        "gunicorn.error": {"level": "INFO", "handlers": [], "propagate": True},
        "gunicorn.access": {"level": "CRITICAL", "handlers": [], "propagate": False},
    },
}


class JsonLines(logging.Formatter):
    """A record as one line of JSON; `extra={"fields": {...}}` adds its own."""

    def format(self, record: logging.LogRecord) -> str:
        """The line: time (UTC), level, logger, event, and what the record brings."""
        told: dict[str, Any] = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created)) + f".{int(record.msecs):03}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _CALLER.sub("", record.getMessage()),
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[0]:
            told["fault"] = record.exc_info[0].__name__
            told["at"] = [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(record.exc_info[2])][-8:]
        return json.dumps(told, ensure_ascii=False)


def init_app(app: Flask) -> None:
    """Give every request an id, which its answer carries too, and write a line when it is answered."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    given = request.headers.get(HEADER, "")
    g.request_id = given if _ID.fullmatch(given) else uuid.uuid4().hex
    g.begun = time.perf_counter()


def _end(response: Response) -> Response:
    if "request_id" not in g:  # refused before anything began
        _begin()
    response.headers[HEADER] = g.request_id
    fields = {
        "id": g.request_id,
        "method": request.method if request.url_rule else "-",
        "route": request.url_rule.rule if request.url_rule else "-",
        "status": response.status_code,
        "ms": round((time.perf_counter() - g.begun) * 1e3, 1),
        "received": request.content_length or 0,
    }
    _log.info("request", extra={"fields": fields})
    return response
