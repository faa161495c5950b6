import io
import sys

import pytest

from webapp.cli.progress import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def terminal_for(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """In the test itself, as pytest has a standard error of its own for each phase."""
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    return stream


def test_many_files_have_a_bar_that_moves_below_what_is_written(monkeypatch: pytest.MonkeyPatch):
    terminal = terminal_for(monkeypatch)
    with progress(lambda: 3, done=1) as step:
        for name in ("b.jpg", "c.jpg"):
            step(lambda name=name: print(f"{name}: unreadable", file=sys.stderr))
    shown = terminal.getvalue()
    assert "Reading" in shown and "1/3" in shown and "3/3" in shown
    assert [line.rpartition("\033[K")[2] for line in shown.splitlines() if "unreadable" in line] == [
        "b.jpg: unreadable",
        "c.jpg: unreadable",
    ]


def test_one_file_has_no_bar(monkeypatch: pytest.MonkeyPatch):
    terminal = terminal_for(monkeypatch)
    with progress(lambda: 1) as step:
        step(lambda: None)
    assert terminal.getvalue() == ""


def test_where_nobody_watches_nothing_is_drawn_and_no_files_are_counted(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    written: list[str] = []
    with progress(lambda: pytest.fail("the files were listed")) as step:
        step(lambda: written.append("a"))
    assert sys.stderr.getvalue() == "" and written == ["a"]
