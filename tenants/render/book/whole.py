"""The workbook put together: one sheet a subject, in the reader's language."""

from collections.abc import Callable

from openpyxl import Workbook

from tenants.render import currency
from tenants.render.book import basis, period, said, score
from tenants.render.book.cells import Ink, Sheet, legal
from tenants.render.book.pack import packed
from tenants.render.charts import palette
from tenants.render.outward import outward
from tenants.render.setting import Setting
from tenants.terms.document import ReportDocument
from tenants.terms.template import Section

_NAME_BYTES = 58
"""Of a sheet's name in UTF-16: the format ends at 31 units, and one of several alike gets a number."""
_TAKEN = ("", "history")
"""What Excel lets nobody call a sheet."""
_NOT_IN_A_NAME = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def workbook(document: ReportDocument, lang: str) -> bytes:
    """Return ``document`` as an XLSX file in ``lang``; equal documents give equal bytes.

    Figures are numbers with the format of their unit, attainment, scores and totals are formulas that carry what they come to, texts
    of people can never become formulas. An unknown language raises ``ValueError``.
    """
    with currency.in_currency(document.brand.currency):
        return _made(Setting.of(outward(document), lang))


def _made(s: Setting) -> bytes:
    d, book = s.document, Workbook()
    ink = Ink.of(palette(d.brand.colour).text, zh=s.zh)
    sheets: list[Sheet] = []

    def added(name: str, widths: tuple[float, ...]) -> Sheet:
        page = book.create_sheet(_sheet_name(name))
        sheets.append(Sheet(page, ink, widths))
        return sheets[-1]

    book.remove(book.worksheets[0])
    front = added(s.section(Section.SUMMARY), said.SUMMARY_WIDTHS)
    scores = added(s.section(Section.SCORECARD), score.WIDTHS)
    said.summary(s, front, score.scorecard(s, scores), scores)
    rest: list[tuple[bool, str, tuple[float, ...], Callable[[Setting, Sheet], None]]] = [
        (bool(d.days), s.say("Days"), period.DAY_WIDTHS, period.days),
        (bool(d.activities), s.say("Activities"), period.ACTIVITY_WIDTHS, period.activities),
        (True, s.say("Surveys"), said.SURVEY_WIDTHS, said.survey),
        (bool(d.actions), s.say("Actions"), said.ACTION_WIDTHS, said.actions),
        (bool(d.corrections), s.say("Corrections"), basis.CORRECTION_WIDTHS, basis.corrections),
        (True, s.say("Definitions"), basis.DEFINITION_WIDTHS, basis.definitions),
        (True, s.say("Sources"), basis.SOURCE_WIDTHS, basis.provenance),
    ]
    for wanted, name, widths, write in rest:
        if wanted:
            write(s, added(name, widths))
    about = book.properties
    about.creator, about.title = legal(d.brand.agency), legal(f"{d.client} · {d.community} · {d.period.label}")
    about.created = about.modified = d.made.replace(tzinfo=None)
    about.language = "zh-Hans" if s.zh else "en"
    return packed(book, {sheet.page.title: sheet.computed for sheet in sheets}, d.made)


def _sheet_name(text: str) -> str:
    """Return a name as spreadsheets take it; a layout may call a section anything."""
    name = legal(text).translate(_NOT_IN_A_NAME).encode("utf-16-le")[:_NAME_BYTES].decode("utf-16-le", "ignore").strip()
    return f"{name} 1".strip() if name.lower() in _TAKEN else name
