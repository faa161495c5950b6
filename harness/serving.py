"""Servers that are started as a host would, and what can be asked of them."""

from __future__ import annotations

import http.client
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 180  # seconds after which something hangs: a busy machine may be slow


@dataclass(frozen=True)
class Server:
    """A running server: its port, the file that it writes its log to, and its process."""

    port: int
    log: Path
    process: subprocess.Popen[bytes]

    def ask(
        self, method: str = "GET", body: bytes | None = None, content_type: str = "", path: str = "/"
    ) -> tuple[int, str]:
        """The status and the text of its answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body, {"Content-Type": content_type} if body else {})
            response = connection.getresponse()
            return response.status, response.read().decode()
        finally:
            connection.close()

    def workers(self) -> set[int]:
        """The process ids of the workers."""
        pid = self.process.pid
        return set(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))


def command_of_procfile() -> list[str]:
    """The words of the one command that a host starts."""
    (line,) = (ROOT / "Procfile").read_text().splitlines()
    kind, command = line.split(":", 1)
    assert kind == "web"
    return shlex.split(command)


@contextmanager
def served(folder: Path, command: list[str] | None = None, **environ: str) -> Iterator[Server]:
    """The Procfile's own command, or another, on a free port; in the end it is stopped, and must stop in peace."""
    port = free_port()
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("ZIFFER_", "WEB_"))}
    around = {**inherited, "PATH": path, "PORT": str(port), **environ}
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command or command_of_procfile(), cwd=ROOT, env=around, stdout=log, stderr=log)
        running = Server(port, folder / "log", process)
        try:
            wait_for(running)
            yield running
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            code = process.wait(PATIENCE)
    assert code == 0, running.log.read_text()


def wait_for(server: Server) -> None:
    """Return once it answers; fail where it ends before or takes longer than PATIENCE."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert server.process.poll() is None, server.log.read_text()
        try:
            server.ask()
            return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"no answer within {PATIENCE} seconds: {server.log.read_text()}")


def until(condition: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Wait for what must come true some time."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come true"
        time.sleep(0.02)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
