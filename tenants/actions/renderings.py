"""A frozen report in every form it is read in: PDF, web page, workbook, JSON. One document, both languages, the same figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tenants.render import json_document, pdf, web
from tenants.render.book import workbook
from tenants.render.file_names import report_name
from tenants.terms import snapshot
from tenants.terms.document import ReportDocument


class Format(StrEnum):
    """The forms a report comes in; the value is the ending of its file's name."""

    PDF = "pdf"
    HTML = "html"
    XLSX = "xlsx"
    JSON = "json"


KINDS: Mapping[Format, str] = {
    Format.PDF: "application/pdf",
    Format.HTML: "text/html; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.JSON: "application/json",
}


@dataclass(frozen=True, slots=True)
class Rendering:
    """A file: its bytes, its media type, its name."""

    content: bytes
    kind: str
    name: str


def render(
    document: ReportDocument,
    form: Format | str,
    lang: str,
    *,
    assets: Mapping[str, bytes] | None = None,
    home: str = "",
    paper: str = "A4",
) -> Rendering:
    """Return ``document`` as a file of the wanted form in ``lang``; a PDF is made in a bounded process.

    ``assets`` are PNG pictures by name (the agency's ``logo``). ``home`` is the client's own language: a file in another one says so in
    its name. Raises ``ValueError`` for an unknown form or language, and what ``pdf.render_bounded`` raises.
    """
    wanted = Format(form)
    if wanted is Format.PDF:
        content = pdf.render_bounded(snapshot.dump(document), lang, paper, assets=assets)
    elif wanted is Format.HTML:
        content = web.page(document, lang, assets)
    elif wanted is Format.JSON:
        content = json_document.as_json(document, lang)
    else:
        content = workbook(document, lang)
    return Rendering(content, KINDS[wanted], name(document, wanted, lang if home and lang != home else ""))


def name(document: ReportDocument, form: Format, language: str = "") -> str:
    """Return what the file of a report is called: as its PDF, with the ending of its form."""
    stem = report_name(document.client, document.community, document.period.label, document.version, language).removesuffix(".pdf")
    return f"{stem}.{form.value}"
