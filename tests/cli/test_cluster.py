import errno
import json
import os
import pickle
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace

import pytest
from distributed import KilledWorker
from flask import Flask

from harness.pictures import draw, encode, encode_pages
from harness.serving import until
from recognizer.forms.form_text import digits_form
from webapp.cli import cluster, urls
from webapp.cli.cluster import Count, Part, parts_of
from webapp.cli.urls import UrlSource, urls_of
from webapp.cli.worker_pool import STOPPED
from webapp.config import MAX_BYTES
from webapp.errors import Refusal, TooLarge
from webapp.service.options import Choices

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
PHOTOS = 24
PATIENCE = 300  # seconds, after which a cluster that hangs fails the test
QUICK = {"DASK_DISTRIBUTED__WORKER__MEMORY__TERMINATE": "False", "DASK_DISTRIBUTED__DASHBOARD__LINK": ""}


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Photos in two folders: most good, a damaged one, and a scan of two pages."""
    folder = tmp_path / "photos"
    (folder / "more").mkdir(parents=True)
    for n in range(PHOTOS):
        place = folder / "more" if n % 2 else folder
        (place / f"{n:03}.png").write_bytes(encode(draw(f"{n:03}", 240, 120)))
    (folder / "bad.jpg").write_bytes(b"\xff\xd8\xff")
    (folder / "scan.tif").write_bytes(encode_pages([draw("1", 120, 60), draw("2", 120, 60)], "TIFF"))
    return folder


@pytest.fixture
def workers(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and three workers, each a process of its own as on machines of their own."""
    place = tmp_path / "scheduler.json"
    environ = {**os.environ, "PYTHONPATH": str(ROOT), **QUICK}
    with ExitStack() as stack:

        def start(kind: str, *arguments: str) -> subprocess.Popen[bytes]:
            command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", "--scheduler-file", str(place)]
            process = stack.enter_context(
                subprocess.Popen(
                    [*command, *arguments],
                    cwd=tmp_path,
                    env=environ,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
            )
            stack.callback(process.kill)
            return process

        start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        found = [
            start("worker", "--host", "127.0.0.1", "--nthreads", "1", "--no-nanny", "--no-dashboard") for _ in range(3)
        ]
        until(place.exists, PATIENCE)
        yield json.loads(place.read_text())["address"], found


def read(*arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "read", *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finished(job: subprocess.Popen[str]) -> str:
    """What a job says at its end."""
    return job.communicate(timeout=PATIENCE)[1]


def records_in(out: Path) -> list[dict]:
    lines = [line for part in sorted(out.glob("part-*.jsonl")) for line in part.read_text().splitlines()]
    return [json.loads(line) for line in lines]


def told(records: list[dict]) -> list[tuple[str, int, object]]:
    return [(one["file"].removeprefix("file://"), one["page"], one.get("rows", one.get("error"))) for one in records]


def test_a_cluster_answers_as_one_process_does_though_a_worker_dies(photos: Path, workers, tmp_path: Path):
    scheduler, processes = workers
    out = tmp_path / "out"
    job = read(photos, "--recursive", "--scheduler", scheduler, "--out", out, "--part", 3)
    until(lambda: job.poll() is not None or any(out.glob("part-*.jsonl")), PATIENCE)
    processes[0].send_signal(signal.SIGKILL)
    errors = finished(job)
    assert job.returncode == 1 and f"{PHOTOS + 3} files, of which 1 could not be read" in errors, errors
    alone, _ = read(photos, "--recursive", "--json").communicate(timeout=PATIENCE)
    assert told(records_in(out)) == told([json.loads(line) for line in alone.splitlines()])
    assert len(records_in(out)) == PHOTOS + 3 and not list(out.glob(".*"))

    # Taken up after a loss, only what is missing is read again.
    lost, kept = sorted(out.glob("part-*.jsonl"))[:2]
    lost.unlink()
    before = kept.stat().st_mtime_ns
    again = ("-r", "--scheduler", scheduler, "--out", out, "--part", 3)
    assert "has parts already" in finished(read(photos, *again))
    assert "3 files" in finished(read(photos, *again, "--resume"))
    assert lost.exists() and kept.stat().st_mtime_ns == before
    assert told(records_in(out)) == told([json.loads(line) for line in alone.splitlines()])


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nowhere", "post://127.0.0.1:1"])
def test_a_scheduler_that_is_not_there_is_told_in_a_sentence(photos: Path, tmp_path: Path, address: str):
    environ = {**os.environ, **QUICK, "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "1s"}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "read", str(photos), "--scheduler", address]
    job = subprocess.run(
        [*command, "--out", str(tmp_path / "out")],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert job.returncode == 1 and "Traceback" not in job.stderr
    assert f"Error: I cannot reach a scheduler at {address}: " in job.stderr.splitlines()[-1]


def test_a_folder_without_photos_is_told_by_the_cluster_too(app: Flask, tmp_path: Path):
    (tmp_path / "in").mkdir()
    job = ["read", str(tmp_path / "in"), "--scheduler", "tcp://127.0.0.1:1", "--out", str(tmp_path / "out")]
    result = app.test_cli_runner().invoke(args=job)
    assert result.exit_code == 1 and "I found no photos there" in result.stderr


def test_parts_keep_the_order_and_take_the_list_as_they_need_it():
    taken: list[int] = []
    urls = (f"{taken.append(n) or n}" for n in range(10))
    parts = parts_of(urls, Choices(), "v1", size=4)
    assert next(parts).urls == ("0", "1", "2", "3") and len(taken) == 4
    assert [(part.index, part.urls) for part in parts] == [(1, ("4", "5", "6", "7")), (2, ("8", "9"))]


def test_another_list_choice_or_model_is_another_part():
    part = Part(0, ("a", "b"), Choices(), "v1")
    others = [
        Part(0, ("a,b",), Choices(), "v1"),
        Part(0, ("a", "b"), Choices(form=digits_form(3)), "v1"),
        Part(0, ("a", "b"), Choices(), "v2"),
        Part(1, ("a", "b"), Choices(), "v1"),
    ]
    assert len({one.name for one in (part, *others)}) == 5
    assert re.fullmatch(r"part-0000000-[0-9a-f]{12}\.jsonl", part.name)


def test_photos_are_found_by_url_in_folders_and_lists(tmp_path: Path):
    (tmp_path / "in" / "deep").mkdir(parents=True)
    for name in ("in/b.jpg", "in/a.PNG", "in/deep/c.pdf", "in/notes.md", "in/.hidden.jpg"):
        (tmp_path / name).touch()
    (tmp_path / "list.txt").write_text("s3://bucket/one.jpg\n\nfile:///two.jpg\n")
    base = f"file://{tmp_path}/in"
    assert list(urls_of([base])) == [f"{base}/a.PNG", f"{base}/b.jpg"]
    assert list(urls_of([f"{tmp_path}/in"], recursive=True)) == [
        f"{base}/a.PNG",
        f"{base}/b.jpg",
        f"{base}/deep/c.pdf",
    ]
    found = list(urls_of([f"{tmp_path}/list.txt", f"{base}/b.jpg"]))
    assert found == ["s3://bucket/one.jpg", "file:///two.jpg", f"{base}/b.jpg"]


def test_a_photo_comes_from_any_storage_within_the_limit():
    import fsspec

    storage = fsspec.filesystem("memory")
    storage.pipe_file("/ziffer/a.jpg", b"photo")
    storage.pipe_file("/ziffer/large.jpg", bytes(MAX_BYTES + 1))
    assert UrlSource("memory://ziffer/a.jpg").read() == b"photo"
    with pytest.raises(TooLarge):
        UrlSource("memory://ziffer/large.jpg").read()
    with pytest.raises(Refusal, match="cannot open this file"):
        UrlSource("memory://ziffer/none.jpg").read()
    storage.rm("/ziffer", recursive=True)


def test_a_storage_that_stumbles_is_asked_again(monkeypatch: pytest.MonkeyPatch):
    answers: list[object] = [OSError("slow down"), OSError("slow down"), b"photo"]

    def cat_file(path: str, start: int, end: int) -> bytes:
        answer = answers.pop(0)
        if isinstance(answer, OSError):
            raise answer
        return answer

    monkeypatch.setattr(urls, "url_to_fs", lambda url: (SimpleNamespace(cat_file=cat_file), url))
    monkeypatch.setattr(urls.time, "sleep", lambda _: None)
    assert UrlSource("s3://bucket/a.jpg").read() == b"photo"
    answers[:] = [OSError("gone for long")] * urls.TRIES
    with pytest.raises(Refusal, match="gone for long"):
        UrlSource("s3://bucket/a.jpg").read()


def test_an_empty_object_of_which_s3_has_no_start_is_empty(monkeypatch: pytest.MonkeyPatch):
    def cat_file(path: str, start: int | None = None, end: int | None = None) -> bytes:
        if start is not None:
            raise OSError(errno.EINVAL, "The requested range is not satisfiable")
        return b""

    monkeypatch.setattr(urls, "url_to_fs", lambda url: (SimpleNamespace(cat_file=cat_file), url))
    assert UrlSource("s3://bucket/empty.jpg").read() == b""


class DeadlyFuture:
    def __init__(self, records: list[dict] | None) -> None:
        self.records = records

    def result(self) -> list[dict]:
        if self.records is None:
            raise KilledWorker("task", "worker", 4)
        return self.records


def test_a_photo_that_kills_its_workers_costs_itself_alone(tmp_path: Path):
    def submit(_: object, url: str, *__: object, pure: bool) -> DeadlyFuture:
        return DeadlyFuture(None if url == "deadly" else [{"file": url, "page": 1, "rows": []}])

    part = Part(0, ("a", "deadly", "b"), Choices(), "v1")
    count = cluster._outcome(SimpleNamespace(submit=submit), DeadlyFuture(None), part, f"file://{tmp_path}")
    assert count == Count(2, 1)
    assert [one.get("error") for one in records_in(tmp_path)] == [None, STOPPED, None]


def test_a_worker_with_other_models_reads_nothing(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cluster, "_worker_app", lambda: app)
    (tmp_path / "a.png").write_bytes(encode(draw("7")))
    url, out = f"file://{tmp_path}/a.png", f"file://{tmp_path}"
    own = app.extensions["models_version"]
    for work in (
        lambda models: cluster.read_part(Part(0, (url,), Choices(), models), out),
        lambda models: cluster.read_one(url, Choices(), models),
    ):
        with pytest.raises(cluster.OtherModels) as caught:
            work("another")
        assert pickle.loads(pickle.dumps(caught.value)).worker == caught.value.worker  # on its way from the worker
    assert not records_in(tmp_path)
    assert cluster.read_part(Part(0, (url,), Choices(), own), out) == Count(1, 0)


def test_a_worker_with_other_models_ends_the_job_with_a_sentence(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def run(*_: object) -> None:
        raise cluster.OtherModels("node-7")

    monkeypatch.setattr(cluster, "run", run)
    job = ["read", str(tmp_path / "a.png"), "--scheduler", "tcp://127.0.0.1:1", "--out", str(tmp_path / "out")]
    result = app.test_cli_runner().invoke(args=job)
    assert result.exit_code == 1 and "worker on node-7 has other models" in result.stderr
