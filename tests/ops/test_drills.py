"""Faults on purpose: what a person sees when a worker dies, the disk is full, or a client is slow or gone."""

import contextlib
import os
import signal
import socket
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from harness.pictures import draw, encode, multipart
from harness.serving import PATIENCE, Server, command_of_procfile, served, until
from tests.slow_site import HUGE_WIDTH, SLOW_WIDTH

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="who the workers are is told by Linux alone"),
]

QUICK = multipart(encode(draw("007")))
SLOW = multipart(encode(draw("007", SLOW_WIDTH)))


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """Two workers, whose recognizer the test can hold."""
    *command, _ = command_of_procfile()
    with served(tmp_path, [*command, "tests.slow_site:app"], DRILL_FOLDER=str(tmp_path), ZIFFER_RATE="") as running:
        until(lambda: len(running.workers()) == 2)
        yield running
        (tmp_path / "go").touch()


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(40) as threads:
        yield threads


def post_slow(server: Server, pool: ThreadPoolExecutor) -> tuple[Future[tuple[int, str]], int]:
    """Post a photo that is held, and tell which worker reads it."""
    asked = pool.submit(server.ask, "POST", *SLOW)
    until(lambda: bool(list(server.log.parent.glob("reading-*"))))
    (mark,) = server.log.parent.glob("reading-*")
    return asked, int(mark.name.removeprefix("reading-"))


def assert_reads(server: Server, times: int = 6) -> None:
    for _ in range(times):
        status, page = server.ask("POST", *QUICK)
        assert status == 200 and "007" in page


def test_a_worker_that_is_killed_in_a_photo_is_replaced_and_the_other_answers_on(
    server: Server, pool: ThreadPoolExecutor
):
    asked, worker = post_slow(server, pool)
    os.kill(worker, signal.SIGKILL)
    with pytest.raises(OSError):
        asked.result(PATIENCE)
    assert_reads(server)
    until(lambda: len(server.workers()) == 2 and worker not in server.workers())
    assert_reads(server)


def test_a_worker_that_runs_out_of_memory_in_a_photo_is_replaced_and_the_other_answers_on(server: Server):
    before = server.workers()
    status, page = server.ask("POST", *multipart(encode(draw("007", HUGE_WIDTH))))
    assert status == 500 and "Please try again" in page
    assert_reads(server)
    until(lambda: len(server.workers()) == 2 and len(server.workers() & before) == 1)
    assert "ran out of memory and makes way" in server.log.read_text()
    assert_reads(server)


def test_a_photo_that_was_accepted_before_the_stop_is_answered(server: Server, pool: ThreadPoolExecutor):
    asked, _ = post_slow(server, pool)
    server.process.send_signal(signal.SIGTERM)
    until(lambda: "Handling signal: term" in server.log.read_text())
    (server.log.parent / "go").touch()
    status, page = asked.result(PATIENCE)
    assert status == 200 and "007" in page
    assert server.process.wait(PATIENCE) == 0


def head_of_post(length: int, path: str = "/") -> bytes:
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {QUICK[1]}\r\nContent-Length: {length}\r\n\r\n"
    return head.encode()


def test_clients_that_go_away_in_the_middle_leave_nothing_behind(server: Server):
    body = QUICK[0]
    for sent in (0, 10, len(body) // 2, len(body)) * 5:
        with socket.create_connection(("127.0.0.1", server.port)) as client:
            client.sendall(head_of_post(len(body)) + body[:sent])
    for sent in (1, 20):
        with socket.create_connection(("127.0.0.1", server.port)) as client:
            client.sendall(head_of_post(len(body))[:sent])
    until(lambda: all(server.ask("POST", *QUICK)[0] == 200 for _ in range(6)))
    assert '"level": "error"' not in server.log.read_text()


def test_a_client_that_goes_away_while_its_photo_is_read_leaves_nothing_behind(server: Server, tmp_path: Path):
    with socket.create_connection(("127.0.0.1", server.port)) as client:
        client.sendall(head_of_post(len(SLOW[0])) + SLOW[0])
        until(lambda: bool(list(tmp_path.glob("reading-*"))))
    (tmp_path / "go").touch()
    assert_reads(server)


def test_slow_clients_hold_up_nobody_else(server: Server):
    body = QUICK[0]
    clients = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(12)]
    try:
        for client in clients:
            client.sendall(head_of_post(len(body)))
        for place in range(5):
            for client in clients:
                client.sendall(body[place : place + 1])
            assert_reads(server, 2)
        for client in clients:
            client.sendall(body[5:])
        answers = {client.recv(12) for client in clients}
        assert answers <= {b"HTTP/1.1 200", b"HTTP/1.1 503"}, "all at once, some may be asked to come back"
        assert b"HTTP/1.1 200" in answers
    finally:
        for client in clients:
            client.close()


def test_a_full_disk_stops_no_photo(tmp_path: Path):
    # No file of this server may grow by a byte, as on a full disk; its log fails as well.
    full = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0));from gunicorn.app.wsgiapp import run; run()"
    )
    _, *arguments = command_of_procfile()
    noise = np.random.default_rng(0).integers(0, 255, (900, 900, 3), dtype=np.uint8)
    large = multipart(encode(noise))
    assert len(large[0]) > 2_000_000
    with served(tmp_path, [sys.executable, "-c", full, *arguments]) as running:
        assert running.ask("POST", *large)[0] == 200
        assert running.ask("POST", *multipart(encode(draw("2468"), "TIFF")))[0] == 200
    assert not running.log.read_text()


def test_without_shared_memory_the_server_starts_and_reads(tmp_path: Path):
    hidden = (
        "import os; is_writable = os.access;"
        "os.access = lambda path, mode, **more: str(path) != '/dev/shm' and is_writable(path, mode, **more);"
        "from gunicorn.app.wsgiapp import run; run()"
    )
    _, *arguments = command_of_procfile()
    with served(tmp_path, [sys.executable, "-c", hidden, *arguments]) as running:
        assert running.ask("POST", *multipart(encode(draw("2468"))))[0] == 200
        opened = [name for pid in running.workers() for name in open_files(pid)]
        assert opened and not any("/dev/shm" in name for name in opened)


def open_files(pid: int) -> Iterator[str]:
    """What a process holds open; what it closes in the meantime is left out."""
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):
            yield str(link.readlink())
