"""A published report with figures in the world's first community, and links to it, for the tests of sharing."""

import re
from datetime import UTC, datetime, timedelta

from tenants.actions import sharing
from tenants.store import files, reports, reviews
from tenants.store.base import db
from tenants.store.shares import ShareLink
from tenants.store.work import work
from tests.render import sample
from tests.webapp.june import inside

CHROME = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Dest": "document",
}
PDF = b"%PDF-1.7 the report that was mailed"


def publish(app, agency, review_id="", **changes):
    """Freeze June's figures into the agency's published review, its PDF made; returns the review's id."""
    wanted = review_id or agency.ids["published_id"]
    with inside(app, agency):
        row = reviews.by_id(wanted)
        with work():
            reviews.freeze(row, sample.full(client=row.client.name, community=row.community.name, **changes))
            run = reports.rendered(row, "en")
            if run is not None:
                run.file_key, run.size, run.rendered_at = files.put(PDF, ".pdf"), len(PDF), datetime.now(UTC)
    return wanted


def made(app, agency, review_id, *, days=30, password="", note="The board"):
    """Make a link; returns (its id, the path it is opened by)."""
    with inside(app, agency):
        now = datetime.now(UTC)
        until = now + timedelta(days=days)
        link = sharing.share(reviews.by_id(review_id), note=note, until=until, password=password, by=None, now=now)
        return link.link.id, f"/s/{agency.slug}/{link.secret}"


def change(app, agency, link_id, **values):
    """Set columns of a link behind the actions' back."""
    with inside(app, agency), work():
        link = db.session.scalars(db.select(ShareLink).where(ShareLink.id == link_id)).one()
        for name, value in values.items():
            setattr(link, name, value)


def counted(app, agency, link_id):
    """(views, downloads) of a link."""
    with inside(app, agency):
        link = db.session.scalars(db.select(ShareLink).where(ShareLink.id == link_id)).one()
        return link.views, link.downloads


def token_in(page):
    """The CSRF token of a page's form."""
    return re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
