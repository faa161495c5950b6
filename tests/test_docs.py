import json
import re
from pathlib import Path

import pytest

from harness.pictures import draw
from tests.conftest import FixedRecognizer
from webapp import config
from webapp.config import from_environment
from webapp.export.serialisation import to_json
from webapp.intake.photo import Photo
from webapp.service.read import Answer

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("models/*.md")])
README = (ROOT / "README.md").read_text()
SETTINGS = (ROOT / "docs" / "settings.md").read_text()


class Recorded(dict[str, str]):
    """An environment that remembers which variables were asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str] = set()

    def get(self, name, default=None):
        self.asked.add(name)
        return default


def test_the_table_of_settings_is_the_settings_of_the_code():
    environ = Recorded()
    from_environment(environ)
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", SETTINGS, re.M)) == environ.asked


def test_every_make_target_that_the_documents_name_is_there():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    for document in DOCUMENTS:
        assert set(re.findall(r"\bmake ([a-z]+)(?=`|  )", document.read_text())) <= targets, document.name


def test_the_limits_that_the_page_about_settings_names_are_those_of_the_code():
    assert f"{config.megabytes(config.MAX_BYTES)} and {config.megapixels(config.MAX_PIXELS)}" in SETTINGS
    assert config.megapixels(config.MAX_PIXELS_WHOLE) in SETTINGS
    assert f"up to {config.MAX_PAGES} pages" in " ".join(SETTINGS.split())


def test_the_limits_that_the_page_about_hosting_names_are_those_of_the_code():
    page = " ".join((ROOT / "docs" / "hosting.md").read_text().split())
    assert f"{config.WAITING} more wait, {config.PATIENCE_SECONDS} seconds at most" in page
    assert f"takes {config.FRAMES} of them at once" in page and config.FRAMES == 2
    assert f"a camera sends {60_000 // config.FRAME_GAP_MS} a minute" in page
    assert f"come in within {config.ARRIVAL_SECONDS} seconds" in page and config.PLACES == 1


def json_of_the_readme() -> str:
    (example,) = re.findall(r"```json\n(.*?)```", README, re.S)
    return example


@pytest.mark.parametrize("example", [json_of_the_readme(), (ROOT / "templates" / "api" / "answer.json").read_text()],
                         ids=["readme", "page for programs"])  # fmt: skip
def test_the_json_of_the_documents_has_the_fields_of_the_code(example: str):
    told = json.loads(example)
    found = to_json("photo.jpg", Answer(Photo(draw("7"), 480, 240), FixedRecognizer(told["text"]).read(draw("7"))))
    assert shape(told) == shape(found)


def shape(value: object) -> object:
    """The names of the fields, all the way down; the numbers and the stages that were timed may differ."""
    if isinstance(value, dict):
        return {name: None if name == "timings_ms" else shape(inner) for name, inner in value.items()}
    return [shape(inner) for inner in value] if isinstance(value, list) else None


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(document: Path):
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text())
    assert all((document.parent / link).exists() for link in links)
