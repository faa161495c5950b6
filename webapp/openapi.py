"""The OpenAPI 3.1 document of the API, made of the same constants as the code."""

from __future__ import annotations

from typing import Any

from recognizer import form_text
from webapp import config, errors, problems
from webapp.intake import formats
from webapp.options import MIN_CONFIDENCE

VERSION = "1"

Schema = dict[str, Any]

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
        "components": {"schemas": _schemas()},
    }


def refusals() -> list[type[errors.Refusal]]:
    """Every kind of refusal, in the order of its status."""
    return sorted(_below(errors.Refusal), key=lambda kind: kind.status)


def _below(kind: type[errors.Refusal]) -> list[type[errors.Refusal]]:
    return [found for child in kind.__subclasses__() for found in (child, *_below(child))]


def problem_table() -> list[dict[str, str | int]]:
    """Every kind of problem, for people: its anchor, type, status and sentence."""
    return [
        {
            "slug": problems.slug(kind.__name__),
            "type": problems.type_of(kind),
            "status": kind.status,
            "sentence": kind.sentence,
        }
        for kind in refusals()
    ]


def _read() -> Schema:
    return {
        "operationId": "read",
        "summary": "Read the numbers in a photo.",
        "parameters": [_parameter(name, schema) for name, schema in CHOICES.items()],
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
                "content": {"application/json": {"schema": {"oneOf": [_ref("Answer"), _ref("Document")]}}},
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
        kinds.setdefault(refusal.status, []).append(problems.title_of(refusal))
    return {
        str(status): {
            "description": "; ".join(titles) + ".",
            "content": {problems.MIMETYPE: {"schema": _ref("Problem")}},
        }
        for status, titles in sorted(kinds.items())
        if titles
    }


def _schemas() -> dict[str, Schema]:
    file = _text("The file's name.")
    page = {"type": "integer", "minimum": 1, "description": f"Which page of a TIFF or a PDF, up to {config.MAX_PAGES}."}
    positive = {"type": "integer", "minimum": 1, "description": "Pixels."}
    return {
        "Answer": _object(
            {
                "file": file,
                "page": page,
                "text": _text(
                    "The numbers as written, a space between them and a line break between rows; empty "
                    "when there are no digits."
                ),
                "expected": _expectation(),
                "rows": _list(_ref("Row"), "The rows, from top to bottom."),
                "truncated": {
                    "type": "boolean",
                    "description": "Whether the photo showed more than is read at once: digits may be missing.",
                },
                "image": _object({"width": positive, "height": positive}, "The upright photo."),
                "timings_ms": {
                    "type": "object",
                    "description": "The stages, each with its milliseconds.",
                    "additionalProperties": {"type": "number", "minimum": 0},
                },
                "models": _text("Changes whenever the models do."),
                "annotated": _text("The photo with its digits boxed, as a data URL; only where it was asked for."),
            },
            "What was read in a photo.",
            optional=("expected", "annotated"),
        ),
        "Document": _object(
            {
                "file": file,
                "text": _text("The texts of the pages that have digits, joined by line breaks."),
                "pages": _list({"oneOf": [_ref("Answer"), _ref("Failure")]}, "The pages in their order."),
            },
            "What was read in a TIFF or a PDF of several pages.",
        ),
        "Failure": _object(
            {"file": file, "page": page, "error": _text("What is wrong and what to do about it.")},
            "A page of several that could not be read.",
        ),
        "Row": _object(
            {
                "text": _text("The numbers as written, with a space between them; leading zeros stay."),
                "digits_text": _text("The digits of the row alone."),
                "numbers": _list(_ref("Number"), "The numbers, left to right."),
                "groups": _list({"type": "string"}, "The digits, parted where there are wide gaps."),
                "digits": _list(_ref("Digit"), "The digits, left to right."),
            },
            "Digits on one line, left to right, and the numbers that they make with the marks between them.",
        ),
        "Number": _number(),
        "Mark": _mark(),
        "Digit": _digit(),
        "Problem": _problem(),
    }


def _expectation() -> Schema:
    return _object(
        {
            "form": _text("The form, as it was asked for."),
            "fits": {"type": "boolean", "description": "Whether what was read has it; where not, all is told as read."},
            "confidence": _share("From 0 to 1: how likely the number is right; 0 where none fits."),
        },
        "Whether the number has the expected form; only where one was asked for.",
    )


def _number() -> Schema:
    return _object(
        {
            "text": _text("The number as written, such as 12,50: digits, and the marks that belong to it."),
            "digits": _text("Its digits alone."),
            "value": {
                "type": ["string", "null"],
                "description": "Its value as a decimal, such as 12.50; null where it has several readings, and where "
                "it is a date, a time or another code.",
            },
            "readings": _list({"type": "string"}, "Both values where it has two, as 1.234 has; else empty."),
            "raised": {
                "type": "boolean",
                "description": "Whether it is small and stands high behind the number before it, as cents do.",
            },
            "confidence": _share("From 0 to 1: how likely all of it is right, its marks included."),
            "box": _box(),
            "marks": _list(_ref("Mark"), "Its marks, left to right."),
        },
        "One number as written.",
    )


def _mark() -> Schema:
    mark = {"type": "string", "minLength": 1, "maxLength": 1, "description": "One of . , : / - + % ' as text."}
    return _object({"mark": mark, "confidence": _share(), "box": _box()}, "One mark of a number.")


def _digit() -> Schema:
    digit = {"type": "string", "pattern": "^[0-9]$", "description": "One of 0 to 9, as text."}
    return _object(
        {
            "digit": digit,
            "confidence": _share(),
            "alternatives": _list(
                _object({"digit": digit, "probability": _share()}, "Another digit."),
                "The other digits that it may be, likeliest first.",
            ),
            "box": _box(),
        },
        "One digit and where it stands.",
    )


def _share(description: str = "From 0 to 1.") -> Schema:
    return {"type": "number", "minimum": 0, "maximum": 1, "description": description}


def _box() -> Schema:
    pixels = {"type": "integer", "description": "Pixels."}
    return _object(
        {"x": pixels, "y": pixels, "width": pixels, "height": pixels},
        "Pixels of the upright photo, x to the right and y down.",
    )


def _problem() -> Schema:
    kinds = ["about:blank", *map(problems.type_of, refusals())]
    limit = {"unit": {"type": "string"}, "most": {"type": "integer"}, "least": {"type": "integer"}}
    return _object(
        {
            "type": {"type": "string", "enum": kinds, "description": "The kind of problem; it stays the same."},
            "title": _text("The kind of problem in a few words."),
            "status": {"type": "integer", "description": "The HTTP status."},
            "detail": _text("What is wrong and what to do about it, in one or two sentences for people."),
            "limit": _object(
                {**limit, "found": {"type": "integer"}}, "The limit that was passed.", ("most", "least", "found")
            ),
        },
        "A problem as of RFC 9457.",
        optional=("limit",),
    )


def _object(properties: dict[str, Schema], description: str, optional: tuple[str, ...] = ()) -> Schema:
    required = [name for name in properties if name not in optional]
    return {
        "type": "object",
        "description": description,
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _list(items: Schema, description: str) -> Schema:
    return {"type": "array", "items": items, "description": description}


def _text(description: str) -> Schema:
    return {"type": "string", "description": description}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}
