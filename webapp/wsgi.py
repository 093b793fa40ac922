"""The application for gunicorn and the ``flask`` command."""

import sys
from pathlib import Path

from tenants.store import fence
from tenants.store.base import db
from webapp.factory import create_app
from webapp.settled import settle

app = create_app()

# Whoever serves must be bound by row-level security. Only ``flask db upgrade`` may run before there is anything to be bound by.
if Path(sys.argv[0]).name != "flask":
    with app.app_context():
        fence.self_test(db.engine)
        db.engine.dispose()
    settle()
