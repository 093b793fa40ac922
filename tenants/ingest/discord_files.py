"""The three formats of DiscordChatExporter, each by itself or mixed in one zip, as formats that can be read."""

from collections.abc import Callable, Iterator, Mapping

from tenants.ingest import discord_csv, discord_html, discord_json
from tenants.ingest.archive import Entry, Upload, natural
from tenants.ingest.discord import Seen, channel_of
from tenants.ingest.intake import Intake
from tenants.ingest.registry import HEAD, Format, Sight, is_asset
from tenants.terms.errors import Refusal
from tenants.terms.event import Event, Evidence

_KINDS: Mapping[str, str] = {".json": "discord-json", ".csv": "discord-csv", ".html": "discord-html", ".htm": "discord-html"}
_LOOKS = {"discord-json": discord_json.looks_like, "discord-csv": discord_csv.looks_like, "discord-html": discord_html.looks_like}
_EVIDENCE = Evidence(joins=False, leaves=False, replies=True, reactions=True, reaction_authors=False)


def _kind_of(head: bytes) -> str:
    return next((kind for kind, looks_like in _LOOKS.items() if looks_like(head)), "")


def _kinds(sight: Sight) -> set[str]:
    """The kinds met; of each ending files are looked at up to the first that is recognised (a zip may hold other things as well)."""
    settled: dict[str, str] = {}
    for suffix in _KINDS if sight.is_zip else ("",):
        heads = sight.heads(suffix) if suffix else sight.heads()
        settled[suffix] = next((kind for head in heads if (kind := _kind_of(head.raw))), "")
    return set(settled.values()) - {""}


def _looks_like(name: str) -> Callable[[Sight], bool]:
    return lambda sight: _kinds(sight) == {name}


def _mixed(sight: Sight) -> bool:
    return len(_kinds(sight)) > 1


def _reader(wanted: str) -> Callable[[Upload, Intake], Iterator[Event]]:
    def events(upload: Upload, intake: Intake) -> Iterator[Event]:
        files = _files(upload, wanted, intake)
        intake.promised = _evidence({_KINDS.get(entry.suffix, "") for entry in files}, intake)
        return _events(upload, wanted, files, intake)

    return events


def _files(upload: Upload, wanted: str, intake: Intake) -> list[Entry]:
    """The files to look into, parts of one channel together; empty ones are skipped, pictures and the like are not spoken of."""
    files: list[Entry] = []
    for entry in upload.entries:
        kind = _KINDS.get(entry.suffix, "")
        if upload.is_zip and (not kind or is_asset(entry.name)):
            continue
        if entry.empty:
            intake.skip(entry.name, "skip.empty_file")
        elif upload.is_zip and wanted not in {"discord", kind}:
            intake.skip(entry.name, "skip.other_format", format=kind)
        else:
            files.append(entry)
    return sorted(files, key=lambda entry: (entry.suffix, channel_of(entry.name)[0], natural(entry.name)))


def _evidence(kinds: set[str], intake: Intake) -> Evidence:
    """No leaves ever; joins only if one is met; replies unless a part of it is CSV, which does not tell them."""
    return Evidence(
        joins=intake.joins_seen,
        leaves=False,
        replies="discord-csv" not in kinds,
        reactions=True,
        reaction_authors=intake.named_reactions,
    )


def _events(upload: Upload, wanted: str, files: list[Entry], intake: Intake) -> Iterator[Event]:
    seen: dict[str, Seen] = {}
    occurrences = discord_csv.Occurrences()
    kinds: set[str] = set()
    for entry in files:
        with upload.open(entry) as raw:
            kind = _kind_of(raw.peek(HEAD))
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
    intake.finish(_evidence(kinds, intake))


FORMATS = (
    *(Format(name, _looks_like(name), _reader(name), _EVIDENCE, strict=False) for name in _LOOKS),
    Format("discord", _mixed, _reader("discord"), _EVIDENCE, strict=False),
)
