"""The metric contract of a community: what counts as being active, who is left out, and the windows. Versioned."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from tenants.actions import importing
from tenants.actions.turns import take_turn
from tenants.store import audit
from tenants.store import contracts as store
from tenants.store.base import db
from tenants.store.clients import Community
from tenants.store.work import work
from tenants.store.zones import contract_of
from tenants.terms.contract import MetricContract
from tenants.terms.errors import Refusal
from tenants.terms.event import EventKind

MOVES = frozenset({EventKind.JOIN, EventKind.LEAVE})
ACTS = tuple(kind for kind in EventKind if kind not in MOVES)
"""What may count as an act: coming and going is growth, not activity."""
SILENT = (7, 90)
NEWCOMER = (1, 60)


@dataclass(frozen=True, slots=True)
class ContractForm:
    """What agency and client agree on. The windows are whole days."""

    qualifying: Collection[str]
    exclude_staff: bool = True
    silent_days: int = 30
    newcomer_days: int = 14


def change(community: Community, form: ContractForm, *, version: int, by: UUID | None) -> Community:
    """Agree on something else: a new version, and every day counted anew under it. Saying the same again changes nothing.

    Refused when somebody agreed on something else since ``version``. Reviews already approved keep their figures and their version.
    """
    wanted = _checked(form)
    with work():
        take_turn(community, lambda: None)
        db.session.refresh(community)
        if community.contract_version != version:
            raise Refusal("contract.changed", version=community.contract_version)
        present = contract_of(community)
        if wanted == _plain(present):
            return community
        community.contract = {**community.contract, **wanted}
        community.contract_version = version + 1
        audit.record(by, "agreed", store.NOUN, community.id, version=version + 1, **wanted)
        # Ends this transaction: contract and counted days change together, or not at all.
        importing.recompute(community.id)
    return community


def _checked(form: ContractForm) -> dict[str, object]:
    """Return the terms as they are kept, or refuse them, naming the field."""
    kinds = [kind.value for kind in ACTS if kind.value in set(form.qualifying)]
    if not kinds or len(kinds) != len(set(form.qualifying)):
        raise Refusal("contract.no_acts", field="qualifying")
    for field, days, (least, most) in (("silent_days", form.silent_days, SILENT), ("newcomer_days", form.newcomer_days, NEWCOMER)):
        if not least <= days <= most:
            raise Refusal("contract.window", field=field, least=least, most=most)
    return {
        "qualifying": kinds,
        "exclude_staff": form.exclude_staff,
        "silent_days": form.silent_days,
        "newcomer_days": form.newcomer_days,
    }


def _plain(contract: MetricContract) -> dict[str, object]:
    """Return a contract in force the way ``_checked`` writes it."""
    return {
        "qualifying": [kind.value for kind in ACTS if kind in contract.qualifying],
        "exclude_staff": contract.exclude_staff,
        "silent_days": contract.silent_days,
        "newcomer_days": contract.newcomer_days,
    }
