"""`/metrics`: what an operator watches, in Prometheus' format and without anything of a person or a photo.

Imported only where the setting asks for it. What is counted is a route, a status, a stage or a kind of refusal, each
one of a few that the code names; no address, name of a file or number is ever a label.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager

from flask import Blueprint, Flask, Response, current_app, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from webapp.api.problem_details import slug
from webapp.ops import shared_metrics
from webapp.ops.memory import held_bytes
from webapp.service.watch import Watch

# Seconds, up to PATIENCE_SECONDS and HUNG_SECONDS together.
STAGE_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20)
REQUEST_BUCKETS = (0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40)

metrics = Blueprint("metrics", __name__)


class Counts(Watch):
    """What is counted; in files that all workers share where the server has made them, else in this process."""

    def __init__(self, models_version: str) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = CollectorRegistry()
        folder = shared_metrics.folder()
        own = None if folder else self.registry
        if folder:
            MultiProcessCollector(self.registry, str(folder))  # type: ignore[no-untyped-call]
        self.registry.register(_AtThisMoment(models_version))
        self._requests = Counter("ziffer_requests", "Answers.", ["method", "route", "status"], registry=own)
        self._seconds = Histogram(
            "ziffer_request_seconds", "Seconds to it.", ["method", "route"], registry=own, buckets=REQUEST_BUCKETS
        )
        self._stages = Histogram(
            "ziffer_stage_seconds", "Seconds of a photo's stages.", ["stage"], registry=own, buckets=STAGE_BUCKETS
        )
        self._refused = Counter("ziffer_refusals", "Photos and requests refused.", ["reason"], registry=own)
        self._starts = Counter("ziffer_worker_starts", "Workers started.", registry=own)
        self._inside = Gauge(
            "ziffer_queue_photos", "Photos waiting or being read.", registry=own, multiprocess_mode="livesum"
        )

    def inside(self) -> AbstractContextManager[object]:
        """Lasts as long as a photo waits or is read."""
        return self._inside.track_inprogress()

    def took(self, stage: str, seconds: float) -> None:
        """A stage of a photo has ended."""
        self._stages.labels(stage).observe(seconds)

    def refused(self, kind: type[Exception]) -> None:
        """A photo or a request was refused."""
        self._refused.labels(slug(kind.__name__)).inc()

    def worker_started(self) -> None:
        """This process is a new worker; a dead one before it may have left photos in its queue."""
        self._starts.inc()
        self._inside.set(0)

    def answered(self, response: Response) -> Response:
        """A request is answered; one that no route takes may have any path and method, which are not told."""
        route, method = (request.url_rule.rule, request.method) if request.url_rule else ("-", "-")
        self._requests.labels(method, route, str(response.status_code)).inc()
        if "begun" in g:
            self._seconds.labels(method, route).observe(time.perf_counter() - g.begun)
        return response


class _AtThisMoment(Collector):
    """What is asked for when it is wanted: the memory of the server and the version of its models."""

    def __init__(self, models_version: str) -> None:
        self._models_version = models_version
        self._first = os.getpid()  # under gunicorn the master, which loads the app before it forks

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The two of them; memory is left out where the system does not tell it."""
        models = GaugeMetricFamily("ziffer_models", "The version of the models, always 1.", labels=["version"])
        models.add_metric([self._models_version], 1)
        yield models
        if (held := held_bytes(self._first)) is not None:
            yield GaugeMetricFamily("ziffer_memory_bytes", "Memory of all processes of the server (PSS).", value=held)


@metrics.get("/metrics")
def exposition() -> Response:
    """Everything, of all workers."""
    counts: Counts = current_app.extensions["watch"]
    return Response(generate_latest(counts.registry), content_type=CONTENT_TYPE_LATEST)


def init_app(app: Flask) -> None:
    """Count what an app does, and tell it."""
    counts = Counts(app.extensions["models_version"])
    app.extensions["watch"] = counts
    app.after_request(counts.answered)
    app.register_blueprint(metrics)
