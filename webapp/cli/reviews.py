"""Commands about reviews."""

from collections.abc import Callable
from datetime import datetime

import click

from tenants.actions import reviewing
from tenants.store import reviews as store
from tenants.store.clients import Community
from tenants.store.reviews import Review
from tenants.terms.errors import NotFoundError
from tenants.terms.period import Period
from tenants.terms.report import ReviewState
from webapp.cli.common import Answer, command, in_community, now


def _of_period(function: Callable[..., None]) -> Callable[..., None]:
    """Add the three options that name a review."""
    for option in (
        click.option("--period", "label", required=True, help="2016-02, 2016-W07, 2016-Q1, 2016 or FROM..UNTIL"),
        click.option("--community", required=True, metavar="SLUG"),
        click.option("--tenant", "workspace", required=True, metavar="SLUG"),
    ):
        function = option(function)
    return function


@click.group()
def review() -> None:
    """Evaluation reviews."""


@review.command("draft")
@_of_period
@command
def review_draft(workspace: str, community: str, label: str) -> Answer:
    """Draft the review of a period; the same period twice gives the same review."""
    with in_community(workspace, community) as place:
        return _shown(reviewing.draft(place, Period.parse(label), by=None, now=now()), place)


@review.command("approve")
@click.option("--reason", default="Approved on the command line.", show_default=True, help="Why what the quality gate still asks may rest.")
@_of_period
@command
def review_approve(workspace: str, community: str, label: str, reason: str) -> Answer:
    """Approve a review: its figures are frozen. What the quality gate still asks is settled by the reason, which the audit log keeps."""
    with in_community(workspace, community) as place:
        moment = now()
        row = _present(place, label)
        if row.state == ReviewState.DRAFT:
            row = reviewing.submit(row, revision=None, by=None, now=moment)
        return _shown(reviewing.approve(row, waive=reason, revision=None, by=None, now=moment), place)


@review.command("publish")
@click.option("--deliver/--no-deliver", default=True, show_default=True, help="E-mail the report to the client's recipients.")
@_of_period
@command
def review_publish(workspace: str, community: str, label: str, *, deliver: bool) -> Answer:
    """Publish an approved review: the client may read it, and a worker makes and sends its report."""
    with in_community(workspace, community) as place:
        row = _present(place, label)
        return _shown(reviewing.publish(row, deliver=deliver, revision=None, by=None, now=now()), place)


def _present(community: Community, label: str) -> Review:
    row = store.latest(community, Period.parse(label))
    if row is None:
        raise NotFoundError("review.not_found", period=label)
    return row


def _shown(row: Review, community: Community) -> Answer:
    moments: dict[str, datetime | None] = {
        "approved_at": row.approved_at,
        "published_at": row.published_at,
    }
    return {
        "review": row.id,
        "community": community.slug,
        "period": row.period,
        "version": row.version,
        "state": row.state,
        **moments,
    }
