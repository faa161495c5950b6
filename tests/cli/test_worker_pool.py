import os
from pathlib import Path, PurePosixPath

from harness.pictures import draw, encode
from webapp.cli.sources import Source
from webapp.cli.worker_pool import AHEAD, STOPPED, Task, read_with
from webapp.export.json_lines import numbers
from webapp.service.options import Choices


class Deadly(Source):
    """A file that takes the process with it that reads it."""

    def read(self) -> bytes:
        os._exit(1)


def task(path: Path, kind: type[Source] = Source) -> Task:
    return Task(kind(path.name, PurePosixPath(path.name), path), Choices())


def photo(path: Path, text: str) -> Path:
    path.write_bytes(encode(draw(text, 240, 120)))
    return path


def test_records_come_in_the_order_of_the_files_though_a_worker_dies(tmp_path: Path):
    tasks = [task(photo(tmp_path / f"{n}.png", str(n))) for n in range(6)]
    deadly = task(tmp_path / "deadly", Deadly)
    found = list(read_with(2, [*tasks[:3], deadly, *tasks[3:]]))
    assert [len(records) for records in found] == [1] * 7
    assert found[3][0] == {"file": "deadly", "page": 1, "error": STOPPED}
    del found[3]
    assert [(one["file"], numbers(one)) for (one,) in found] == [(f"{n}.png", str(n)) for n in range(6)]


def test_few_files_are_handed_out_ahead(tmp_path: Path):
    asked = 0

    def endless():
        nonlocal asked
        while True:
            asked += 1
            yield task(tmp_path / "missing.jpg")

    records = read_with(1, endless())
    assert "No such file" in next(records)[0]["error"]
    records.close()
    assert asked == AHEAD
