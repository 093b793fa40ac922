"""In which language a page speaks, and how templates write figures and days."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, g, has_app_context, has_request_context, request
from flask_babel import Babel, Domain, get_locale
from flask_babel import gettext as _
from flask_login import current_user

from tenants.render import formats, words
from tenants.render.wording.errors import sentence
from tenants.terms.people import Language

LANGUAGES = ((Language.ZH.value, "zh-Hans", "中文"), (Language.EN.value, "en", "English"))
"""Code, BCP 47 tag and the language's own name."""

FILTERS = (
    *("number", "share", "people", "acts", "minutes", "hours", "money", "figure", "worded", "change"),
    *("difference", "day", "days", "period", "period_short"),
)
COOKIE = "lang"
_CODES = {"en": Language.EN.value, "zh": Language.ZH.value}
_BROWSER = {"zh": Language.ZH, "zh-CN": Language.ZH, "zh-Hans": Language.ZH, "zh-SG": Language.ZH, "en": Language.EN}


class Catalogue(Domain):  # type: ignore[misc] # flask_babel ships no types
    """Flask-Babel on the catalogues of ``tenants/render/words.py``: one set of words for pages, letters and reports."""

    def get_translations(self) -> Any:
        """Return the words of the page's language."""
        return words.translations(language())


def choose() -> str:
    """The page's language: the signed-in person's, else the cookie's, else what the browser asks for, else Chinese."""
    if not has_request_context():
        return Language.EN.value
    if current_user and current_user.is_authenticated:
        return str(current_user.language)
    kept = request.cookies.get(COOKIE, "")
    if kept in tuple(Language):
        return kept
    best = request.accept_languages.best_match(list(_BROWSER), default="zh")
    return _BROWSER[best].value


def language() -> str:
    """The language of the running request (``en`` or ``zh_Hans_CN``)."""
    # Asked for several times by every figure of a page: what Flask-Babel noted of the request is looked up straight, a locale's code
    # is not put together from its parts each time.
    noted = vars(g._get_current_object()).get("_flask_babel") if has_app_context() else None  # noqa: SLF001 - werkzeug's own name for it
    locale = getattr(noted, "babel_locale", None) or get_locale()
    return _CODES.get(locale.language) or str(locale) if locale else Language.EN.value


def gettext(message: str, **facts: Any) -> str:
    """What ``message`` says in the page's language: as ``flask_babel.gettext``, for who asks hundreds of times a page."""
    said = words.translations(language()).gettext(message)
    return said % facts if facts else said


def tag(code: str = "") -> str:
    """The BCP 47 tag of a language, for the ``lang`` attribute."""
    return next(tag for known, tag, _name in LANGUAGES if known == (code or language()))


def zone() -> ZoneInfo:
    """The zone pages show instants in: the workspace's, else UTC."""
    return ZoneInfo(getattr(g.get("workspace"), "timezone", "UTC"))


def _spoken(write: Callable[..., str]) -> Callable[..., str]:
    """Return a filter that gives ``write`` the page's language."""

    def written(*args: Any, **options: Any) -> str:
        return write(*args, language(), **options)

    return written


def moment(value: datetime | None, **options: Any) -> str:
    """An instant on the workspace's clock, without the zone's name."""
    return formats.moment(value, zone(), language(), named=options.get("named", False))


def clock(value: datetime) -> str:
    """The time of day on the workspace's clock."""
    return formats.clock(value, zone())


def ago(value: datetime) -> str:
    """How long ago, roughly: minutes, hours or days; older than a week as the day itself."""
    minutes = int((datetime.now(UTC) - value).total_seconds() // 60)
    if minutes < 1:
        return str(_("just now"))
    if minutes < 60:
        return str(_("%(n)s min ago", n=minutes))
    if minutes < 24 * 60:
        return str(_("%(n)s h ago", n=minutes // 60))
    if minutes < 7 * 24 * 60:
        return str(_("%(n)s d ago", n=minutes // (24 * 60)))
    return formats.day(value.astimezone(zone()).date(), language(), year=True)


def weekday(value: date, *, short: bool = False) -> str:
    """A day with its weekday in full: ``Monday, 6 July``, ``7 月 6 日 周一``; ``short`` gives the weekday alone."""
    names = formats.WEEKDAYS[Language(language())]
    name = names[value.weekday()]
    if short:
        return name
    if language() == Language.ZH:
        return f"{formats.day(value, language())} {name}"
    return f"{LONG_WEEKDAYS[value.weekday()]}, {formats.day(value, language())}"


LONG_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def local_day(value: datetime) -> str:
    """The day of an instant on the workspace's clock."""
    return formats.day(value.astimezone(zone()).date(), language())


def weekday_short(value: datetime) -> str:
    """The weekday of an instant on the workspace's clock."""
    return weekday(value.astimezone(zone()).date(), short=True)


def refusal_words(code: str, facts: dict[str, Any]) -> str:
    """What a refusal kept on a row says."""
    return sentence(code, facts, language())[0] if code else ""


BROWSERS = (
    *(("Edg/", "Edge"), ("OPR/", "Opera"), ("MicroMessenger", "WeChat"), ("Firefox/", "Firefox")),
    *(("Chrome/", "Chrome"), ("Safari/", "Safari")),
)
SYSTEMS = (
    *(("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows")),
    *(("Mac OS X", "macOS"), ("Linux", "Linux")),
)


def browser(agent: str) -> str:
    """Browser and system of a ``User-Agent``, as their owner would call them."""
    name = next((name for mark, name in BROWSERS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return ", ".join(part for part in (name, system) if part) or _("Unknown browser")


def init_words(app: Flask) -> None:
    """Install the catalogues, the choice of language and the filters of ``tenants/render/formats.py``."""
    babel = Babel(app, locale_selector=choose)
    babel.domain_instance = Catalogue()
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined] # of Jinja's i18n extension
        gettext=lambda message: words.translations(language()).gettext(message),
        ngettext=lambda one, many, n: words.translations(language()).ngettext(one, many, n),
        newstyle=True,
        pgettext=lambda context, message: words.translations(language()).pgettext(context, message),
        npgettext=lambda context, one, many, n: words.translations(language()).npgettext(context, one, many, n),
    )
    for name in FILTERS:
        app.jinja_env.filters[name] = _spoken(getattr(formats, name))
    app.jinja_env.filters.update(moment=moment, clock=clock, ago=ago, browser=browser)
    app.jinja_env.filters.update(weekday=weekday, weekday_short=weekday_short, local_day=local_day)
    app.jinja_env.globals.update(refusal_words=refusal_words)
