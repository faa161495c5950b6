"""The short form of benchmarks/fuzzing.py: spoiled files through the upload route."""

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.mutations import corpus, mutated
from harness.pictures import multipart
from tests.conftest import FixedRecognizer
from webapp import create_app
from webapp.config import Settings

FILES = corpus()


@pytest.fixture(scope="module")
def patient() -> FlaskClient:
    """The site without its politeness limit."""
    app = create_app(Settings(rate=""), FixedRecognizer("7"))
    app.testing = True
    return app.test_client()


def post(client: FlaskClient, data: bytes, path: str = "/"):
    body, content_type = multipart(data)
    return client.post(path, data=body, content_type=content_type)


@pytest.mark.parametrize("name", FILES)
def test_every_file_of_the_corpus_is_read(patient: FlaskClient, name: str):
    assert post(patient, FILES[name]).status_code == 200


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow remarks on broken files
@pytest.mark.parametrize("path", ["/", "/api/v1/read"])
@given(st.integers(0, 2**32))
@settings(max_examples=400, deadline=None, derandomize=True)
def test_a_spoiled_file_is_read_or_refused_with_a_sentence(patient: FlaskClient, path: str, seed: int):
    name, data = mutated(FILES, seed)
    response = post(patient, data, path)
    assert response.status_code in (200, 400, 413, 415, 422), f"{name}, seed {seed}"
    assert response.status_code == 200 or "lease" in response.text
