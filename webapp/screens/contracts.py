"""The metric contract of a community: what counts, who is staff, the windows, and what was agreed before."""

from collections.abc import Mapping
from types import MappingProxyType

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from tenants.actions import communities as community_actions
from tenants.actions import contracts as acting
from tenants.actions import importing
from tenants.actions.contracts import ContractForm
from tenants.store import contracts as store
from tenants.store.clients import Community
from tenants.store.zones import contract_of
from tenants.terms.event import EventKind
from tenants.terms.people import Role
from tenants.terms.words import N_
from webapp.access import allow
from webapp.forms import Form
from webapp.hypermedia import Toast, answer, show
from webapp.screens import workspace

contracts = workspace("contracts")

SHOWN = 50
"""People a search shows at once."""
ACTS: Mapping[EventKind, tuple[str, str]] = MappingProxyType(
    {
        EventKind.MESSAGE: (N_("Write a message"), ""),
        EventKind.REPLY: (N_("Answer a message"), ""),
        EventKind.REACTION: (N_("React"), N_("an emoji or a like")),
        EventKind.CHECKIN: (N_("Check in"), N_("a daily sign of presence")),
        EventKind.ATTENDANCE: (N_("Take part in an activity"), ""),
        EventKind.READ: (N_("Read"), N_("where the platform tells it")),
        EventKind.PURCHASE: (N_("Buy"), N_("an order that was tied to a member")),
    }
)


@contracts.get("/communities/<community>/contract")
@allow(Role.ANALYST)
def index(community: str) -> Response:
    """The contract in force, its staff, and the versions before."""
    row = community_actions.find(community)
    present = contract_of(row)
    initial = {
        "version": present.version,
        "qualifying": [kind.value for kind in present.qualifying],
        "staff_counts": "no" if present.exclude_staff else "yes",
        "silent_days": present.silent_days,
        "newcomer_days": present.newcomer_days,
    }
    return _page(row, Form(initial=initial))


@contracts.post("/communities/<community>/contract")
@allow(Role.MANAGER)
def update(community: str) -> Response:
    """Agree on something else."""
    row = community_actions.find(community)
    form = Form.posted()
    wanted = ContractForm(
        qualifying=form.all("qualifying"),
        exclude_staff=form.one_of("staff_counts", ["yes", "no"]) == "no",
        silent_days=form.whole("silent_days") or 0,
        newcomer_days=form.whole("newcomer_days") or 0,
    )
    version = form.whole("version") or 0
    if form.ok:
        with form.refusals():
            changed = acting.change(row, wanted, version=version, by=current_user.id).contract_version
            words = _("Nothing changed.") if changed == version else _("Version %(n)s is in force; every day is counted anew.", n=changed)
            return answer(url_for("contracts.index", community=community), toast=words)
    return _page(row, form, status=422)


@contracts.post("/communities/<community>/staff")
@allow(Role.MANAGER)
def mark(community: str) -> Response:
    """Say of people that they are staff, or are not; ``no`` are their numbers."""
    row = community_actions.find(community)
    form = Form(request.values)
    staff = form.one_of("staff", ["yes", "no"]) == "yes"
    numbers = [int(text) for text in form.all("no") if text.isascii() and text.isdigit() and len(text) < 10]
    if not numbers:
        form.wrong("no", _("Choose at least one person."))
    if form.ok:
        with form.refusals():
            importing.mark_staff(row.id, numbers, staff=staff, by=current_user.id)
            count = len(numbers)
            if staff:
                words = ngettext("One person is staff now.", "%(num)d people are staff now.", count)
            else:
                words = ngettext("One person is staff no longer.", "%(num)d people are staff no longer.", count)
            undo = url_for("contracts.mark", community=community, no=numbers, staff="no" if staff else "yes")
            return answer(url_for("contracts.index", community=community, _anchor="staff"), toast=Toast(words, undo=undo))
    return _page(row, form, status=422)


def _page(community: Community, form: Form, status: int = 200) -> Response:
    sought = request.args.get("find", "").strip()[:100]
    found, total = store.people_like(community, sought, most=SHOWN)
    return show(
        "screens/contracts/index.html",
        fragment="screens/contracts/_people.html",
        status=status,
        community=community,
        contract=contract_of(community),
        form=form,
        acts=[(kind.value, _(name), _(note) if note else "") for kind, (name, note) in ACTS.items()],
        staff=store.staff(community),
        versions=store.versions(community),
        sought=sought,
        found=found,
        total=total,
    )
