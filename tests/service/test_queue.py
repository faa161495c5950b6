import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from flask import Flask

from harness.pictures import Pixels, draw, encode, multipart
from tests.conftest import FixedRecognizer
from webapp.config import RETRY_SECONDS
from webapp.errors import Busy
from webapp.service.queue import Turns, is_hung

SOON = 180  # seconds: far more than any step here takes, on a busy machine too


class Occupied:
    """Work that runs until it is told to end, and knows how many run at once."""

    def __init__(self) -> None:
        self.begun = threading.Semaphore(0)
        self.end = threading.Event()
        self.running = self.most = 0
        self._lock = threading.Lock()

    def __call__(self) -> str:
        with self._lock:
            self.running += 1
            self.most = max(self.most, self.running)
        self.begun.release()
        assert self.end.wait(SOON)
        with self._lock:
            self.running -= 1
        return "done"


@pytest.fixture
def work() -> Occupied:
    return Occupied()


@contextmanager
def many() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(16) as pool:
        yield pool


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + SOON
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_no_more_are_worked_on_at_once_than_there_are_places(work: Occupied):
    turns = Turns(places=2, waiting=8)
    with many() as pool:
        asked = [pool.submit(turns.run, work) for _ in range(9)]
        assert work.begun.acquire(timeout=SOON) and work.begun.acquire(timeout=SOON)
        work.end.set()
        assert [future.result(SOON) for future in asked] == ["done"] * 9
    assert work.most == 2


def test_who_comes_when_the_queue_is_full_is_turned_away_at_once_and_later_let_in(work: Occupied):
    turns = Turns(places=1, waiting=2)
    with many() as pool:
        asked = [pool.submit(turns.run, work) for _ in range(3)]
        until(lambda: len(turns._inside) == 3)
        with pytest.raises(Busy):
            turns.run(work)
        work.end.set()
        assert [future.result(SOON) for future in asked] == ["done"] * 3
    assert turns.run(lambda: "in") == "in"


def test_who_was_admitted_is_not_turned_away_for_a_full_queue(work: Occupied):
    turns = Turns(places=1, waiting=0)
    with many() as pool:
        first = pool.submit(turns.run, work)
        until(lambda: len(turns._inside) == 1)
        later = pool.submit(turns.run, lambda: "later", True)
        until(lambda: len(turns._inside) == 2)
        work.end.set()
        assert (first.result(SOON), later.result(SOON)) == ("done", "later")


def test_a_waiting_frame_gives_way_to_a_photo_where_the_queue_is_full(work: Occupied):
    turns = Turns(places=1, waiting=2)
    with many() as pool:
        begun = pool.submit(turns.run, work, False, True)
        assert work.begun.acquire(timeout=SOON)
        frame = pool.submit(turns.run, lambda: pytest.fail("it gave way"), False, True)
        until(lambda: len(turns._inside) == 2)
        first = pool.submit(turns.run, lambda: "first")
        until(lambda: len(turns._inside) == 3)
        second = pool.submit(turns.run, lambda: "second")
        assert isinstance(frame.exception(SOON), Busy)
        with pytest.raises(Busy):
            turns.run(lambda: "a third has no frame to take the place of")
        work.end.set()
        assert [one.result(SOON) for one in (begun, first, second)] == ["done", "first", "second"]
    assert not turns._inside and not turns._frames


def test_a_photo_waits_for_two_frames_at_most_however_many_cameras_there_are(work: Occupied):
    turns, order, lock = Turns(places=1, waiting=9), list[str](), threading.Lock()

    def noted(name: str) -> None:
        with lock:
            order.append(name)

    def frame() -> bool:
        try:
            turns.run(lambda: noted("frame"), frame=True)
        except Busy:
            return False
        return True

    with many() as pool:
        pool.submit(turns.run, work)
        assert work.begun.acquire(timeout=SOON)
        before = [pool.submit(frame) for _ in range(5)]
        until(lambda: sum(one.done() for one in before) == 3 and len(turns._frames) == 2)
        photo = pool.submit(turns.run, lambda: noted("photo"))
        until(lambda: len(turns._inside) == 4)
        assert not frame(), "nobody is let in past who waits"
        work.end.set()
        photo.result(SOON)
        assert sum(one.result(SOON) for one in before) == 2
    assert order == ["frame", "frame", "photo"]
    assert frame(), "where there is room again, frames are read again"


def test_who_has_waited_for_too_long_is_turned_away_and_leaves_the_queue(work: Occupied):
    turns = Turns(places=1, waiting=1, patience=0.05)
    with many() as pool:
        first = pool.submit(turns.run, work)
        assert work.begun.acquire(timeout=SOON)
        with pytest.raises(Busy):
            turns.run(lambda: pytest.fail("its turn came after it had left"))
        work.end.set()
        assert first.result(SOON) == "done", "who has begun is not cut off, however long it takes"
    assert len(turns._inside) == 0


def test_a_fault_in_the_work_reaches_who_asked_and_frees_the_place():
    turns = Turns(places=1, waiting=0)
    with pytest.raises(TimeoutError, match="its own"):
        turns.run(lambda: (_ for _ in ()).throw(TimeoutError("its own")))
    assert turns.run(lambda: 7) == 7 and turns.longest() == 0


def test_how_long_the_longest_has_been_worked_on_is_known(work: Occupied, monkeypatch: pytest.MonkeyPatch):
    turns = Turns(places=1, waiting=0)
    with many() as pool:
        pool.submit(turns.run, work)
        assert work.begun.acquire(timeout=SOON)
        now = time.monotonic()
        monkeypatch.setattr("webapp.service.queue.time.monotonic", lambda: now + 100)
        assert turns.longest() >= 100
        work.end.set()


class Slow(FixedRecognizer):
    def __init__(self, work: Occupied) -> None:
        super().__init__("7")
        self.work = work

    def read(self, rgb: Pixels, options: object = None):
        self.work()
        return super().read(rgb)


def test_a_full_site_answers_with_a_friendly_page_that_says_when_to_come_back(app: Flask, work: Occupied):
    app.extensions["recognizer"] = Slow(work)
    app.extensions["turns"] = turns = Turns(places=1, waiting=1)
    body, content_type = multipart(encode(draw("7")))

    def post():
        return app.test_client().post("/", data=body, content_type=content_type)

    with many() as pool:
        accepted = [pool.submit(post) for _ in range(2)]
        until(lambda: len(turns._inside) == 2)
        refused = post()
        page = app.test_client().get("/")
        work.end.set()
        assert [future.result(SOON).status_code for future in accepted] == [200, 200]
    assert refused.status_code == 503 and refused.headers["Retry-After"] == str(RETRY_SECONDS)
    assert "Please try again in a few seconds" in refused.text and '<input id="photo"' in refused.text
    assert page.status_code == 200, "the upload page waits for no photo"


def test_a_worker_whose_photo_takes_for_ever_counts_as_hung(app: Flask, monkeypatch: pytest.MonkeyPatch):
    assert not is_hung(app)
    monkeypatch.setattr(app.extensions["turns"], "longest", lambda: 60.0)
    assert is_hung(app)
