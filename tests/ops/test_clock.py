"""The machine's clock is set back or forward by a day: who may ask goes on, and who asks too often is still stopped."""

import time

import pytest
from flask import Flask
from flask.testing import FlaskClient

from harness.pictures import draw, encode, multipart
from tests.conftest import FixedRecognizer
from webapp import create_app
from webapp.config import Settings
from webapp.ops.rate_store import SWEEP_SECONDS, SteadyStore
from webapp.service.queue import Turns, is_hung

DAY = 86_400.0
BODY, CONTENT_TYPE = multipart(encode(draw("7")))


class Clocks:
    """The two clocks of the machine, which a test sets: that of the day jumps, the other one never does."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.day, self.steady = time.time(), time.monotonic()
        monkeypatch.setattr("time.time", lambda: self.day)
        monkeypatch.setattr("time.monotonic", lambda: self.steady)

    def pass_by(self, seconds: float) -> None:
        self.day += seconds
        self.steady += seconds


@pytest.fixture
def site() -> FlaskClient:
    return create_app(Settings(rate="2 per minute"), FixedRecognizer("7")).test_client()


@pytest.fixture
def clocks(site: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> Clocks:
    assert post(site).status_code == 200  # what the first photo starts waits by the true clock
    clocks = Clocks(monkeypatch)
    clocks.pass_by(61)
    return clocks


def post(client: FlaskClient):
    return client.post("/", data=BODY, content_type=CONTENT_TYPE)


@pytest.mark.parametrize("jump", [-DAY, -1.0, 0.0, 1.0, DAY])
def test_the_limit_lasts_its_minute_however_the_clock_jumps(site: FlaskClient, clocks: Clocks, jump: float):
    assert [post(site).status_code for _ in range(3)] == [200, 200, 429]
    clocks.day += jump
    clocks.pass_by(30)
    refused = post(site)
    assert refused.status_code == 429 and 29 <= int(refused.headers["Retry-After"]) <= 31
    clocks.pass_by(31)
    assert [post(site).status_code for _ in range(3)] == [200, 200, 429]


@pytest.mark.parametrize("jump", [-DAY, DAY])
def test_no_photo_counts_as_hung_and_none_is_given_up_because_the_clock_jumps(app: Flask, jump: float, monkeypatch):
    clocks = Clocks(monkeypatch)
    turns: Turns = app.extensions["turns"]

    def work() -> tuple[float, bool]:
        clocks.day += jump
        clocks.pass_by(1)
        return turns.longest(), is_hung(app)

    assert turns.run(work) == (1.0, False)


def test_counts_that_have_ended_are_not_kept(monkeypatch: pytest.MonkeyPatch):
    store, clocks = SteadyStore(), Clocks(monkeypatch)
    for number in range(1000):
        store.incr(f"198.51.100.{number}", 30)
    clocks.pass_by(SWEEP_SECONDS + 1)
    assert store.incr("203.0.113.9", 30) == 1 and store.get("198.51.100.1") == 0
    assert store.reset() == 1
