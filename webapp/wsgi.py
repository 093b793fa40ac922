"""The application for gunicorn and the ``flask`` command."""

from webapp.factory import create_app

app = create_app()
