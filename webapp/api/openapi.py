"""The OpenAPI 3.1 document of the API, made of the same constants as the code."""

from __future__ import annotations

from recognizer.forms import form_text
from webapp import config
from webapp.api import problem_details
from webapp.api.refusals import refusals
from webapp.api.schemas import Schema, ref, schemas
from webapp.intake import formats
from webapp.service.options import MIN_CONFIDENCE

VERSION = "1"

# Numbers of a region as the document promises to take them; the code takes any spelling of a number.
_PLACE = r" ?-?[0-9]{1,5}(\.[0-9]{1,6})?"
_LENGTH = r" ?([1-9][0-9]{0,4}(\.[0-9]{1,6})?|0\.[0-9]{0,5}[1-9])"

# Forms as the document promises to take them; the code takes many more patterns.
_FORM = (
    r"^([.,:/+%'=()-]{0,9}[0-9A-Z][0-9A-Z.,:/+%'=()-]{0,54}|[1-9][0-9]? digits|dd\.mm\.yyyy|hh:mm"
    r"|\[A-Z\]\{[1-9]\}-0{1,9}|Luhn|container)$"
)

# What may be chosen, as fields of the form or of the address.
CHOICES: dict[str, Schema] = {
    "min_confidence": {
        "type": "number",
        "minimum": 0,
        "maximum": 1,
        "default": MIN_CONFIDENCE,
        "description": "From 0 to 1; digits of a lower confidence are left out.",
    },
    "expected": {
        "type": "string",
        "minLength": 1,
        "maxLength": form_text.LONGEST_TEXT,
        "pattern": _FORM,
        "examples": ["000.0", "5 digits", "dd.mm.yyyy", "[A-Z]{2}-0000", "EAN"],
        "description": "The form that the number is expected to have: how many digits (5 digits); a pattern, where 0 "
        "is any digit, [A-Z] a letter, {2} or {2,4} tells how often, ? that something may be missing, dd.mm.yyyy and "
        "hh:mm are dates and times, and other characters stand for themselves; or a check digit (EAN, ISBN, Luhn, "
        "IBAN, container).",
    },
    "digits": {
        "anyOf": [{"type": "integer", "minimum": 1, "maximum": form_text.MOST_DIGITS}, {"const": "any"}],
        "default": "any",
        "description": f"How many digits to expect, from 1 to {form_text.MOST_DIGITS}, or any: 5 is the same as "
        "5 digits in expected, which goes before it.",
    },
    "region": {
        "type": "string",
        "pattern": f"^{_PLACE},{_PLACE},{_LENGTH},{_LENGTH}$",
        "examples": ["0.25,0.4,0.5,0.2"],
        "description": "The part of the photo to read: x,y,width,height in pixels of the upright photo or, where all "
        "four are at most 1, in shares of its sides.",
    },
    "turn": {
        "enum": ["auto", 0, 90, 180, 270],
        "default": "auto",
        "description": "Degrees clockwise by which the photo is turned first: 0, 90, 180 or 270; auto as needed.",
    },
    "annotated": {
        "enum": [0, 1],
        "default": 0,
        "description": "1 for the photo with its digits boxed, as a data URL.",
    },
}


# What may stand in the address alone, because it is heeded before a body is read.
IN_ADDRESS: dict[str, Schema] = {
    "frame": {
        "enum": [0, 1],
        "default": 0,
        "description": f"1 for one of many frames of a camera, in the address alone: a JPEG of up to "
        f"{config.FRAME_BYTES // 1024} kB and {config.FRAME_SIDE} pixels a side. Frames have a politeness limit of "
        "their own, and are the first to be turned away.",
    },
}


def document() -> Schema:
    """The whole document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Ziffer",
            "version": VERSION,
            "summary": "Reads the numbers in a photo.",
            "description": f"Photos may be {formats.WORDS}, of up to "
            f"{config.megabytes(config.MAX_BYTES)} and {config.megapixels(config.MAX_PIXELS)} "
            f"({config.megapixels(config.MAX_PIXELS_WHOLE)} where it is not a JPEG). Each page of a TIFF or a PDF, up "
            f"to {config.MAX_PAGES} pages, is a photo of its own. Nothing of a photo is kept.",
        },
        "paths": {
            "/api/v1/read": {"post": _read()},
            "/api/v1/openapi.json": {"get": _itself()},
        },
        "components": {"schemas": schemas()},
    }


def _read() -> Schema:
    return {
        "operationId": "read",
        "summary": "Read the numbers in a photo.",
        "parameters": [_parameter(name, schema) for name, schema in {**CHOICES, **IN_ADDRESS}.items()],
        "requestBody": {"required": True, "content": _bodies()},
        "responses": {
            "200": {
                "description": "What was read.",
                "headers": {
                    "Server-Timing": {
                        "description": "The stages with their milliseconds.",
                        "schema": {"type": "string"},
                    }
                },
                "content": {"application/json": {"schema": {"oneOf": [ref("Answer"), ref("Document")]}}},
            },
            **_problem_responses(),
        },
    }


def _itself() -> Schema:
    return {
        "operationId": "description",
        "summary": "This document.",
        "responses": {
            "200": {"description": "OpenAPI 3.1.", "content": {"application/json": {"schema": {"type": "object"}}}}
        },
    }


def _parameter(name: str, schema: Schema) -> Schema:
    return {"name": name, "in": "query", "schema": schema}


def _bodies() -> Schema:
    """The photo as a part of a form, with the choices as its other parts, or as the whole body."""
    form = {
        "type": "object",
        "required": ["photo"],
        "properties": {"photo": {"type": "string", "format": "binary", "minLength": 1}, **CHOICES},
    }
    encoding = {"photo": {"contentType": ", ".join(media_types())}}
    raw = {name: {"schema": {"type": "string", "format": "binary", "minLength": 1}} for name in media_types()}
    return {"multipart/form-data": {"schema": form, "encoding": encoding}, **raw}


def media_types() -> list[str]:
    """The content types under which a photo may come; any other would do as well, as the bytes decide."""
    return [*formats.MEDIA_TYPES, "application/octet-stream"]


def _problem_responses() -> Schema:
    """One response per status, which names the kinds of refusals that have it."""
    kinds: dict[int, list[str]] = {404: [], 405: [], 429: ["Too many photos in a short time"], 500: ["A fault of ours"]}
    for refusal in refusals():
        kinds.setdefault(refusal.status, []).append(problem_details.title_of(refusal))
    return {
        str(status): {
            "description": "; ".join(titles) + ".",
            "content": {problem_details.MIMETYPE: {"schema": ref("Problem")}},
        }
        for status, titles in sorted(kinds.items())
        if titles
    }
