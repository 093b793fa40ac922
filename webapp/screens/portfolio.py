"""All communities in one table: how each stands against its goals; period, order and client are in the address."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from flask import Response, abort, request, url_for
from flask_babel import gettext as _

from tenants.actions import portfolio as acting
from tenants.actions.portfolio import Place
from tenants.render import formats
from tenants.render.parts.points import percent
from tenants.render.wording.stages import stage_words
from tenants.terms.figure import Figure
from tenants.terms.metric import Pillar
from tenants.terms.people import Role
from tenants.terms.target import Score
from tenants.terms.words import N_
from webapp.access import allow
from webapp.hypermedia import show
from webapp.screens import workspace
from webapp.screens.spans import around, parsed
from webapp.words import language, zone

portfolio = workspace("portfolio")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its words, what it is sorted by (``None`` comes last), and whether the highest comes first."""

    words: str
    key: Callable[[Place], Any]
    falling: bool = True
    numeric: bool = True


def _score(pillar: Pillar) -> Callable[[Place], float | None]:
    return lambda place: place.pillars[pillar].value if pillar in place.pillars else None


def _figure(key: str) -> Callable[[Place], Any]:
    return lambda place: place.figures[key].value if key in place.figures else None


COLUMNS: Mapping[str, Column] = MappingProxyType(
    {
        "name": Column(N_("Community"), lambda place: place.community.name.casefold(), falling=False, numeric=False),
        "overall": Column(N_("Standing"), lambda place: place.overall.value, falling=False, numeric=False),
        "satisfaction": Column(N_("Satisfaction"), _score(Pillar.SATISFACTION), falling=False),
        "activity": Column(N_("Activity"), _score(Pillar.ACTIVITY), falling=False),
        "growth": Column(N_("Growth"), _score(Pillar.GROWTH), falling=False),
        "goals": Column(N_("Goals reached"), lambda place: place.reached / len(place.verdicts) if place.verdicts else None, falling=False),
        "members": Column(N_("Members"), _figure("members_end")),
        "rate": Column(N_("Active rate"), _figure("active_rate")),
        "nps": Column(N_("NPS"), _figure("nps")),
        "alerts": Column(N_("Alerts"), lambda place: place.alerts),
        "until": Column(N_("Data until"), lambda place: place.until, falling=False),
    }
)
"""What the table can be sorted by, in its order; those with a goal begin with what needs a hand."""
PILLARS = (Pillar.SATISFACTION, Pillar.ACTIVITY, Pillar.GROWTH)


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column: its words, the address that sorts by it, and how it is sorted now (empty: it is not)."""

    words: str
    address: str
    sorted: str
    numeric: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One community as the table shows it; scores are in whole points of 100."""

    place: Place
    points: str
    pillars: Sequence[tuple[Score | None, str]]
    members: Figure | None
    change: str
    rate: Figure | None
    nps: Figure | None
    stage: str
    until: str


@portfolio.get("/portfolio")
@allow(Role.ANALYST)
def index() -> Response:
    """The communities of one client or of all, in one period."""
    now = datetime.now(UTC)
    label = request.args.get("period")
    period = parsed(label) if label else acting.newest_month(today=now.astimezone(zone()).date())
    found = acting.places(period, now=now)
    clients = {place.community.client.slug: place.community.client.name for place in found}
    client = request.args.get("client", "")
    if client and client not in clients:
        abort(404)
    order, falling = _order()
    shown = [place for place in found if not client or place.community.client.slug == client]

    def address(**other: str) -> str:
        here: dict[str, Any] = {"period": period.label, "client": client}
        here |= {name: request.args.get(name, "") for name in ("sort", "way")}
        return url_for("portfolio.index", **{name: value for name, value in (here | other).items() if value})

    return show(
        "screens/portfolio/index.html",
        period=period,
        spans=around(period, lambda label: address(period=label)),
        heads=[_head(key, order, falling=falling, address=address) for key in COLUMNS],
        rows=[_row(place) for place in _sorted(shown, order, falling=falling)],
        clients=[(_("All clients"), address(client="") if client else "", not client)]
        + [(name, address(client=slug), slug == client) for slug, name in sorted(clients.items(), key=lambda each: each[1].casefold())],
        waiting=sum(not place.measured for place in shown),
        total=len(found),
        before_words=formats.period_short(period.previous(), language()),
    )


def _order() -> tuple[str, bool]:
    """The column the address sorts by, and whether the highest comes first; 404 for one there is not."""
    key, way = request.args.get("sort") or "overall", request.args.get("way", "")
    if key not in COLUMNS or way not in {"", "up", "down"}:
        abort(404)
    return key, COLUMNS[key].falling if not way else way == "down"


def _sorted(places: Sequence[Place], key: str, *, falling: bool) -> list[Place]:
    """Sorted; of equals by name, and what has no value last, whichever way."""
    value = COLUMNS[key].key
    known = [place for place in places if value(place) is not None]
    named = sorted(known, key=lambda place: place.community.name.casefold())
    rest = [place for place in places if value(place) is None]
    return sorted(named, key=value, reverse=falling) + sorted(rest, key=lambda place: place.community.name.casefold())


def _head(key: str, order: str, *, falling: bool, address: Callable[..., str]) -> Head:
    column = COLUMNS[key]
    there = key == order
    way = ("up" if falling else "down") if there else ("down" if column.falling else "up")
    return Head(_(column.words), address(sort=key, way=way), ("descending" if falling else "ascending") if there else "", column.numeric)


def _row(place: Place) -> Row:
    members, before = place.figures.get("members_end"), place.previous.get("members_end")
    known = members is not None and before is not None and members.value is not None and before.value is not None
    return Row(
        place=place,
        points=percent(place.overall.value),
        pillars=[(score := place.pillars.get(pillar), percent(score.value) if score else "") for pillar in PILLARS],
        members=members,
        change=formats.change(members, before, members.unit, language()) if known and members and before else "",
        rate=place.figures.get("active_rate"),
        nps=place.figures.get("nps"),
        stage=stage_words(place.stage, language())[0] if place.stage else "",
        until=formats.day(place.until, language()) if place.until else "",
    )
