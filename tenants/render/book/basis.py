"""What every figure means, what it rests on, where the data came from, and what a corrected version changed."""

from datetime import datetime

from tenants.measure import CATALOGUE
from tenants.render import formats
from tenants.render.book.cells import DAY, MOMENT, PERCENT, WHOLE, Sheet, Value, form_of, measured
from tenants.render.parts.changes import moved_goal
from tenants.render.setting import Setting
from tenants.render.wording.metrics import unit_word
from tenants.render.wording.reasons import reason_words, source_word
from tenants.terms.metric import Direction, Unit
from tenants.terms.target import Target
from tenants.terms.words import N_

DEFINITION_WIDTHS = (34, 14, 14, 14, 14, 10, 12, 30, 34, 80)
SOURCE_WIDTHS = (34, 40, 14, 14, 12, 20)
CORRECTION_WIDTHS = (40, 16, 16, 14, 16, 16)


def definitions(s: Setting, sheet: Sheet) -> None:
    """Write every figure of the catalogue that the document holds, those without a value with their reason."""
    sheet.title(s.say("Figures and what they mean"))
    sheet.space()
    heads = (N_("Metric"), N_("Value"), N_("Unit"), N_("Low, 95 %%"), N_("High, 95 %%"), N_("Sample"), N_("Days covered"), N_("Source"))
    sheet.heads(*(s.say(name) for name in heads), s.say("Why there is no value"), s.say("Definition"), freeze=True)
    for key in CATALOGUE:
        figure = s.document.figures.get(key)
        if figure is None or figure.unit is Unit.TABLE:
            continue
        words = s.metric(key)
        sheet.row(
            words.name,
            measured(figure.value, figure.unit, strong=True),
            unit_word(figure.unit, s.lang),
            measured(figure.low, figure.unit),
            measured(figure.high, figure.unit),
            Value(figure.n, WHOLE),
            Value(figure.coverage, PERCENT),
            source_word(figure.source, s.lang),
            Value(reason_words(figure.reason, s.lang) if figure.reason else "", wrap=True),
            Value(words.formula, wrap=True),
        )


def provenance(s: Setting, sheet: Sheet) -> None:
    """Write how the report was made: version, contract, zone, imports."""
    d = s.document
    sheet.title(s.say("Where the figures come from"))
    sheet.space()
    sheet.row(s.say("Period"), formats.period(d.period, s.lang))
    sheet.row(s.say("First day"), Value(d.period.first, DAY))
    sheet.row(s.say("Time zone"), d.zone)
    sheet.row(s.say("As of"), _moment(s, d.as_of))
    sheet.row(s.say("Made"), _moment(s, d.made))
    sheet.row(s.say("Version of the report"), Value(d.version, WHOLE))
    sheet.row(s.say("Metric contract"), Value(d.contract_version, WHOLE))
    if d.correction_reason:
        sheet.row(s.say("Why it was corrected"), d.correction_reason)
    if d.sources:
        sheet.space()
        sheet.heads(*(s.say(name) for name in (N_("Source"), N_("File"), N_("First day"), N_("Last day"), N_("Rows"), N_("Imported"))))
        for each in d.sources:
            span = Value(each.first, DAY), Value(each.last, DAY)
            sheet.row(each.kind, each.name, *span, Value(each.rows, WHOLE), _moment(s, each.imported))


def corrections(s: Setting, sheet: Sheet) -> None:
    """Write what this version changed of the one before."""
    sheet.title(s.say("What was corrected"), s.document.correction_reason)
    sheet.space()
    heads = (N_("Metric"), N_("Before"), N_("Now"), N_("Unit"), N_("Goal before"), N_("Goal now"))
    sheet.heads(*(s.say(name) for name in heads))
    for each in s.document.corrections:
        unit = each.after.unit
        figures = [measured(figure.value, unit) for figure in (each.before, each.after)]
        goals = [_goal(s, goal, unit) for goal in (each.goal_before, each.goal_after)] if moved_goal(s, each) else []
        sheet.row(s.metric(each.metric).name, *figures, unit_word(unit, s.lang), *goals)


def _goal(s: Setting, target: Target | None, unit: Unit) -> Value:
    """Return a goal as a number that shows whether less is better; a range, which is two numbers, in words."""
    if target is None:
        return Value(formats.DASH)
    if target.direction is Direction.RANGE:
        return Value(s.goal_text(target, unit))
    sign = f'"≤{formats.NBSP}"' if target.direction is Direction.DOWN else ""
    return Value(target.value, sign + form_of(unit, target.value))


def _moment(s: Setting, value: datetime | None) -> Value:
    """Return an instant on the community's clock, which the sheet names."""
    return Value(value.astimezone(s.zone) if value else None, MOMENT)
