"""Which format an upload has, told by what is in it, and reading it."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tenants.ingest import discord_csv, discord_html, discord_json, slack
from tenants.ingest.archive import ZIP_ERRORS, Entry, Upload, natural
from tenants.ingest.discord import Seen, channel_of
from tenants.ingest.events_csv import ColumnMapping, EventsTable, guess
from tenants.ingest.intake import Intake
from tenants.ingest.tables import Table
from tenants.terms.errors import Refusal
from tenants.terms.event import Event, Evidence, Reading

FORMATS = ("slack", "discord-json", "discord-csv", "discord-html", "discord", "events-csv")
"""What can be read. ``discord`` is any of its three, also mixed in one zip."""

_DISCORD: Mapping[str, str] = {".json": "discord-json", ".csv": "discord-csv", ".html": "discord-html", ".htm": "discord-html"}
_LOOKS = {"discord-json": discord_json.looks_like, "discord-csv": discord_csv.looks_like, "discord-html": discord_html.looks_like}
_ASSETS = re.compile(r"_Files/|/media/", re.IGNORECASE)
_HEAD = 1 << 16

# Formats we know by sight, so that the answer can say what was uploaded instead of only what was not.
_OTHERS = (
    ("telegram-bot", re.compile(rb'"update_id"\s*:')),
    ("telegram", re.compile(rb'"type"\s*:\s*"(?:personal_chat|(?:private|public)_(?:group|supergroup|channel))"|"date_unixtime"\s*:')),
    ("mattermost", re.compile(rb'^\s*\{\s*"type"\s*:\s*"version"')),
    ("discourse", re.compile(rb'"post_stream"\s*:|"topic_list"\s*:')),
    ("qq", re.compile("消息记录（此消息记录为文本格式".encode())),
    ("ics", re.compile(rb"^(?:\xef\xbb\xbf)?BEGIN:VCALENDAR", re.IGNORECASE)),
    ("mbox", re.compile(rb"^From \S+.*\d{4}\r?\n")),
    ("whatsapp", re.compile(rb"^(?:\xe2\x80\x8e)?\[?\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4},? \d{1,2}[:.]\d{2}[^\n]{0,12}(?:\]| - )[^\n]")),
    ("pdf", re.compile(rb"^%PDF-")),
    ("xls", re.compile(rb"^\xd0\xcf\x11\xe0")),
    ("rar", re.compile(rb"^Rar!\x1a")),
    ("7z", re.compile(rb"^7z\xbc\xaf")),
    ("gzip", re.compile(rb"^\x1f\x8b")),
    ("html", re.compile(rb"^\s*(?:<!doctype html|<html)", re.IGNORECASE)),
    ("json", re.compile(rb"^(?:\xef\xbb\xbf)?\s*[\[{]")),
)


def recognise(path: Path, *, name: str | None = None) -> str:
    """The format of an upload (one of ``FORMATS``), by content alone; ``name`` is what its owner called it.

    Raises ``Refusal``: ``import.unknown_format`` (with ``looks_like`` where we know it by sight), or what ``Upload`` raises.
    """
    upload = Upload(path, name)
    try:
        return _recognise(upload)
    finally:
        upload.close()


def _recognise(upload: Upload) -> str:
    names = [entry.name for entry in upload.entries]
    if upload.is_zip and slack.is_slack(names):
        return "slack"
    kinds = {kind for kind in (_discord_kind(upload, entry) for entry in _one_of_each(upload)) if kind}
    if kinds:
        return kinds.pop() if len(kinds) == 1 else "discord"
    if upload.is_zip:
        looks = "xlsx" if any(entry.startswith("xl/") for entry in names) else ""
        raise Refusal("import.unknown_format", name=upload.name, looks_like=looks, holds=names[:5])
    head = upload.head(upload.entries[0], _HEAD)
    looks = next((other for other, sight in _OTHERS if sight.search(head)), "")
    if not looks:
        try:
            rows = Table(upload, upload.entries[0]).rows()
            columns = guess(next(rows, (0, []))[1]).keys()
            if "at" in columns and columns & {"author", "count"}:
                return "events-csv"
        except Refusal as refusal:
            # An unsure encoding can be answered by the person; a table that is none cannot.
            if refusal.code == "import.unknown_encoding" and upload.name.lower().endswith((".csv", ".txt", ".tsv")):
                raise
    raise Refusal("import.unknown_format", name=upload.name, looks_like=looks, holds=[])


def _one_of_each(upload: Upload) -> Iterator[Entry]:
    """Files to look at: of each ending those up to the first that is recognised (a zip may hold other things as well)."""
    settled: set[str] = set()
    for entry in upload.entries:
        suffix = entry.suffix if upload.is_zip else ""
        if entry.empty or suffix in settled or _ASSETS.search(entry.name) or (upload.is_zip and suffix not in _DISCORD):
            continue
        if _discord_kind(upload, entry):
            settled.add(suffix)
        yield entry


def _discord_kind(upload: Upload, entry: Entry) -> str:
    return _kind_of_head(upload.head(entry, _HEAD))


def _kind_of_head(head: bytes) -> str:
    return next((kind for kind, looks_like in _LOOKS.items() if looks_like(head)), "")


def read(
    path: Path,
    *,
    zone: ZoneInfo,
    now: datetime,
    format: str = "auto",  # noqa: A002 - the word of the command line
    mapping: ColumnMapping | None = None,
    name: str | None = None,
) -> Reading:
    """Begin to read an export; nothing is read in full before ``events`` is consumed.

    ``zone`` is meant where the file names none. ``name`` is the file's original name: channels of Discord's CSV are known by it, so it must
    be passed where the stored file has another. ``now`` bounds what is believed. Raises ``Refusal`` here or while ``events`` is consumed.
    ``tally`` is complete, its ``evidence`` set, when ``events`` is exhausted.
    """
    upload = Upload(path, name)
    if format == "auto":
        format = "events-csv" if mapping and mapping.columns else _recognise(upload)  # noqa: A001 - as above
    if format not in FORMATS:
        raise Refusal("import.no_such_format", field="format", format=format, formats=list(FORMATS))
    intake = Intake(now, zone)
    intake.tally.share = upload.share
    if format == "slack":
        slack.require(upload)
        evidence, events = slack.EVIDENCE, slack.events(upload, intake)
    elif format == "events-csv":
        if upload.is_zip:
            raise Refusal("import.not_this_format", format=format, name=upload.name)
        table = EventsTable(upload, upload.entries[0], mapping or ColumnMapping(), intake)
        evidence, events = table.evidence, _table_events(table, intake)
    else:
        files = _discord_files(upload, format, intake)
        evidence = _discord_evidence({_DISCORD.get(entry.suffix, "") for entry in files}, intake)
        events = _discord_events(upload, format, files, intake)
    return Reading(format, evidence, _guarded(upload, events), intake.tally)


def _guarded(upload: Upload, events: Iterator[Event]) -> Iterator[Event]:
    try:
        yield from events
    except ZIP_ERRORS as error:
        raise Refusal("import.broken_file", name=upload.name) from error
    finally:
        upload.close()


def _table_events(table: EventsTable, intake: Intake) -> Iterator[Event]:
    yield from table.events()
    intake.finish(table.evidence)


def _discord_files(upload: Upload, wanted: str, intake: Intake) -> list[Entry]:
    """The files to look into, parts of one channel together; empty ones are skipped, pictures and the like are not spoken of."""
    files: list[Entry] = []
    for entry in upload.entries:
        kind = _DISCORD.get(entry.suffix, "")
        if upload.is_zip and (not kind or _ASSETS.search(entry.name)):
            continue
        if entry.empty:
            intake.skip(entry.name, "skip.empty_file")
        elif upload.is_zip and wanted not in {"discord", kind}:
            intake.skip(entry.name, "skip.other_format", format=kind)
        else:
            files.append(entry)
    return sorted(files, key=lambda entry: (entry.suffix, channel_of(entry.name)[0], natural(entry.name)))


def _discord_evidence(kinds: set[str], intake: Intake) -> Evidence:
    """No leaves ever; joins only if one is met; replies unless a part of it is CSV, which does not tell them."""
    return Evidence(
        joins=intake.joins_seen,
        leaves=False,
        replies="discord-csv" not in kinds,
        reactions=True,
        reaction_authors=intake.named_reactions,
    )


def _discord_events(upload: Upload, wanted: str, files: list[Entry], intake: Intake) -> Iterator[Event]:
    seen: dict[str, Seen] = {}
    occurrences = discord_csv.Occurrences()
    kinds: set[str] = set()
    for entry in files:
        with upload.open(entry) as raw:
            kind = _kind_of_head(raw.peek(_HEAD))
            if not kind or wanted not in {"discord", kind}:
                intake.skip(entry.name, "skip.other_format", format=kind)
                continue
            kinds.add(kind)
            if kind == "discord-csv":
                yield from discord_csv.events(raw, entry.name, occurrences, intake)
            elif kind == "discord-json":
                yield from discord_json.events(raw, entry.name, seen, intake)
            else:
                yield from discord_html.events(raw, entry.name, seen, intake)
    if not kinds:
        raise Refusal("import.not_this_format", format=wanted, name=upload.name)
    if kinds != {"discord-json"}:
        intake.covers_from = intake.covers_until = None
    intake.finish(_discord_evidence(kinds, intake))
