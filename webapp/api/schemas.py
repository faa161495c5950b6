"""What the API answers, as schemas of its OpenAPI document."""

from __future__ import annotations

from typing import Any

from webapp import config
from webapp.api import problem_details
from webapp.api.refusals import refusals

Schema = dict[str, Any]


def schemas() -> dict[str, Schema]:
    """The components of the document, by name."""
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
                "rows": _list(ref("Row"), "The rows, from top to bottom."),
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
                "pages": _list({"oneOf": [ref("Answer"), ref("Failure")]}, "The pages in their order."),
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
                "numbers": _list(ref("Number"), "The numbers, left to right."),
                "groups": _list({"type": "string"}, "The digits, parted where there are wide gaps."),
                "digits": _list(ref("Digit"), "The digits, left to right."),
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
            "marks": _list(ref("Mark"), "Its marks, left to right."),
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
    kinds = ["about:blank", *map(problem_details.type_of, refusals())]
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


def ref(name: str) -> Schema:
    """A reference to one of them."""
    return {"$ref": f"#/components/schemas/{name}"}
