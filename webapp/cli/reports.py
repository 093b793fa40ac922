"""Commands about reports and their letters."""

from pathlib import Path

import click

from tenants.actions import documents, renderings, reporting, reviewing
from tenants.actions.renderings import Format
from tenants.render.wording.errors import error_words
from tenants.store import ledger
from tenants.store import reviews as store
from tenants.store.clients import Community
from tenants.store.reports import Delivery
from tenants.terms.document import ReportDocument
from tenants.terms.errors import NotFoundError, Refusal
from tenants.terms.people import Language
from tenants.terms.period import Period
from webapp.cli.common import Answer, command, in_community, in_workspace, now, one_of, reader_language, say


@click.command()
@click.option("--tenant", "workspace", required=True, metavar="SLUG")
@click.option("--community", required=True, metavar="SLUG")
@click.option("--period", "label", required=True, help="2016-02, 2016-W07, 2016-Q1, 2016 or FROM..UNTIL")
@click.option("--lang", required=True, type=one_of(Language))
@click.option("--format", "form", default=Format.PDF.value, type=one_of(Format), show_default=True)
@click.option("--version", default=None, type=click.IntRange(min=1), help="The review's version; else the newest.")
@click.option("--paper", default="A4", type=click.Choice(["A4", "Letter"]), show_default=True, help="Of a PDF.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
@command
def report(workspace: str, community: str, label: str, lang: str, form: str, version: int | None, paper: str, out: Path) -> Answer:
    """Render a report now, from the approved figures, or the current ones where none are approved."""
    with in_community(workspace, community) as place:
        document = _document(place, Period.parse(label), version)
        made = renderings.render(document, form, lang, assets=reporting.pictures(document), home=place.client.language, paper=paper)
        try:
            out.write_bytes(made.content)
        except OSError as error:
            raise Refusal("file.not_writable", name=str(out)) from error
        say(str(out))
        size, said = len(made.content), document.period.label
        return {"out": str(out), "bytes": size, "period": said, "lang": lang, "version": document.version, "format": form}


@click.command()
@click.option("--tenant", "workspace", required=True, metavar="SLUG")
@click.option("--period", "label", default=None, help="Only letters of reports on this period.")
@command
def deliveries(workspace: str, label: str | None) -> Answer:
    """List the letters of reports, the newest first: who gets them, how far they came, why they stopped."""
    period = Period.parse(label).label if label else None
    with in_workspace(workspace):
        return {"deliveries": [_letter(row) for row in ledger.letters(period)]}


def _document(place: Community, period: Period, version: int | None) -> ReportDocument:
    if version is None:
        review = store.latest(place, period)
    else:
        review = next((row for row in store.of_community(place) if (row.period, row.version) == (period.label, version)), None)
        if review is None:
            raise NotFoundError("review.not_found", period=period.label)
    return reviewing.now_document(review, now=now()) if review else documents.current(place, period, now=now())


def _letter(row: Delivery) -> Answer:
    review = row.run.review
    return {
        "delivery": row.id,
        "community": review.community.slug,
        "period": review.period,
        "version": row.run.version,
        "lang": row.run.language,
        "recipient": row.recipient,
        "state": row.state,
        "attempts": row.attempt,
        "sent_at": row.sent_at,
        "error": row.error or None,
        "reason": error_words(Refusal(row.error), reader_language()).whole if row.error else None,
        "server": row.error_text or None,
        "bounced_at": row.bounced_at,
    }
