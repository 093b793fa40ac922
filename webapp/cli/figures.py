"""The command that measures; a module of its own, so that it loads nothing that reads files."""

from collections.abc import Mapping
from unicodedata import east_asian_width

import click

from tenants.actions import clients as client_actions
from tenants.actions import figures as measuring
from tenants.actions import rolling
from tenants.render import formats
from tenants.render.wording.metrics import metric_words, unit_word
from tenants.render.wording.reasons import reason_words, source_word
from tenants.terms.figure import Figure
from tenants.terms.metric import Unit
from tenants.terms.period import Period
from webapp.cli.common import Answer, Lined, command, in_community, in_workspace, now, reader_language


@click.command()
@click.option("--tenant", "workspace", required=True, metavar="SLUG")
@click.option("--community", metavar="SLUG", help="the community to measure")
@click.option("--at-client", "client", metavar="SLUG", help="instead of a community: all open communities of a client together")
@click.option("--period", "label", required=True, help="2016-02, 2016-W07, 2016-Q1, 2016 or FROM..UNTIL (UNTIL exclusive)")
@command
def figures(workspace: str, community: str | None, client: str | None, label: str) -> Answer:
    """Measure a community, or a client's communities together, over a period: every figure, or the reason why there is none."""
    if (community is None) == (client is None):
        raise click.UsageError("Name either --community or --at-client.")
    period = Period.parse(label)
    if client is not None:
        with in_workspace(workspace):
            row = client_actions.find(client)
            found = rolling.rolled_up(row, period, now())
            places = [{"community": place.slug, "timezone": place.timezone} for place, _figures in found.parts]
            people = {"people_merged": found.merged, "suggestions_open": found.unsettled}
            head = {"period": period.label, "client": row.slug, "communities": places, **people}
            return _answer(head, found.figures)
    with in_community(workspace, community or "") as place:
        _facts, measured = measuring.figures(place, period, now=now())
        return _answer({"period": period.label, "timezone": place.timezone}, measured)


def _answer(head: Mapping[str, object], figures: Mapping[str, Figure]) -> Answer:
    """The figures as data, and as a table with one line each: key, name, value, coverage, source, reason."""
    shown = {key: _one(key, figure) for key, figure in figures.items()}
    rows = [_row(key, one) for key, one in shown.items()]
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell + " " * (room - width(cell)) for cell, room in zip(row, widths, strict=True)).rstrip() for row in rows]
    return Lined({**head, "figures": shown}, [f"{head['period']} {head.get('client') or head.get('timezone')}", *lines])


def _row(key: str, one: Mapping[str, object]) -> tuple[str, ...]:
    coverage = one["coverage"]
    share = formats.share(coverage, reader_language(), 0) if isinstance(coverage, float) else ""
    about = "≈" if one["estimated"] and one["value"] is not None else ""
    value = f"{about}{one['text'] or '—'}"
    return key, str(one["name"]), value, str(one["unit_name"]), share, str(one["source_name"]), str(one["why"] or "")


def width(text: str) -> int:
    """Columns of a terminal that ``text`` takes: Chinese letters are two wide."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _one(key: str, figure: Figure) -> dict[str, object]:
    """One figure: its value in data, and in the reader's words what it is, why it is missing, where it is from."""
    lang = reader_language()
    words = metric_words(key, lang)
    return {
        "name": words.name,
        "definition": words.formula,
        "value": figure.value,
        "text": None if figure.value is None or figure.unit is Unit.TABLE else formats.figure(figure.value, figure.unit, lang),
        "unit": figure.unit,
        "unit_name": unit_word(figure.unit, lang),
        "reason": figure.reason,
        "why": reason_words(figure.reason, lang) if figure.reason else None,
        "coverage": figure.coverage,
        "source": figure.source,
        "source_name": source_word(figure.source, lang),
        "estimated": figure.estimated,
        "low": figure.low,
        "high": figure.high,
        "n": figure.n,
        "detail": figure.detail,
    }
