"""Who moved between tiers, as a table whose cells open the people."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from tenants.render.wording.tiers import tier_word
from tenants.terms.tiers import ORDER, Moves, Tier
from webapp.screens.tier_days import Days
from webapp.words import language

LEFT = "left"
JOINED = "joined"
"""What stands in an address for no tier at all: after somebody left, and before they came."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Moves as a table: heads, and rows of (name, cells, total); a cell is (count, address, class)."""

    heads: Sequence[str]
    rows: Sequence[tuple[str, Sequence[tuple[int, str, str]], int]]
    totals: Sequence[int]
    moved: int


def matrix(moved: Moves, days: Days) -> Matrix:
    """Lay out who moved from which tier to which; who came and who left stand in a row and a column of their own."""
    seen: list[Tier | None] = [tier for tier in ORDER if moved.before(tier) or moved.after(tier)]
    rows, columns = [*seen, None], [*seen, None]
    changed = [count for (was, now), count in moved.cells.items() if was is not now]
    most = max(changed, default=1)

    # One address for a hundred cells: making each anew takes longer than everything else here.
    base = days.address("tiers.people")

    def cell(was: Tier | None, now: Tier | None) -> tuple[int, str, str]:
        count = moved.cells.get((was, now), 0)
        tint = "diag" if was is now else f"q{1 + min(3, count * 4 // (most + 1))}" if count else "none"
        address = f"{base}&was={was.value if was else JOINED}&now={now.value if now else LEFT}" if count else ""
        return count, address, tint

    def name(tier: Tier | None, other: str) -> str:
        return tier_word(tier, language()) if tier else other

    return Matrix(
        heads=[name(tier, _("Left the community")) for tier in columns],
        rows=[(name(was, _("Not a member yet")), [cell(was, now) for now in columns], moved.before(was)) for was in rows],
        totals=[moved.after(now) for now in columns],
        moved=sum(changed),
    )
