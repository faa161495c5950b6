import pytest
from flask import Flask
from flask.testing import FlaskClient

from webapp.config import Settings
from webapp.service.model_version import models_version


def test_a_living_worker_says_so_and_names_its_models(client: FlaskClient):
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json == {"status": "alive", "models": models_version(Settings().models)}


def test_a_worker_whose_photo_hangs_says_so(app: Flask, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(app.extensions["turns"], "longest", lambda: 60.0)
    response = app.test_client().get("/healthz")
    assert (response.status_code, response.json["status"]) == (503, "hung")


def test_a_worker_with_room_is_ready_and_a_full_one_says_when_to_come_back(app: Flask, monkeypatch: pytest.MonkeyPatch):
    response = app.test_client().get("/readyz")
    assert (response.status_code, response.json) == (200, {"status": "ready"})
    monkeypatch.setattr(app.extensions["turns"], "is_full", lambda: True)
    response = app.test_client().get("/readyz")
    assert (response.status_code, response.json) == (503, {"status": "busy"}) and response.headers["Retry-After"]
