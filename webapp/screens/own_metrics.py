"""The metrics a workspace adds to the catalogue: defining them, changing their words, putting them away."""

from datetime import UTC, datetime
from uuid import UUID

from flask import Response, url_for
from flask_babel import gettext as _
from flask_login import current_user

from tenants.actions import recording as acting
from tenants.actions.recording import MetricForm
from tenants.render.wording.metrics import pillar_word, unit_word
from tenants.store import recorded as store
from tenants.store.recorded import CustomMetric
from tenants.terms.metric import CORE_PILLARS, Direction, Pillar, Unit
from tenants.terms.people import Role
from tenants.terms.words import N_
from webapp.access import allow
from webapp.forms import Form
from webapp.hypermedia import Toast, answer, show
from webapp.screens import workspace
from webapp.words import language

own_metrics = workspace("own_metrics")

DIRECTIONS = (
    (Direction.UP, N_("more is better")),
    (Direction.DOWN, N_("less is better")),
    (Direction.NONE, N_("neither is better")),
)
PLAIN = {Unit.RATIO: N_("a plain number, with decimals"), Unit.COUNT: N_("a count")}


@own_metrics.get("/metrics")
@allow(Role.ANALYST)
def index() -> Response:
    """The workspace's own metrics, and the form of a new one."""
    return _page(Form(initial={"unit": Unit.COUNT.value, "direction": Direction.UP.value, "pillar": Pillar.CONVERSION.value}), None)


@own_metrics.post("/metrics")
@allow(Role.MANAGER)
def create() -> Response:
    """Add a metric."""
    form = Form.posted()
    wanted = _read(form, form.text("key", limit=38), form.choice("unit", Unit))
    if wanted:
        with form.refusals():
            made = acting.define(wanted, by=current_user.id, now=datetime.now(UTC))
            words = _("%(name)s is in the catalogue. Record its values in a community, or set a target on it.", name=made.metric.name)
            return answer(url_for("own_metrics.index"), toast=Toast(words, undo=url_for("own_metrics.archive", metric_id=made.id)))
    return _page(form, None, status=422)


@own_metrics.get("/metrics/<uuid:metric_id>")
@allow(Role.ANALYST)
def edit(metric_id: UUID) -> Response:
    """The form of an existing metric."""
    row = acting.find(metric_id)
    initial = {name: getattr(row, name) for name in ("name_en", "name_zh", "direction", "pillar", "formula")}
    return _page(Form(initial={**initial, "additive": "1" if row.additive else ""}), row)


@own_metrics.post("/metrics/<uuid:metric_id>")
@allow(Role.MANAGER)
def update(metric_id: UUID) -> Response:
    """Change how a metric is called and explained."""
    row, form = acting.find(metric_id), Form.posted()
    wanted = _read(form, row.key, Unit(row.unit))
    if wanted:
        with form.refusals():
            acting.redefine(metric_id, wanted, by=current_user.id)
            return answer(url_for("own_metrics.index"), toast=_("Saved."))
    return _page(form, row, status=422)


@own_metrics.post("/metrics/<uuid:metric_id>/archive")
@allow(Role.MANAGER)
def archive(metric_id: UUID) -> Response:
    """Offer a metric no longer."""
    row = acting.put_away(metric_id, by=current_user.id, now=datetime.now(UTC))
    undo = url_for("own_metrics.restore", metric_id=metric_id)
    return answer(url_for("own_metrics.index"), toast=Toast(_("%(name)s is put away; its values stay.", name=row.name_en), undo=undo))


@own_metrics.post("/metrics/<uuid:metric_id>/restoration")
@allow(Role.MANAGER)
def restore(metric_id: UUID) -> Response:
    """Offer a metric again."""
    row = acting.bring_back(metric_id, by=current_user.id)
    return answer(url_for("own_metrics.index"), toast=_("%(name)s is offered again.", name=row.name_en))


def _read(form: Form, key: str, unit: Unit | None) -> MetricForm | None:
    direction, pillar = form.choice("direction", Direction), form.choice("pillar", Pillar)
    names = form.text("name_en", limit=60, optional=True), form.text("name_zh", limit=60, optional=True)
    formula = form.text("formula", limit=500, lines=True)
    if not form.ok or direction is None or pillar is None or unit is None:
        return None
    return MetricForm(
        key=key.lower(),
        name_en=names[0],
        name_zh=names[1],
        unit=unit,
        direction=direction,
        pillar=pillar,
        formula=formula,
        additive=form.flag("additive"),
    )


def _unit(unit: Unit) -> str:
    return _(PLAIN[unit]) if unit in PLAIN else unit_word(unit, language())


def _page(form: Form, editing: CustomMetric | None, status: int = 200) -> Response:
    order = [*CORE_PILLARS, *(pillar for pillar in Pillar if pillar not in CORE_PILLARS)]
    shown = language()
    return show(
        "screens/recorded/metrics.html",
        status=status,
        form=form,
        editing=editing,
        rows=[(row.metric.names[shown], _unit(Unit(row.unit)), pillar_word(row.pillar, shown), row) for row in store.own_metrics()],
        archived=[(row.metric.names[shown], row) for row in store.own_metrics(archived=True)],
        units=[(unit.value, _unit(unit)) for unit in acting.UNITS],
        directions=[(direction.value, _(words)) for direction, words in DIRECTIONS],
        pillars=[(pillar.value, pillar_word(pillar, shown)) for pillar in order],
    )
