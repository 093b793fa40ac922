"""Commands about targets."""

from dataclasses import asdict
from datetime import UTC, datetime

import click

from tenants.actions import target_copying, target_suggestions, targets
from tenants.actions.targets import TargetForm
from tenants.terms.errors import Refusal
from tenants.terms.metric import Direction
from tenants.terms.period import Period
from webapp.cli.common import Answer, command, in_community


def amount(text: str) -> float:
    """Read ``0.4``, ``40%`` or ``40 %``; refuse anything else."""
    bare = text.strip().replace("\u2212", "-")
    try:
        return float(bare[:-1]) / 100 if bare.endswith("%") else float(bare)
    except ValueError as error:
        raise Refusal("target.value_unreadable", field="value", value=text) from error


@click.group()
def target() -> None:
    """KPI targets."""


@target.command("set")
@click.option("--tenant", "workspace", required=True, metavar="SLUG")
@click.option("--community", required=True, metavar="SLUG")
@click.option("--metric", required=True, metavar="KEY")
@click.option("--period", required=True, help="2016-02, 2016-W07, 2016-Q1, 2016 or FROM..UNTIL")
@click.option("--value", required=True, help="The goal; the upper bound of a range. Shares as 0.4 or 40%.")
@click.option("--low", default=None, help="The lower bound of a range.")
@click.option("--baseline", default=None, help="Where the way to the goal begins.")
@click.option("--stretch", default=None, help="What would be more than was promised.")
@click.option("--direction", default=None, type=click.Choice(["up", "down", "range"]))
@click.option("--weight", default=1.0, show_default=True)
@click.option("--tolerance", default="0.05", show_default=True)
@command
def target_set(  # noqa: PLR0917 - one parameter an option
    workspace: str,
    community: str,
    metric: str,
    period: str,
    value: str,
    low: str | None,
    baseline: str | None,
    stretch: str | None,
    direction: str | None,
    weight: float,
    tolerance: str,
) -> Answer:
    """Promise a value of a metric for a period; setting it again adds a version."""
    form = TargetForm(
        value=amount(value),
        low=amount(low) if low is not None else None,
        baseline=amount(baseline) if baseline is not None else None,
        stretch=amount(stretch) if stretch is not None else None,
        direction=Direction(direction) if direction else None,
        weight=weight,
        tolerance=amount(tolerance),
    )
    with in_community(workspace, community) as place:
        row = targets.put(place, metric, Period.parse(period), form, by=None)
        return {
            "metric": row.metric,
            "period": row.period,
            "value": row.value,
            "low": row.low,
            "baseline": row.baseline,
            "stretch": row.stretch,
            "direction": row.direction,
            "weight": row.weight,
            "tolerance": row.tolerance,
            "version": row.version,
        }


@target.command("copy")
@click.option("--tenant", "workspace", required=True, metavar="SLUG")
@click.option("--community", required=True, metavar="SLUG")
@click.option("--period", required=True, help="The period that is to have the targets.")
@click.option("--from", "source", default=None, metavar="PERIOD", help="Where they are taken from; the period before unless said.")
@click.option("--uplift", default="0", show_default=True, help="How much harder each goal becomes: 5% or 0.05.")
@command
def target_copy(workspace: str, community: str, period: str, source: str | None, uplift: str) -> Answer:
    """Copy targets of another period to where there are none."""
    into = Period.parse(period)
    taken = Period.parse(source) if source else into.previous()
    with in_community(workspace, community) as place:
        count = target_copying.copy_forward(place, taken, into, uplift=amount(uplift), by=None)
        return {"period": into.label, "from": taken.label, "copied": count}


@target.command("suggest")
@click.option("--tenant", "workspace", required=True, metavar="SLUG")
@click.option("--community", required=True, metavar="SLUG")
@click.option("--period", required=True, help="The period the goals would be for.")
@command
def target_suggest(workspace: str, community: str, period: str) -> Answer:
    """Show the goals that the community's own past suggests."""
    with in_community(workspace, community) as place:
        found = target_suggestions.suggestions(place, Period.parse(period), now=datetime.now(UTC))
        return {"period": period, "suggestions": [asdict(said) for _metric, said in found]}
