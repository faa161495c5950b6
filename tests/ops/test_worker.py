"""The worker's own rules, without a server around it."""

import socket
import time
from collections.abc import Iterator

import pytest
from gunicorn.config import Config
from gunicorn.workers.gthread import ThreadWorker

from tests.conftest import FixedRecognizer
from webapp import create_app
from webapp.config import ARRIVAL_SECONDS, HUNG_SECONDS
from webapp.ops.worker import PatientWorker


@pytest.fixture
def worker() -> Iterator[PatientWorker]:
    worker = PatientWorker(0, 0, [], create_app(recognizer=FixedRecognizer("7")), 30, Config(), None)
    worker.wsgi = worker.app
    yield worker
    worker.tmp.close()


def test_a_request_that_comes_in_too_slowly_is_cut_off_but_can_still_be_answered(
    worker: PatientWorker, monkeypatch: pytest.MonkeyPatch
):
    ours, theirs = socket.socketpair()
    told: list[bytes] = []

    def serve(self: ThreadWorker, conn: "Connection") -> bool:
        now = time.monotonic()
        self.murder_pending()  # too early to cut anything off
        conn.sock.setblocking(False)
        with pytest.raises(BlockingIOError):
            conn.sock.recv(1)
        monkeypatch.setattr("webapp.ops.worker.time.monotonic", lambda: now + ARRIVAL_SECONDS + 1)
        self.murder_pending()
        told.append(conn.sock.recv(1))
        conn.sock.sendall(b"408")
        return False

    monkeypatch.setattr(ThreadWorker, "handle", serve)
    with ours, theirs:
        worker.handle(Connection(ours))
        assert told == [b""], "reading ends as if the client had hung up"
        assert theirs.recv(3) == b"408"
    assert not worker._deadlines


class Connection:
    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock


def test_a_worker_whose_photo_hangs_stops_its_heartbeat(worker: PatientWorker, monkeypatch: pytest.MonkeyPatch):
    beats: list[int] = []
    monkeypatch.setattr(ThreadWorker, "notify", lambda self: beats.append(1))
    worker.notify()
    assert beats == [1]
    monkeypatch.setattr(worker.app.extensions["turns"], "longest", lambda: HUNG_SECONDS + 1.0)
    worker.notify()
    assert beats == [1]
