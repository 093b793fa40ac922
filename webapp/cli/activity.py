"""Commands that bring activity and answers in."""

from datetime import date, datetime
from pathlib import Path

import click

from tenants.actions import importing, surveys
from tenants.render.wording.errors import error_words
from tenants.render.wording.import_facts import FORMATS
from tenants.terms.errors import Refusal
from tenants.terms.survey import Scale
from webapp.cli.common import Answer, command, in_community, now, one_of, reader_language


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--tenant", "workspace", required=True, metavar="SLUG")
@click.option("--community", required=True, metavar="SLUG")
@click.option("--format", "kind", default="auto", type=click.Choice(tuple(FORMATS)), show_default=True)
@click.option(
    "--map", "columns", multiple=True, metavar="FIELD=COLUMN", help="Of a table: which column holds what, by number from 1 or header."
)
@click.option("--order", type=click.Choice(["dmy", "mdy"]), help="Of a table: day or month first, where dates do not tell.")
@click.option("--encoding", metavar="NAME", help="Of a table: utf-8, gb18030, utf-16, where the file does not tell.")
@click.option("--dry-run", is_flag=True, help="Read and count everything, write nothing.")
@command
def import_(
    file: Path,
    workspace: str,
    community: str,
    kind: str,
    columns: tuple[str, ...],
    order: str | None,
    encoding: str | None,
    *,
    dry_run: bool,
) -> Answer:
    """Import an export of activity: all of it or nothing; what is already there is not added again."""
    mapping = {"columns": _columns(columns), "order": order, "encoding": encoding}
    if kind == "auto" and columns:
        kind = "events-csv"
    with in_community(workspace, community) as place:
        _readable(file)
        result = importing.now(
            place.id,
            file,
            file_name=file.name,
            format=kind,
            mapping={key: value for key, value in mapping.items() if value},
            dry_run=dry_run,
            now=now(),
        )
        return _worded(result.plain() | {"first": result.first, "last": result.last})


@click.group()
def survey() -> None:
    """Satisfaction surveys."""


@survey.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--tenant", "workspace", required=True, metavar="SLUG")
@click.option("--community", required=True, metavar="SLUG")
@click.option(
    "--nps", metavar="COLUMN|HEADER-START", help="The question 'would you recommend': column number from 1, or how its header begins."
)
@click.option("--csat", metavar="COLUMN|HEADER", help="The question on satisfaction.")
@click.option("--comment", metavar="COLUMN|HEADER", help="The free text to quote from.")
@click.option("--scale", type=one_of(Scale), help="The numbers it was answered with; found out when left out.")
@click.option("--asked", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help="The day the answers count for.")
@command
def survey_import(
    file: Path,
    workspace: str,
    community: str,
    nps: str | None,
    csat: str | None,
    comment: str | None,
    scale: str | None,
    asked: datetime | None,
) -> Answer:
    """Import survey answers from a CSV file."""
    with in_community(workspace, community) as place:
        _readable(file)
        day: date | None = asked.date() if asked else None
        result = surveys.import_survey(
            place.id,
            file,
            nps=_column(nps),
            csat=_column(csat),
            comment=_column(comment),
            scale=Scale(scale) if scale else None,
            asked=day,
            file_name=file.name,
            now=now(),
        )
        return _worded(result.plain())


def _readable(file: Path) -> None:
    if not file.is_file():
        raise Refusal("file.not_found", name=str(file))


def _column(said: str | None) -> str | int | None:
    """Return a column as the use case takes it: a number from 1, or a header."""
    return int(said) if said and said.strip().isdigit() else said


def _columns(columns: tuple[str, ...]) -> dict[str, str | int]:
    mapping: dict[str, str | int] = {}
    for column in columns:
        field, equals, said = column.partition("=")
        chosen = _column(said)
        if not equals or chosen is None:
            message = f"--map {column}: write FIELD=COLUMN"
            raise click.UsageError(message)
        mapping[field.strip()] = chosen
    return mapping


def _worded(answer: dict[str, object]) -> Answer:
    """Give each skipped place its sentence beside its code."""
    skipped = answer.get("skipped")
    if isinstance(skipped, list):
        for place in skipped:
            facts = place.pop("facts", {}) or {}
            place["message"] = error_words(Refusal(place["reason"], **facts), reader_language()).whole
    return answer
