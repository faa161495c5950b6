"""What an operator reads at /metrics: in one process, and of two real workers together."""

import os
import re
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from harness.pictures import draw, encode, multipart
from harness.serving import PATIENCE, ROOT, Server, command_of_procfile, served, until
from tests.conftest import FixedRecognizer
from tests.slow_site import SLOW_WIDTH
from webapp import create_app
from webapp.config import Settings, from_environment
from webapp.service.model_version import models_version

PHOTO = encode(draw("007"))


def site(**settings: object) -> FlaskClient:
    return create_app(Settings(metrics=True, **settings), FixedRecognizer("007")).test_client()


def values(text: str) -> dict[tuple[str, ...], float]:
    """The samples of an exposition, each by its name and the values of its labels in the order of their names."""
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def told(client: FlaskClient) -> dict[tuple[str, ...], float]:
    response = client.get("/metrics")
    assert response.status_code == 200 and response.mimetype == "text/plain"
    return values(response.text)


def read(client: FlaskClient, data: bytes = PHOTO) -> int:
    body, content_type = multipart(data)
    return client.post("/", data=body, content_type=content_type).status_code


def test_unless_it_is_asked_for_nothing_is_told_counted_or_loaded(client: FlaskClient):
    assert client.get("/metrics").status_code == 404
    code = (
        "import sys; from webapp import create_app; from tests.conftest import FixedRecognizer;"
        "create_app(recognizer=FixedRecognizer('7')); sys.exit('prometheus_client' in sys.modules)"
    )
    environ = {name: value for name, value in os.environ.items() if not name.startswith("ZIFFER_")}
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environ, check=True)


def test_the_setting_is_0_or_1():
    assert from_environment({"ZIFFER_METRICS": "1"}).metrics and not from_environment({"ZIFFER_METRICS": "0"}).metrics
    with pytest.raises(ValueError, match="ZIFFER_METRICS must be a whole number of 0 to 1"):
        from_environment({"ZIFFER_METRICS": "yes"})


def test_requests_are_counted_by_route_and_status_and_photos_by_stage():
    client = site()
    assert [read(client), read(client), read(client, b"no photo")] == [200, 200, 415]
    found = told(client)
    assert found["ziffer_requests_total", "POST", "/", "200"] == 2
    assert found["ziffer_requests_total", "POST", "/", "415"] == 1
    assert found["ziffer_request_seconds_count", "POST", "/"] == 3
    assert {stage for name, *stage in found if name == "ziffer_stage_seconds_count" for stage in stage} >= {
        "wait",
        "decode",
        "propose",
        "classify",
    }
    assert found["ziffer_stage_seconds_count", "propose"] == 2
    assert found["ziffer_stage_seconds_sum", "classify"] == pytest.approx(0.004)
    assert found["ziffer_queue_photos",] == 0


def test_refusals_are_counted_by_reason_within_an_answer_too():
    client = site(rate="2 per minute")
    body, content_type = multipart(b"no photo")
    assert client.post("/batch", data=body, content_type=content_type).status_code == 200
    assert [read(client, b"") for _ in range(3)] == [400, 429, 429]
    found = told(client)
    assert found["ziffer_refusals_total", "not-a-picture"] == 1
    assert found["ziffer_refusals_total", "empty-file"] == 1
    assert found["ziffer_refusals_total", "rate-limit-exceeded"] == 2


def test_the_models_and_the_memory_are_told():
    found = told(site())
    assert found["ziffer_models", models_version(Settings().models)] == 1
    if Path("/proc/self/smaps_rollup").exists():
        assert 20e6 < found["ziffer_memory_bytes",] < 20e9


def test_nothing_of_a_person_or_a_photo_is_told():
    number = "00748360275"  # so long that no time has it by chance
    client = create_app(Settings(metrics=True), FixedRecognizer(number)).test_client()
    body, content_type = multipart(PHOTO, "secret-name.png")
    headers = {"User-Agent": "secret browser", "Referer": "https://secret.example/"}
    where = {"REMOTE_ADDR": "203.0.113.9"}
    client.post("/?secret=query", data=body, content_type=content_type, headers=headers, environ_base=where)
    client.get("/secret-path")
    client.get("/sample/secret")
    client.open("/", method="SECRET")
    text = client.get("/metrics").text
    assert "secret" not in text.lower() and "203.0.113.9" not in text and number not in text
    assert values(text)["ziffer_requests_total", "-", "-", "404"] == 1


def test_prometheus_asks_by_address_where_the_site_has_a_name():
    client = site(hosts=("ziffer.example",))
    assert client.get("/metrics", base_url="http://10.0.0.7:8000").status_code == 200
    assert client.get("/", base_url="http://10.0.0.7:8000").status_code == 400


def test_the_page_about_hosting_tells_what_to_watch_and_nothing_else():
    page = (ROOT / "docs" / "hosting.md").read_text()
    client = site()
    read(client)
    read(client, b"")
    told_of = {name.removesuffix("_bucket") for name in re.findall(r"\bziffer_[a-z_]+", page)}
    families = text_string_to_metric_families(client.get("/metrics").text)
    assert told_of == {family.name + "_total" * (family.type == "counter") for family in families}


def of_server(server: Server) -> dict[tuple[str, ...], float]:
    status, text = server.ask(path="/metrics")
    assert status == 200
    return values(text)


def folder_of(server: Server) -> Path:
    maps = Path(f"/proc/{min(server.workers())}/maps").read_text().split()
    (folder,) = {Path(name).parent for name in maps if "ziffer-metrics-" in name}
    return folder


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="who the workers are is told by Linux alone")
def test_two_workers_tell_one_sum_that_outlives_a_worker_in_files_that_do_not_become_more(tmp_path: Path):
    *command, _ = command_of_procfile()
    environ = {"DRILL_FOLDER": str(tmp_path), "ZIFFER_RATE": "", "ZIFFER_METRICS": "1"}
    quick, slow = multipart(PHOTO), multipart(encode(draw("007", SLOW_WIDTH)))
    with served(tmp_path, [*command, "tests.slow_site:app"], **environ) as server, ThreadPoolExecutor(20) as pool:
        until(lambda: len(server.workers()) == 2)
        answers = [pool.submit(server.ask, "POST", *quick).result(PATIENCE)[0] for _ in range(20)]
        assert answers == [200] * 20
        sums = [pool.submit(of_server, server) for _ in range(10)]  # whichever worker answers
        assert {one.result(PATIENCE)["ziffer_requests_total", "POST", "/", "200"] for one in sums} == {20}

        held = pool.submit(server.ask, "POST", *slow)
        until(lambda: of_server(server)["ziffer_queue_photos",] == 1)
        folder, (mark,) = folder_of(server), tmp_path.glob("reading-*")
        files = len(list(folder.iterdir()))
        os.kill(int(mark.name.removeprefix("reading-")), signal.SIGKILL)
        assert isinstance(held.exception(PATIENCE), OSError)
        until(lambda: of_server(server)["ziffer_worker_starts_total",] == 3)
        assert len(server.workers()) == 2
        found = of_server(server)
        assert found["ziffer_requests_total", "POST", "/", "200"] == 20 and found["ziffer_queue_photos",] == 0
        assert len(list(folder.iterdir())) <= files
        (tmp_path / "go").touch()
    assert not folder.exists()
