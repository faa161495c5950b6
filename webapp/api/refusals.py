"""Every kind of refusal, for the page of the API and its document."""

from __future__ import annotations

from webapp import errors
from webapp.api import problem_details


def refusals() -> list[type[errors.Refusal]]:
    """Every kind of refusal, in the order of its status."""
    return sorted(_below(errors.Refusal), key=lambda kind: kind.status)


def _below(kind: type[errors.Refusal]) -> list[type[errors.Refusal]]:
    return [found for child in kind.__subclasses__() for found in (child, *_below(child))]


def problem_table() -> list[dict[str, str | int]]:
    """Every kind of problem, for people: its anchor, type, status and sentence."""
    return [
        {
            "slug": problem_details.slug(kind.__name__),
            "type": problem_details.type_of(kind),
            "status": kind.status,
            "sentence": kind.sentence,
        }
        for kind in refusals()
    ]
