"""Which format an upload has, told by what is in it, and reading it."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from tenants.ingest import (
    discord_files,
    discourse,
    irc,
    mattermost,
    mbox,
    qq,
    qq_json,
    slack,
    table_formats,
    telegram,
    wechat_bot,
    wechat_csv,
    wechat_json,
    wecom_archive,
    wecom_members,
    whatsapp,
    zulip,
)
from tenants.ingest.archive import ZIP_ERRORS, Upload
from tenants.ingest.clocks import UntoldZone
from tenants.ingest.columns import ColumnMapping
from tenants.ingest.intake import Intake
from tenants.ingest.registry import Format, Sight
from tenants.ingest.workbook import is_workbook
from tenants.terms.errors import Refusal
from tenants.terms.event import Event, Reading

# Asked in this order.
KNOWN: tuple[Format, ...] = (
    slack.FORMAT,
    *discord_files.FORMATS,
    wechat_json.FORMAT,
    wechat_csv.FORMAT,
    wechat_bot.FORMAT,
    wecom_archive.FORMAT,
    wecom_members.FORMAT,
    zulip.FORMAT,
    irc.FORMAT,
    mbox.FORMAT,
    whatsapp.FORMAT,
    telegram.FORMAT,
    qq.FORMAT,
    qq_json.FORMAT,
    mattermost.FORMAT,
    discourse.FORMAT,
)
"""Every format that has a sight of its own. A new one is a line here, with its name in ``render/wording/import_facts.py``."""

TABLES: tuple[Format, ...] = (*table_formats.TEXTS, *table_formats.WORKBOOKS)
"""What is told by its headers alone; asked last, of what looks like nothing else we know."""

_BY_NAME = {known.name: known for known in (*KNOWN, *TABLES)}
FORMATS = tuple(_BY_NAME)
"""The names of what can be read. ``discord`` is any of its three, also mixed in one zip."""

# Formats we know by sight, so that the answer can say what was uploaded instead of only what was not.
_OTHERS = (
    ("telegram-bot", re.compile(rb'"update_id"\s*:')),
    ("qq-mht", re.compile(rb"Save by Tencent MsgMgr", re.IGNORECASE)),
    ("mht", re.compile(rb"^(?:From: [^\n]*\n)?(?:[A-Z][^\n]*\n)*?MIME-Version: 1\.0[^\x00]{0,400}multipart/related", re.IGNORECASE)),
    ("meetup", re.compile(rb'^\s*\[\s*\{[^\x00]*"(?:event_hosts|yes_rsvp_count)"\s*:')),
    ("ics", re.compile(rb"^(?:\xef\xbb\xbf)?BEGIN:VCALENDAR", re.IGNORECASE)),
    ("pdf", re.compile(rb"^%PDF-")),
    ("xls", re.compile(rb"^\xd0\xcf\x11\xe0")),
    ("rar", re.compile(rb"^Rar!\x1a")),
    ("7z", re.compile(rb"^7z\xbc\xaf")),
    ("gzip", re.compile(rb"^\x1f\x8b")),
    ("html", re.compile(rb"^\s*(?:<!doctype html|<html)", re.IGNORECASE)),
    ("json", re.compile(rb"^(?:\xef\xbb\xbf)?\s*(?:\{\s*[\"}]|\[\s*[\[{\"\]])")),
)

_SURVEY = re.compile(r'\ufeff?"?(?:Timestamp|时间戳记|时间戳|Respondent ID|Response ID|序号"?[,;\t]"?提交答卷时间)\b', re.IGNORECASE)


def recognise(path: Path, *, name: str | None = None) -> str:
    """The format of an upload (one of ``FORMATS``), by content alone; ``name`` is what its owner called it.

    Raises ``Refusal``: ``import.unknown_format`` (with ``looks_like`` where we know it by sight), or what ``Upload`` raises.
    """
    upload = Upload(path, name)
    try:
        return _recognise(upload).name
    finally:
        upload.close()


def _recognise(upload: Upload) -> Format:
    sight = Sight(upload)
    found = next((known for known in KNOWN if known.looks_like(sight)), None)
    looks = "" if found or is_workbook(upload) else _looks(sight)
    if found is None and not looks:
        found = next((known for known in TABLES if known.looks_like(sight)), None)
        looks = "" if found else _looks(sight) or _survey(sight)
    if found is None:
        raise Refusal("import.unknown_format", name=upload.name, looks_like=looks, holds=sight.names[:5] if sight.is_zip else [])
    return found


def _found(upload: Upload, mapping: ColumnMapping | None) -> Format:
    """The format of an upload; what only an encoding kept from being told as a table is one, once a person says the encoding."""
    try:
        return _recognise(upload)
    except Refusal as refusal:
        if mapping and mapping.encoding and refusal.code == "import.unknown_encoding":
            return table_formats.chosen(upload, mapping)
        raise


def _looks(sight: Sight) -> str:
    """What an upload that cannot be read seems to be, "" if we have no idea."""
    if is_workbook(sight.upload):
        return table_formats.looks_of_workbook(sight.upload)
    if sight.is_zip:
        inside = {entry.suffix for entry in sight.upload.entries}
        if inside & {".csv", ".tsv", ".xlsx", ".zip"}:
            return "zip"
    heads = (head.raw for head in sight.heads() if not sight.is_zip or not head.json)
    return next((other for head in heads for other, seen in _OTHERS if seen.search(head)), "")


def _survey(sight: Sight) -> str:
    """Whether a table begins with questions, or as survey tools begin theirs."""
    first = "" if sight.is_zip else next((head.text for head in sight.heads()), "").partition("\n")[0]
    cells = max(first.count(sign) for sign in ",;\t")
    asked = first.count("?") + first.count("？")
    return "survey" if cells > 1 and (asked > 1 or _SURVEY.match(first)) else ""


def read(
    path: Path,
    *,
    zone: ZoneInfo,
    now: datetime,
    format: str = "auto",  # noqa: A002 - the word of the command line
    mapping: ColumnMapping | None = None,
    name: str | None = None,
    clock: Callable[[str], str] | None = None,
) -> Reading:
    """Begin to read an export; nothing is read in full before ``events`` is consumed.

    ``zone`` is the community's. Times that name none are in ``mapping.zone``, else in the one that ``clock`` tells of a format, and what
    it does not know ("") is asked for (``import.ask_zone``); without ``clock`` they are in ``zone``. ``name`` is the file's
    original name: channels of Discord's CSV are known by it, so it must be passed where the stored file has another. ``now`` bounds what
    is believed. Raises ``Refusal`` here or while ``events`` is consumed.
    ``tally`` is complete, its ``evidence`` set, when ``events`` is exhausted.
    """
    upload = Upload(path, name)
    if format == "auto":
        known = table_formats.chosen(upload, mapping) if mapping and mapping.columns else _found(upload, mapping)
    elif format in _BY_NAME:
        known = _BY_NAME[format]
        if known.strict and not known.looks_like(Sight(upload)):
            raise Refusal("import.not_this_format", format=format, name=upload.name)
    else:
        raise Refusal("import.no_such_format", field="format", format=format, formats=list(FORMATS))
    told = _zone(mapping.zone if mapping else None)
    if told is None and clock is not None:
        shown: tzinfo = _zone(clock(known.name)) or UntoldZone(upload.name, known.name)
    else:
        shown = told or zone
    intake = Intake(now, told or zone, mapping, shown)
    intake.tally.share = upload.share
    events = known.events(upload, intake)
    return Reading(known.name, intake.promised or known.evidence, _guarded(upload, events), intake.tally)


def _zone(name: str | None) -> ZoneInfo | None:
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise Refusal("import.no_such_zone", field="zone", zone=name) from error


def _guarded(upload: Upload, events: Iterator[Event]) -> Iterator[Event]:
    try:
        yield from events
    except ZIP_ERRORS as error:
        raise Refusal("import.broken_file", name=upload.name) from error
    finally:
        upload.close()
