"""The entry point of gunicorn and of the `flask` command: `app` is Ziffer with its trained models loaded."""

from webapp import create_app

app = create_app()
