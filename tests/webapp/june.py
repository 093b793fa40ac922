"""June of the world's first community, with really imported activity, and the worker's jobs run in this process."""

import json
import zipfile
from contextlib import contextmanager
from datetime import UTC, datetime

from jobs import deliveries, reports, runtime
from tenants.actions import importing
from tenants.store import reports as report_store
from tenants.store import reviews as review_store
from tenants.store.clients import community_by_slug
from tenants.store.tenancy import use_tenant
from tenants.terms.period import Period


def export(path, months=(5, 6)):
    """A Slack export: twelve people who say something every other day."""
    people = [{"id": f"U{n:02d}", "name": f"p{n}", "profile": {"real_name": f"P {n}"}} for n in range(12)]
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("users.json", json.dumps(people))
        archive.writestr("channels.json", json.dumps([{"id": "C1", "name": "general", "members": [p["id"] for p in people]}]))
        for month in months:
            for day in Period.month(2026, month).days():
                noon = datetime(day.year, day.month, day.day, 4, tzinfo=UTC).timestamp()
                said = [
                    {"type": "message", "user": f"U{n:02d}", "text": "hello", "ts": f"{noon + n:.6f}"} for n in range(day.day % 2, 12, 2)
                ]
                archive.writestr(f"general/{day.isoformat()}.json", json.dumps(said))
    return path


def bring(app, agency, tmp_path):
    """Import May and June into the agency's first community."""
    with app.app_context(), use_tenant(agency.id):
        community = community_by_slug("hikers-1")
        importing.now(community.id, export(tmp_path / "export.zip"), now=datetime.now(UTC))


@contextmanager
def inside(app, agency):
    """The store of an agency, as the web application sees it."""
    with app.app_context(), use_tenant(agency.id):
        yield


def revision(app, agency, review_id):
    with inside(app, agency):
        return review_store.by_id(review_id).revision


def state(app, agency, review_id):
    with inside(app, agency):
        return review_store.by_id(review_id).state


def runs(app, agency, review_id):
    """(id, state) of every run of a review."""
    with inside(app, agency):
        return [(run.id, run.state) for run in report_store.of_review(review_store.by_id(review_id))]


def work_off(config, app, agency, review_id):
    """Make and mail what waits for a review, by the worker's own functions."""
    runtime.start(
        {
            "DATABASE_URL": config.database_url,
            "REDIS_URL": config.redis_url,
            "STORAGE_URL": config.storage_url,
            "SMTP_URL": config.smtp_url,
            "BASE_URL": config.base_url,
        }
    )
    try:
        for run_id, _state in runs(app, agency, review_id):
            reports.render(agency.id, str(run_id))
        with inside(app, agency):
            letters = [
                letter.id for run in report_store.of_review(review_store.by_id(review_id)) for letter in report_store.deliveries(run)
            ]
        for letter in letters:
            deliveries.send(agency.id, str(letter))
    finally:
        runtime.stop()
