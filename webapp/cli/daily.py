"""``qunce daily``: figures that somebody counts by hand, for platforms that export nothing."""

from dataclasses import asdict
from pathlib import Path

import click

from tenants.actions import daily_figures as acting
from tenants.actions import daily_tables, importing
from tenants.terms.errors import Refusal
from tenants.terms.period import Period
from webapp.cli.common import Answer, command, in_community, now


@click.group("daily")
def daily() -> None:
    """Figures counted by hand, a day a row."""


@daily.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--tenant", "workspace", required=True, metavar="SLUG")
@click.option("--community", required=True, metavar="SLUG")
@click.option("--order", type=click.Choice(["dmy", "mdy"]), help="Day or month first, where dates do not tell.")
@click.option("--encoding", metavar="NAME", help="utf-8, gb18030, utf-16, where the file does not tell.")
@click.option("--dry-run", is_flag=True, help="Read and count everything, write nothing.")
@command
def bring(file: Path, *, workspace: str, community: str, order: str | None, encoding: str | None, dry_run: bool) -> Answer:
    """Bring in a table of days: a column for the date, and any of members, messages, active members, joins and leaves."""
    if not file.is_file():
        raise Refusal("import.unreadable", name=file.name)
    mapping = {key: value for key, value in (("order", order), ("encoding", encoding)) if value}
    with in_community(workspace, community) as place:
        done = importing.now(place.id, file, format=daily_tables.format_of(file), mapping=mapping, dry_run=dry_run, now=now())
        return {
            "days": done.added + done.already_there,
            "changed": done.added,
            "skipped": done.skipped,
            "skipped_more": done.skipped_more,
            "import_id": done.import_id,
        }


@daily.command("list")
@click.option("--tenant", "workspace", required=True, metavar="SLUG")
@click.option("--community", required=True, metavar="SLUG")
@click.option("--period", required=True, metavar="PERIOD", help="2026-06, 2026-Q2, 2026-W23, ...")
@command
def show(*, workspace: str, community: str, period: str) -> Answer:
    """Tell what is known by hand of each day of a period; ``null`` is not known."""
    span = Period.parse(period)
    with in_community(workspace, community) as place:
        known = acting.of_month(place, span)
        days = {day.isoformat(): asdict(manual) for day, manual in known.items() if day >= span.first}
        gaps = [{"day": gap.day.isoformat(), "members": gap.members, "expected": gap.expected} for gap in acting.gaps(known)]
        return {"period": span.label, "days": days, "gaps": gaps}
