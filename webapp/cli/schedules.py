"""Commands about schedules."""

from collections.abc import Callable
from datetime import datetime
from itertools import islice

import click

from tenants.actions import schedules as acting
from tenants.actions.schedules import ScheduleForm
from tenants.store import accounts
from tenants.store import schedules as store
from tenants.store.schedules import Schedule
from tenants.terms.errors import Refusal
from tenants.terms.people import Language
from tenants.terms.period import Period
from tenants.terms.rhythm import CADENCES, next_due
from webapp.cli.common import Answer, command, in_community, in_workspace, now, one_of

CADENCE = click.Choice([cadence.value for cadence in CADENCES])
NEXT = 3


def _named(function: Callable[..., None]) -> Callable[..., None]:
    """Add the three options that name a schedule."""
    for option in (
        click.option("--cadence", default="month", type=CADENCE, show_default=True),
        click.option("--community", required=True, metavar="SLUG"),
        click.option("--tenant", "workspace", required=True, metavar="SLUG"),
    ):
        function = option(function)
    return function


@click.group()
def schedule() -> None:
    """When reports come due."""


@schedule.command("add")
@_named
@click.option("--settle-days", default=2, show_default=True, help="Whole days after the period's end, 0 to 31.")
@click.option("--hour", default=9, show_default=True, help="Hour of the day in the community's zone, 0 to 23.")
@click.option("--first", default=None, metavar="PERIOD", help="The first period it covers; else the first that has not come due yet.")
@click.option("--approver", default=None, metavar="EMAIL", help="Who is told; else the owners.")
@click.option("--recipient", "recipients", multiple=True, metavar="EMAIL", help="Who receives the report; else the client's list.")
@click.option("--lang", default=None, type=one_of(Language), help="The report's language; else the client's.")
@click.option("--unreviewed", is_flag=True, help="Send without anybody reading it first.")
@command
def schedule_add(  # noqa: PLR0917 - one parameter an option
    workspace: str,
    community: str,
    cadence: str,
    settle_days: int,
    hour: int,
    first: str | None,
    approver: str | None,
    recipients: tuple[str, ...],
    lang: str | None,
    *,
    unreviewed: bool,
) -> Answer:
    """Set up a community's schedule. Without --unreviewed nothing is sent before a person has published it."""
    with in_community(workspace, community) as place:
        person = accounts.person_by_email(approver.strip().lower()) if approver else None
        if approver and person is None:
            raise Refusal("schedule.approver", field="approver")
        form = ScheduleForm(settle_days, hour, person.id if person else None, recipients, lang or "", unreviewed)
        begin = Period.parse(first) if first else None
        return _shown(acting.create(place, cadence, form, first=begin, by=None, now=now()), now())


@schedule.command("list")
@click.option("--tenant", "workspace", required=True, metavar="SLUG")
@click.option("--archived", is_flag=True, help="The archived ones instead.")
@command
def schedule_list(workspace: str, *, archived: bool) -> Answer:
    """List the schedules of a workspace with their next three dates."""
    moment = now()
    with in_workspace(workspace):
        return {"schedules": [_shown(row, moment) for row in store.listed(archived=archived)]}


@schedule.command("pause")
@_named
@command
def schedule_pause(workspace: str, community: str, cadence: str) -> Answer:
    """Let nothing come due until it is resumed."""
    return _done(acting.pause, workspace, community, cadence)


@schedule.command("resume")
@_named
@click.option("--missed", type=click.Choice(["catch-up", "skip"]), default=None, help="What becomes of reports that came due meanwhile.")
@command
def schedule_resume(workspace: str, community: str, cadence: str, missed: str | None) -> Answer:
    """Let it come due again; refused without --missed where reports came due meanwhile."""
    with in_community(workspace, community) as place:
        row = acting.of(place, cadence)
        count = acting.resume(row, catch_up=None if missed is None else missed == "catch-up", by=None, now=now())
        return {**_shown(row, now()), "missed": count}


@schedule.command("archive")
@_named
@command
def schedule_archive(workspace: str, community: str, cadence: str) -> Answer:
    """Put a schedule away; another of its kind may be set up then."""
    return _done(acting.archive, workspace, community, cadence)


def _done(deed: Callable[..., None], workspace: str, community: str, cadence: str) -> Answer:
    """Do something to the schedule that the options name, and show what it is then."""
    with in_community(workspace, community) as place:
        row, moment = acting.of(place, cadence), now()
        deed(row, by=None, now=moment)
        return _shown(row, moment)


def _shown(row: Schedule, moment: datetime) -> Answer:
    state = "archived" if row.archived_at else "paused" if row.paused_at else "active"
    coming = islice(next_due(row.rhythm, moment, NEXT), 0 if row.archived_at else NEXT)
    return {
        "schedule": row.id,
        "community": row.community.slug,
        "cadence": row.cadence,
        "settle_days": row.settle_days,
        "hour": row.hour,
        "timezone": row.community.timezone,
        "first": Period.containing(row.first, row.rhythm.cadence).label,
        "approver": row.approver.email if row.approver else None,
        "recipients": row.recipients,
        "lang": row.language or row.community.client.language,
        "unreviewed": row.unreviewed,
        "state": state,
        "next": [{"period": each.period.label, "due_at": each.at} for each in coming],
    }
