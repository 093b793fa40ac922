"""Commands about reviews."""

from collections.abc import Callable
from datetime import datetime

import click

from tenants.actions import corrections, gate, reviewing, withdrawing
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


@review.command("reason")
@click.option("--metric", required=True, metavar="KEY", help="The metric whose goal was missed, as in: figures --json")
@click.option("--text", required=True, metavar="WORDS", help="Why it was missed, in a sentence for the client; empty takes it back.")
@_of_period
@command
def review_reason(workspace: str, community: str, label: str, metric: str, text: str) -> Answer:
    """Say why a goal was missed; approval asks for a reason for each, and the report shows it beside the figure."""
    with in_community(workspace, community) as place:
        row = reviewing.explain(_present(place, label), {metric: text}, revision=None, by=None)
        missing = [each.about for each in gate.waiting(_asked(row)) if each.code == gate.REASONS]
        return {**_shown(row, place), "reasons": dict(row.reasons), "missing": missing}


@review.command("withdraw")
@click.option("--reason", required=True, metavar="WORDS", help="Why; it is kept with the review, and not shown to the client.")
@_of_period
@command
def review_withdraw(workspace: str, community: str, label: str, reason: str) -> Answer:
    """Withdraw an approval, or take a published review from the client: letters still waiting are stopped, a correction may follow."""
    with in_community(workspace, community) as place:
        row = _present(place, label)
        if row.state == ReviewState.APPROVED:
            return _shown(reviewing.withdraw(row, reason, revision=None, by=None), place)
        return _shown(withdrawing.withdraw(row, reason, revision=None, by=None, now=now()), place)


@review.command("correct")
@click.option("--reason", required=True, metavar="WORDS", help="What is wrong; the corrected report says so.")
@_of_period
@command
def review_correct(workspace: str, community: str, label: str, reason: str) -> Answer:
    """Begin the next version of a published or withdrawn review, and say which figures differ so far."""
    with in_community(workspace, community) as place:
        row = corrections.correct(_present(place, label), reason, by=None, now=now())
        changed = reviewing.now_document(row, now=now()).corrections
        figures = [{"metric": each.metric, "before": each.before.value, "after": each.after.value} for each in changed]
        return {**_shown(row, place), "changed": figures}


def _asked(row: Review) -> list[gate.Question]:
    moment = now()
    return reviewing.questions(row, reviewing.now_document(row, now=moment), now=moment)


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
