import json
import logging
import subprocess
import sys
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from harness.pictures import draw, encode, multipart
from harness.serving import ROOT
from tests.conftest import FixedRecognizer
from webapp.ops import logs

FIELDS = {"time", "level", "logger", "event", "id", "method", "route", "status", "ms", "received"}


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Callable[[], list[dict[str, object]]]:
    """What the log would hold."""
    caplog.set_level(logging.INFO)
    caplog.handler.setFormatter(logs.JsonLines())
    return lambda: [json.loads(logs.JsonLines().format(record)) for record in caplog.records]


def test_each_request_is_one_line_with_its_id(client: FlaskClient, lines: Callable):
    response = client.get("/")
    (line,) = lines()
    assert set(line) == FIELDS
    assert (line["method"], line["route"], line["status"]) == ("GET", "/", 200)
    assert response.headers["X-Request-ID"] == line["id"] and len(line["id"]) == 32


def test_the_id_of_the_proxy_is_kept_and_no_text_of_a_callers_choice(client: FlaskClient):
    for given, kept in (("0f3c4a52-9a0b-4b6e-8a52-0123456789ab", True), ("call me at 555", False), ("a" * 65, False)):
        answered = client.get("/", headers={"X-Request-ID": given}).headers["X-Request-ID"]
        assert (answered == given) is kept


def test_nothing_of_a_person_or_a_photo_is_written(client: FlaskClient, recognizer: FixedRecognizer, lines: Callable):
    number = "00748360275"  # so long that no request id or time has it by chance
    recognizer.rows = (number,)
    body, content_type = multipart(encode(draw(number)), "secret-name.png")
    client.post(
        "/?secret=query",
        data=body,
        content_type=content_type,
        headers={"User-Agent": "secret browser", "Referer": "https://secret.example/"},
        environ_base={"REMOTE_ADDR": "203.0.113.9"},
    )
    client.get("/secret-path")
    client.open("/", method="SECRET")
    text = json.dumps(lines())
    assert len(lines()) == 3
    assert "secret" not in text.lower() and "203.0.113.9" not in text and number not in text


def test_a_fault_is_told_by_its_kind_and_place_and_not_by_its_message(app: Flask, lines: Callable, monkeypatch):
    def fail(*_: object) -> None:
        raise RuntimeError("secret detail")

    app.testing = False
    monkeypatch.setattr(app.extensions["recognizer"], "read", fail)
    body, content_type = multipart(encode(draw("1")))
    assert app.test_client().post("/", data=body, content_type=content_type).status_code == 500
    (fault,) = [line for line in lines() if "fault" in line]
    assert fault["fault"] == "RuntimeError" and fault["level"] == "error"
    assert any("test_logs.py" in place for place in fault["at"])
    assert "secret detail" not in json.dumps(lines())


def test_the_servers_own_words_neither_name_an_address_nor_quote_what_was_sent():
    record = logging.makeLogRecord(
        {"msg": "Invalid request from ip=203.0.113.9: bad line 'GET /me'", "name": "gunicorn.error"}
    )
    line = json.loads(logs.JsonLines().format(record))
    assert line["event"] == "Invalid request"


def test_the_log_is_set_up_as_the_server_takes_it():
    # Apart, because it takes the log of the whole process over.
    code = (
        "import logging.config; from webapp.ops import logs; logging.config.dictConfig(logs.CONFIG);"
        "logging.getLogger('gunicorn.error').info('started');"
        "logging.getLogger('gunicorn.access').info('203.0.113.9 GET /')"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    (line,) = done.stdout.splitlines()
    assert json.loads(line)["event"] == "started" and not done.stderr
