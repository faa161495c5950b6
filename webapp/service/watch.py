"""Who is told what happens to photos on their way, so that it can be counted; by itself nobody is."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

from flask import Flask, current_app


class Watch:
    """Told of each photo and listens to none of it, which costs nothing; `webapp/ops/metrics.py` listens."""

    def inside(self) -> AbstractContextManager[object]:
        """Lasts as long as a photo waits or is read."""
        return nullcontext()

    def took(self, stage: str, seconds: float) -> None:
        """A stage of a photo has ended."""

    def refused(self, kind: type[Exception]) -> None:
        """A photo or a request was refused, for the reason that the class of its refusal names."""


def init_app(app: Flask) -> None:
    """Give an app a watch that listens to nothing."""
    app.extensions["watch"] = Watch()


def watching() -> Watch:
    """The watch of the app at hand."""
    watch: Watch = current_app.extensions["watch"]
    return watch
