"""Commands that bring activity and answers in."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

import click

from tenants.actions import importing, surveys
from tenants.actions.recipes import as_mapping
from tenants.render.wording.errors import error_words
from tenants.render.wording.import_facts import FORMATS
from tenants.store import recipes
from tenants.terms.errors import Refusal
from tenants.terms.survey import Scale
from webapp.cli.common import Answer, Several, command, in_community, now, one_of, reader_language, worded


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--tenant", "workspace", required=True, metavar="SLUG")
@click.option("--community", required=True, metavar="SLUG")
@click.option("--format", "kind", default="auto", type=click.Choice(tuple(FORMATS)), show_default=True)
@click.option(
    "--map",
    "--columns",
    "columns",
    multiple=True,
    metavar="FIELD=COLUMN",
    help="Of a table: which column holds what, by number from 1 or header.",
)
@click.option("--recipe", metavar="NAME", help="Of a table: columns as they were chosen before, under that name.")
@click.option("--order", type=click.Choice(["dmy", "mdy"]), help="Day or month first, where dates do not tell.")
@click.option("--zone", metavar="NAME", help="Time zone of the file (Europe/Paris), where its times name none.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help="Of a list of members: the day it shows.")
@click.option("--encoding", metavar="NAME", help="utf-8, gb18030, utf-16, where the file does not tell.")
@click.option("--dry-run", is_flag=True, help="Read and count everything, write nothing.")
@command
def import_(
    files: tuple[Path, ...],
    *,
    workspace: str,
    community: str,
    kind: str,
    columns: tuple[str, ...],
    recipe: str | None,
    order: str | None,
    zone: str | None,
    as_of: datetime | None,
    encoding: str | None,
    dry_run: bool,
) -> Answer:
    """Import exports of activity: of each file all or nothing; what is already there is not added again.

    Of several files each is an import of its own, in the order given; one that is refused stops no other.
    """
    said = {"columns": _columns(columns), "order": order, "zone": zone, "encoding": encoding, "as_of": as_of and as_of.date().isoformat()}
    mapping = {key: value for key, value in said.items() if value}
    with in_community(workspace, community) as place:
        kept = recipes.named(place.id, recipe) if recipe else None
        if recipe and kept is None:
            raise Refusal("import.no_recipe", recipe=recipe)
        mapping = {**(as_mapping(kept) if kept else {}), **mapping}

    def bring(file: Path) -> Answer:
        with in_community(workspace, community) as place:
            _readable(file)
            done = importing.now(place.id, file, file_name=file.name, format=kind, mapping=mapping, dry_run=dry_run, now=now())
            return _worded(done.plain() | {"first": done.first, "last": done.last})

    return bring(files[0]) if len(files) == 1 else _each(files, bring)


def _each(files: Sequence[Path], bring: Callable[[Path], Answer]) -> Several:
    """Bring in one file after the other; what is refused is said in its place."""
    answers: list[Answer] = []
    failed = False
    for file in files:
        try:
            answers.append({"file": file.name, **bring(file)})
        except Refusal as refusal:
            failed = True
            answers.append({"file": file.name, "error": {"code": refusal.code, "message": worded(refusal)}})
    return Several(answers, failed=failed)


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
