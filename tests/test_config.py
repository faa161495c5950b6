from pathlib import Path

import pytest

from webapp.config import MAX_BYTES, MAX_PIXELS, from_environment, megabytes, megapixels


def test_without_any_variable_the_models_of_the_project_are_served_on_port_8000():
    settings = from_environment({})
    assert settings.models == Path(__file__).resolve().parent.parent / "models"
    assert (settings.port, settings.workers) == (8000, 2)


def test_every_setting_can_come_from_the_environment():
    environ = {"ZIFFER_MODELS": "/m", "ZIFFER_DATA": "/d", "PORT": "9001", "WEB_CONCURRENCY": "3"}
    settings = from_environment(environ)
    assert (settings.models, settings.data, settings.port, settings.workers) == (Path("/m"), Path("/d"), 9001, 3)


def test_an_empty_variable_counts_as_not_set():
    assert from_environment({"PORT": "", "ZIFFER_MODELS": ""}) == from_environment({})


@pytest.mark.parametrize("value", ["web", "-1", "0", "80.5"])
def test_a_port_that_is_no_whole_number_is_named(value: str):
    with pytest.raises(ValueError, match="PORT must be a whole number"):
        from_environment({"PORT": value})


def test_limits_are_told_as_people_say_them():
    assert (megabytes(MAX_BYTES), megabytes(4_500_000)) == ("16 MB", "4.3 MB")
    assert (megapixels(MAX_PIXELS), megapixels(48_770_000)) == ("50 megapixels", "48.8 megapixels")
