"""Ziffer's web site: HTTP in, the recognizer's answer out."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from webapp.config import Settings
    from webapp.service.read import Reader


def create_app(settings: Settings | None = None, recognizer: Reader | None = None) -> Flask:
    """Build the site.

    Args:
        settings: where the models lie and how to serve; read from the environment when left out.
        recognizer: what reads the photos; loaded from `settings.models`, once for all requests, when left out.
    """
    # Imported here, so that the process that draws a PDF starts without the site.
    from flask import Flask

    from webapp import config
    from webapp.api.routes import api
    from webapp.cli.read import read
    from webapp.intake.request import MemoryRequest
    from webapp.ops import compress, error_handlers, health, load, logs, security, startup
    from webapp.pages import wording
    from webapp.pages.how import how
    from webapp.pages.many import batch
    from webapp.pages.upload import pages
    from webapp.service import queue, watch

    settings = settings or config.at_start(os.environ)
    app = Flask(__name__, template_folder="../templates", static_folder="../static")
    app.request_class = MemoryRequest
    app.config.update(
        MAX_CONTENT_LENGTH=config.MAX_BYTES + config.FORM_BYTES,
        MAX_FORM_PARTS=config.MAX_FORM_PARTS,
    )
    app.jinja_env.filters.update(percent=wording.percent, share=wording.share)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["recognizer"], app.extensions["models_version"] = startup.named(settings.models, recognizer)
    watch.init_app(app)
    logs.init_app(app)
    if settings.metrics:
        from webapp.ops import metrics

        metrics.init_app(app)
    error_handlers.init_app(app)
    queue.init_app(app)
    load.init_app(app)
    security.init_app(app, settings)
    compress.init_app(app)
    app.register_blueprint(health.health)
    app.register_blueprint(pages)
    app.register_blueprint(how)
    app.register_blueprint(api)
    app.register_blueprint(batch)
    app.cli.add_command(read)
    return app
