"""The clock by hand: what would be due at a moment, and doing it."""

from dataclasses import asdict
from datetime import datetime

import click

from jobs import clock as clockwork
from jobs import poll, runtime
from tenants.actions import scheduling
from tenants.store import accounts
from tenants.terms.errors import Refusal
from webapp.cli.common import Answer, command, now


@click.group()
def clock() -> None:
    """What becomes due by the passing of time."""


@clock.command("tick")
@click.option("--now", "moment", default=None, metavar="ISO", help="The moment to look from, with its zone; else this one.")
@click.option("--run", is_flag=True, help="Do it, as the clock would at that moment.")
@command
def clock_tick(moment: str | None, *, run: bool) -> Answer:
    """Show what is due in every workspace: drafts, reports to send unread, reminders. Nothing is changed without --run."""
    at = _instant(moment) if moment else now()
    due = [{"tenant": slug, **asdict(plan)} for tenant_id in poll.tenants() for slug, plan in _due(tenant_id, at)]
    if run:
        clockwork.tick(at)
    return {"now": at, "run": run, "due": due}


def _due(tenant_id: int, at: datetime) -> list[tuple[str, scheduling.Plan]]:
    with runtime.in_tenant(tenant_id):
        slug = accounts.tenant_in_use().slug
        return [(slug, plan) for plan in scheduling.due(now=at)]


def _instant(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise Refusal("schedule.moment", text=text) from error
    if found.tzinfo is None:
        raise Refusal("schedule.moment", text=text)
    return found
