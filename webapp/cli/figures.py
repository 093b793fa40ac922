"""The command that measures; a module of its own, so that it loads nothing that reads files."""

import click

from tenants.actions import figures as measuring
from tenants.terms.period import Period
from webapp.cli.common import Answer, command, in_community, now


@click.command()
@click.option("--tenant", "workspace", required=True, metavar="SLUG")
@click.option("--community", required=True, metavar="SLUG")
@click.option("--period", "label", required=True, help="2016-02, 2016-W07, 2016-Q1, 2016 or FROM..UNTIL (UNTIL exclusive)")
@command
def figures(workspace: str, community: str, label: str) -> Answer:
    """Measure a community over a period: every figure, or the reason why there is none."""
    period = Period.parse(label)
    with in_community(workspace, community) as place:
        _facts, measured = measuring.figures(place, period, now=now())
        shown = {
            key: {
                "value": figure.value,
                "unit": figure.unit,
                "coverage": figure.coverage,
                "source": figure.source,
                "reason": figure.reason,
                "estimated": figure.estimated,
                "low": figure.low,
                "high": figure.high,
                "n": figure.n,
                "detail": figure.detail,
            }
            for key, figure in measured.items()
        }
        return {"period": period.label, "timezone": place.timezone, "figures": shown}
