"""A reading as the JSON object that the API, the command line and downloads share."""

from __future__ import annotations

from typing import Any

from webapp.service.read import Answer


def to_json(name: str, answer: Answer) -> dict[str, Any]:
    """One photo's JSON object: its file and page, the reading, and the version of the models that read it."""
    return {"file": name, "page": answer.page, **answer.reading.to_dict(), "models": answer.models}
