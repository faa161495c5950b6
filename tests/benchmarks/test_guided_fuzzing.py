import itertools

import pytest

from benchmarks.guided_fuzzing import SLOW, Findings, judged, report, site
from harness.mutations import corpus
from webapp.intake import photo

LOG = """INFO: seed corpus: files: 26
#2	INITED cov: 1281 ft: 2031 corp: 26/25Kb exec/s: 0 rss: 148Mb
#300	NEW    cov: 1428 ft: 2667 corp: 90/99Kb lim: 8192 exec/s: 20 rss: 190Mb
"""


def taking(seconds: float):
    """A clock that shows so many seconds more at each look."""
    return itertools.count(step=seconds).__next__


@pytest.mark.parametrize("status", [200, 400, 413, 415, 422])
def test_a_file_that_is_read_or_refused_is_no_fault(status: int):
    outcome = judged(lambda data: status, b"file", taking(0.1))
    assert (outcome.status, outcome.fault) == (status, "")


def test_an_answer_that_blames_the_site_is_a_fault():
    assert judged(lambda data: 500, b"file").fault == "status 500"


def test_an_answer_that_takes_too_long_is_a_fault():
    assert "more than 1 s" in judged(lambda data: 422, b"file", taking(SLOW + 0.1)).fault


def test_an_exception_is_a_fault_that_tells_its_place():
    def post(data: bytes) -> int:
        return 1 // len(data[:0])

    outcome = judged(post, b"file")
    assert outcome.status == 0
    assert outcome.fault.startswith("ZeroDivisionError in post, line ")
    assert outcome.fault.endswith(" of test_guided_fuzzing.py")


@pytest.mark.parametrize(("name", "status"), [("png", 200), ("gif animated", 200), ("nothing", 400)])
def test_files_go_through_the_real_upload_route(name: str, status: int):
    assert judged(site(), corpus().get(name, b"")).status == status


def test_an_exception_within_the_route_is_seen(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(photo, "_decoded", lambda *_: {}["missing"])
    monkeypatch.setattr(photo, "_BROKEN", ())
    assert judged(site(), corpus()["png"]).fault.startswith("KeyError in <lambda>")


def test_the_report_names_coverage_faults_and_the_slowest_file():
    found = Findings()
    for seconds, status in ((0.1, 200), (0.3, 500), (0.2, 500)):
        found.note(judged(lambda data, status=status: status, b"x" * int(seconds * 10), taking(seconds)))
    told = report(found, 0, LOG, 60)
    assert "3 in 1 minutes" in told and "200: 1, 500: 2" in told
    assert "1281 edges and 2031 features by the corpus, 1428 and 2667 at the end" in told
    assert "0.30 s of a core, status 500: 3 bytes" in told
    assert told.endswith("findings  2 times status 500")


def test_a_process_that_dies_is_a_finding():
    assert "ended with 77: ['==9== ERROR: libFuzzer: timeout" in report(
        Findings(), 77, "==9== ERROR: libFuzzer: timeout after 60 seconds", 1
    )


def test_a_campaign_without_a_fault_says_so():
    assert report(Findings(), 0, LOG, 1).endswith("findings  none")
