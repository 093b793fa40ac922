"""The facts of a refused import as a sentence can say them: lists joined, sizes in gigabytes, formats and columns by their names."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from tenants.render.words import translations
from tenants.terms.people import Language
from tenants.terms.words import N_

FORMATS: Mapping[str, str] = MappingProxyType(
    {
        "auto": N_("Detect automatically"),
        "slack": N_("Slack export (zip)"),
        "discord": N_("Discord export (any)"),
        "discord-json": N_("Discord export (JSON)"),
        "discord-csv": N_("Discord export (CSV)"),
        "discord-html": N_("Discord export (HTML)"),
        "whatsapp": N_("WhatsApp chat (txt, zip)"),
        "telegram": N_("Telegram export (JSON)"),
        "qq-txt": N_("QQ message record (txt)"),
        "qq-json": N_("QQ message record (JSON)"),
        "mattermost": N_("Mattermost export (JSONL)"),
        "discourse": N_("Discourse forum (JSON, CSV, zip)"),
        "wechat-csv": N_("WeChat group (MemoTrace CSV)"),
        "wechat-json": N_("WeChat group (WeFlow JSON)"),
        "wechat-bot": N_("WeChat group (bot CSV)"),
        "wecom-archive": N_("WeCom message archive (JSON)"),
        "wecom-members": N_("WeCom group members (JSON)"),
        "zulip": N_("Zulip archive (zip)"),
        "irc": N_("IRC logs (txt, HTML, zip)"),
        "mbox": N_("Mailing list (mbox)"),
        "events-csv": N_("Table of acts (CSV)"),
        "events-xlsx": N_("Table of acts (Excel)"),
        "members-csv": N_("List of members (CSV)"),
        "members-xlsx": N_("List of members (Excel)"),
        "daily-csv": N_("Daily figures (CSV)"),
        "daily-xlsx": N_("Daily figures (Excel)"),
    }
)
"""What can be imported, by the name of its format."""

SIGHTS: Mapping[str, str] = MappingProxyType(
    {
        "telegram-bot": N_("updates of a Telegram bot"),
        "qq-mht": N_("a QQ message record saved as a web archive (.mht)"),
        "mht": N_("a web archive (.mht)"),
        "meetup": N_("events or answers from Meetup"),
        "survey": N_("answers to a survey"),
        "zip": N_("a zip of tables or of further zips"),
        "ics": N_("a calendar"),
        "xlsx": N_("an Excel spreadsheet"),
        "xls": N_("an old Excel spreadsheet"),
        "survey-summary": N_("a summary of survey answers, one sheet a question"),
        "pdf": N_("a PDF"),
        "rar": N_("a RAR archive"),
        "7z": N_("a 7z archive"),
        "gzip": N_("a gzip archive"),
        "html": N_("a web page"),
        "json": N_("JSON of another kind"),
    }
)
_COLUMNS: Mapping[str, str] = MappingProxyType(
    {"at": N_("the time"), "author": N_("the person"), "day": N_("the day"), "count": N_("a count")}
)
_NEARER: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("xlsx", "xls"), "import.looks_like_spreadsheet"),
        **dict.fromkeys(("rar", "7z", "gzip"), "import.looks_like_archive"),
        "survey-summary": "import.looks_like_summary",
        "telegram-bot": "import.looks_like_bot",
        "survey": "import.looks_like_survey",
        "zip": "import.looks_like_packed",
        "qq-mht": "import.looks_like_mht",
        "ics": "import.looks_like_events",
        "meetup": "import.looks_like_events",
    }
)
SHOWN = 8


def told(code: str, facts: Mapping[str, object], lang: str) -> tuple[str, dict[str, object]]:
    """Return the code whose sentence fits the facts best, and the facts in words of ``lang``.

    Facts of other areas pass as they are, but for lists, which are joined (the first eight of them).
    """
    speak = translations(lang).gettext
    words = dict(facts)
    looks = str(facts.get("looks_like") or "")
    if code == "import.unknown_format" and looks in SIGHTS:
        code = _NEARER.get(looks, "import.looks_like")
        words["what"] = speak(SIGHTS[looks])
    if code.startswith(("import.", "skip.")):
        for name in ("format", "formats", "missing"):
            words |= {name: _named(words[name], speak)} if name in words else {}
        if code == "import.too_large" and isinstance(facts.get("limit"), int):
            words["limit"] = size(int(str(facts["limit"])))
    joint = "、" if lang == Language.ZH else ", "
    return code, {name: joint.join(map(str, value[:SHOWN])) if isinstance(value, list) else value for name, value in words.items()}


def _named(value: object, speak: Callable[[str], str]) -> object:
    names = {**FORMATS, **_COLUMNS}
    if isinstance(value, list):
        return [speak(names[each]) if each in names else each for each in value]
    return speak(names[value]) if isinstance(value, str) and value in names else value


def size(count: int) -> str:
    """Return a number of bytes as people say it: ``850 KB``, ``12.4 MB``, ``2 GB``."""
    value, unit = float(count), "B"
    for larger in ("KB", "MB", "GB"):
        if value < 1000:
            break
        value, unit = value / 1024, larger
    return f"{value:.0f} {unit}" if value >= 100 or value == int(value) else f"{value:.1f} {unit}"
