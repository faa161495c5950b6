"""What a host asks to know whether the site lives and whether to send it more."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify

from webapp.errors import Busy
from webapp.service.queue import Turns, is_hung

health = Blueprint("health", __name__)


@health.get("/healthz")
def alive() -> tuple[Response, int]:
    """Whether this worker lives; its models were checked and tried when it started."""
    hung = is_hung(current_app)
    told = {"status": "hung" if hung else "alive", "models": current_app.extensions["models_version"]}
    return jsonify(told), 503 if hung else 200


@health.get("/readyz")
def ready() -> tuple[Response, int, dict[str, str]]:
    """Whether this worker would take a photo at this moment."""
    turns: Turns = current_app.extensions["turns"]
    if turns.is_full():
        return jsonify({"status": "busy"}), Busy.status, dict(Busy.headers)
    return jsonify({"status": "ready"}), 200, {}
