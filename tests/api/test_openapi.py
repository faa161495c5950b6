import http.client
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import jsonschema_rs
import pytest
from flask import Flask
from flask.testing import FlaskClient

from harness.pictures import draw, encode, encode_pages, multipart
from harness.serving import PATIENCE
from recognizer.forms.form_text import MOST_DIGITS
from tests.conftest import FixedRecognizer
from tests.listening import listening
from webapp import create_app
from webapp.api import openapi, problem_details
from webapp.api.refusals import refusals
from webapp.config import Settings
from webapp.errors import Refusal
from webapp.intake import formats
from webapp.service.options import FIELDS, MIN_CONFIDENCE

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def site() -> Iterator[str]:
    """A site that listens, turns nobody away for coming often, and reads the same in every photo."""
    with listening(create_app(Settings(rate=""), FixedRecognizer("007", "42"))) as address:
        yield address


@pytest.mark.slow
def test_schemathesis_finds_no_issue(site: str, tmp_path: Path):
    settings = ROOT / "tests" / "schemathesis.toml"
    code = "import sys, schemathesis.cli; sys.exit(schemathesis.cli.schemathesis())"
    told = ["--config-file", str(settings), "run", "--max-examples", "40", "--seed", "7"]
    done = subprocess.run(
        [sys.executable, "-c", code, *told, f"{site}/api/v1/openapi.json"],
        cwd=tmp_path,
        env={"PATH": "", "PYTHONPATH": str(ROOT), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0 and "No issues found" in done.stdout, done.stdout[-4000:]


def schema_of(name: str) -> jsonschema_rs.Draft202012Validator:
    schemas = openapi.document()["components"]["schemas"]
    inlined = json.dumps(schemas).replace("#/components/schemas/", "#/$defs/")
    return jsonschema_rs.Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": json.loads(inlined)})


def test_the_document_is_served_as_it_is_made(client: FlaskClient):
    response = client.get("/api/v1/openapi.json")
    assert response.mimetype == "application/json" and json.loads(response.data) == openapi.document()


def test_every_address_of_the_api_is_in_the_document(app: Flask):
    rules = {rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/v1/")}
    assert rules == set(openapi.document()["paths"])


def test_answers_and_problems_have_their_fields_and_no_others(client: FlaskClient):
    schema_of("Answer").validate(json.loads(client.post("/api/v1/read?annotated=1", data=encode(draw("1"))).data))
    pages = encode_pages([draw("1"), draw("2", 480, 4)], "TIFF")
    schema_of("Document").validate(json.loads(client.post("/api/v1/read", data=pages).data))
    schema_of("Problem").validate(json.loads(client.post("/api/v1/read?digits=0", data=b"x").data))
    with pytest.raises(jsonschema_rs.ValidationError):
        schema_of("Answer").validate({})


def test_numbers_with_marks_are_as_the_document_says(client: FlaskClient, recognizer: FixedRecognizer):
    recognizer.rows = ("-12,50 1.234 5%", "10:45")
    answer = json.loads(client.post("/api/v1/read", data=encode(draw("1"))).data)
    schema_of("Answer").validate(answer)
    assert [number["text"] for row in answer["rows"] for number in row["numbers"]] == ["-12,50", "1.234", "5%", "10:45"]


def test_choices_are_those_of_the_code():
    assert set(openapi.CHOICES) == {*FIELDS, "annotated"} and set(openapi.IN_ADDRESS) == {"frame"}
    assert openapi.CHOICES["min_confidence"]["default"] == MIN_CONFIDENCE
    assert str(MOST_DIGITS) in openapi.CHOICES["digits"]["description"]


def test_every_form_that_the_document_names_can_be_asked_for(client: FlaskClient):
    for form in openapi.CHOICES["expected"]["examples"]:
        found = json.loads(client.post("/api/v1/read", data=encode(draw("1")), query_string={"expected": form}).data)
        assert found["text"] == "007", form


@pytest.mark.parametrize("kind", refusals(), ids=lambda kind: kind.__name__)
def test_every_refusal_is_a_problem_of_its_status(kind: type[Refusal]):
    document = openapi.document()
    assert problem_details.type_of(kind) in document["components"]["schemas"]["Problem"]["properties"]["type"]["enum"]
    assert str(kind.status) in document["paths"]["/api/v1/read"]["post"]["responses"]


def test_the_document_names_the_formats_and_limits():
    told = openapi.document()["info"]["description"]
    assert formats.WORDS in told and "16 MB" in told and "50 megapixels" in told


def test_a_part_of_another_name_is_no_photo(client: FlaskClient):
    body, content_type = multipart(encode(draw("1")))
    response = client.post(
        "/api/v1/read", data=body.replace(b'name="photo"', b'name="image"'), content_type=content_type
    )
    assert response.status_code == 400 and response.mimetype == problem_details.MIMETYPE


def test_too_many_fields_are_refused_at_once_though_the_rest_never_comes(site: str):
    fields = b"".join(b'--x\r\nContent-Disposition: form-data; name="f%d"\r\n\r\n1\r\n' % i for i in range(90))
    connection = http.client.HTTPConnection(site.removeprefix("http://"), timeout=PATIENCE)
    connection.request("POST", "/api/v1/read", fields, {"Content-Type": "multipart/form-data; boundary=x"})
    response = connection.getresponse()
    told = json.loads(response.read())
    connection.close()
    assert (response.status, told["type"]) == (413, "/api#too-many-parts")
