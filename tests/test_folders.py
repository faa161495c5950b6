"""The directions of imports between folders, as CONTRIBUTING.md draws them; read from the source."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from harness.serving import ROOT

MOST_MODULES = 16

# What each folder may import of ours, beside itself. Of `intake`, `errors` names the formats in its sentences.
MAY_IMPORT = {
    "recognizer": set(),
    "recognizer/lines": {"recognizer/budget.py", "recognizer/reading.py", "recognizer/runtime.py"},
    "recognizer/digits": {"recognizer/lines", "recognizer/reading.py", "recognizer/runtime.py"},
    "recognizer/layout": {
        "recognizer/lines",
        "recognizer/characters.py",
        "recognizer/pipeline.py",
        "recognizer/reading.py",
    },
    "recognizer/forms": {"recognizer/layout", "recognizer/characters.py", "recognizer/reading.py"},
    "webapp/config.py": set(),
    "webapp/errors.py": {"webapp/config.py", "webapp/intake/formats.py"},
    "webapp/intake": {"webapp/config.py", "webapp/errors.py"},
}
BELOW = {"recognizer", "webapp/config.py", "webapp/errors.py", "webapp/intake"}
MAY_IMPORT["webapp/service"] = BELOW
MAY_IMPORT["webapp/export"] = BELOW | {"webapp/service"}
ABOVE = MAY_IMPORT["webapp/export"] | {"webapp/export"}
MAY_IMPORT["webapp/pages"] = ABOVE
MAY_IMPORT["webapp/api"] = ABOVE
MAY_IMPORT["webapp/cli"] = ABOVE | {"webapp/__init__.py"}  # its worker processes build the app
MAY_IMPORT["webapp/ops"] = ABOVE | {"webapp/api/problem_details.py"}  # a refusal is a page or a problem

# The pages themselves, each with its routes; what two of them need is a module of its own.
PAGES = {"webapp/pages/upload.py", "webapp/pages/many.py", "webapp/pages/how.py"}


def file_of(name: str) -> str | None:
    """The file of a module of ours, from the root of the project; None where the name is not one."""
    path = ROOT / name.replace(".", "/")
    for found in (path.with_suffix(".py"), path / "__init__.py"):
        if found.is_file():
            return str(found.relative_to(ROOT))
    return None


@cache
def parsed(file: str) -> ast.Module:
    """A file as a tree, which many of the tests look through."""
    return ast.parse((ROOT / file).read_text())


def imports_of(file: str, at_start: bool = False) -> Iterator[str]:
    """The files of ours that a file imports; `at_start` leaves out imports within functions and for types alone."""
    tree = parsed(file)
    for node in tree.body if at_start else ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.module and not node.level, f"{file} imports relatively"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            names = [name if file_of(name) else node.module for name in names]
        else:
            continue
        yield from (found for name in names if (found := file_of(name)) and not found.startswith("tests/"))


def is_within(file: str, place: str) -> bool:
    return file == place or file.startswith(f"{place}/")


def files_of(place: str) -> list[str]:
    path = ROOT / place
    return [place] if path.is_file() else [str(one.relative_to(ROOT)) for one in sorted(path.rglob("*.py"))]


SITE = [file for place in ("recognizer", "webapp") for file in files_of(place)]
SERVED = [*SITE, "wsgi.py", "gunicorn.conf.py"]
TRAINING = files_of("training")
FOLDERS = {place for place in MAY_IMPORT if not place.endswith(".py")} | {str(Path(file).parent) for file in TRAINING}


@pytest.mark.parametrize("place", MAY_IMPORT)
def test_a_folder_imports_those_below_it_alone(place: str):
    may = MAY_IMPORT[place] | {place}
    assert files_of(place)
    against = [
        f"{file} imports {found}"
        for file in files_of(place)
        for found in imports_of(file)
        if not any(is_within(found, one) for one in may)
    ]
    assert not against


def test_every_module_of_the_site_is_in_a_folder_with_directions():
    placed = {file for place in MAY_IMPORT for file in files_of(place)}
    assert set(SITE) - placed == {"webapp/__init__.py"}


def test_pages_do_not_import_each_other():
    routed = {file for file in files_of("webapp/pages") if "Blueprint(" in (ROOT / file).read_text()}
    assert routed == PAGES
    assert not [(page, found) for page in PAGES for found in imports_of(page) if found in PAGES]


def test_imports_have_no_circle():
    done: set[str] = set()

    def visit(file: str, way: tuple[str, ...]) -> None:
        assert file not in way, f"a circle: {' -> '.join((*way, file))}"
        if file not in done:
            for found in imports_of(file, at_start=True):
                visit(found, (*way, file))
            done.add(file)

    every = [*SITE, *TRAINING, *files_of("harness"), *files_of("benchmarks")]
    for file in every:
        visit(file, ())
    assert done == set(every)


@pytest.mark.parametrize("folder", sorted(FOLDERS))
def test_no_folder_is_too_full(folder: str):
    modules = [path for path in (ROOT / folder).glob("*.py") if path.name != "__init__.py"]
    assert 0 < len(modules) <= MOST_MODULES


def test_only_training_imports_training_or_tensorflow():
    for file in SERVED:
        named = {name.split(".")[0] for name in modules_named_in(file)}
        assert not named & {"training", "tensorflow", "keras", "tests", "benchmarks"}, file


@pytest.mark.parametrize(("folder", "others"), [
    ("benchmarks", {"tests"}), ("harness", {"tests", "benchmarks", "training"}), ("tests", {"training"}),
])  # fmt: skip
def test_what_draws_and_serves_is_in_the_harness(folder: str, others: set[str]):
    files = [file for file in files_of(folder) if not is_within(file, "tests/training")]
    assert files
    for file in files:
        assert not {name.split(".")[0] for name in modules_named_in(file)} & others, file


def modules_named_in(file: str) -> Iterator[str]:
    for node in ast.walk(parsed(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
