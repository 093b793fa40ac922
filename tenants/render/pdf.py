"""The only door to WeasyPrint: well-formed markup becomes an accessible PDF, in our fonts, without a single request.

Every document shares one font configuration (one a document grows for ever) and is parsed by expat, which costs a tenth of the HTML5
parser. The private fontconfig file makes the same report on every machine.
"""

import gc
import os
from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from tenants.measure.catalogue import only_own
from tenants.render import bounded, bounds, imprint, report, tagging, tuning
from tenants.terms.document import ReportDocument
from tenants.terms.errors import Refusal
from tenants.terms.snapshot import load

FONTS = Path(__file__).resolve().parents[2] / ".qunce" / "fonts"
_GC_THRESHOLD = 50_000


class RenderUnavailableError(Exception):
    """This machine cannot make PDFs; the message says what to install."""


def fonts_folder() -> Path:
    """Return the folder of the report's fonts: ``QUNCE_FONTS``, or the one that set-up fills."""
    return Path(os.environ.get("QUNCE_FONTS") or FONTS)


def check() -> None:
    """Make sure that this process can make PDFs; called when a worker starts.

    Raises ``RenderUnavailableError`` with the name of what is missing.
    """
    _engine()


@lru_cache(maxsize=1)
def _engine() -> tuple[Any, Any]:
    """Return WeasyPrint and the shared font configuration."""
    settings = fonts_folder() / "fonts.conf"
    if not settings.is_file():
        raise RenderUnavailableError(f"The report's fonts are missing: {settings} does not exist. Run ./run setup.")
    os.environ["FONTCONFIG_FILE"] = str(settings)  # read once, when Pango is loaded
    try:
        weasyprint = import_module("weasyprint")
        tuning.apply()
        last_step = vars(import_module("weasyprint.pdf"))
        fonts = import_module("weasyprint.text.fonts")
        ffi = import_module("weasyprint.text.ffi")
    except OSError as error:
        raise RenderUnavailableError(
            f"WeasyPrint cannot start ({error}). Install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0."
        ) from error
    if "add_tags" not in last_step:  # without it nothing would be said, and every report be an inaccessible one that names the renderer
        raise RenderUnavailableError(
            f"WeasyPrint {weasyprint.__version__} cannot be made to tag reports. Install WeasyPrint {tuning.RELEASE}."
        )
    last_step["add_tags"] = imprint.signed(tagging.add_tags)
    if ffi.harfbuzz_subset is None:
        raise RenderUnavailableError("libharfbuzz-subset0 is missing; without it a Chinese report takes twenty seconds. Install it.")
    configuration = fonts.FontConfiguration()
    configuration.add_font_face = _refuse_face
    return weasyprint, configuration


def _refuse_face(rule: Mapping[str, Any], _fetcher: Any) -> None:
    """Let no document bring a font: all that come after it share the configuration."""
    raise import_module("weasyprint.urls").FatalURLFetchingError(str(rule.get("src", "@font-face")))


@lru_cache(maxsize=1)
def _fetcher_class() -> Any:
    urls = import_module("weasyprint.urls")

    class Assets(urls.URLFetcher):  # type: ignore[misc, name-defined]  # WeasyPrint ships no types
        """Serves what the caller handed over under ``asset:<id>``; any other address stops the rendering."""

        def __init__(self, assets: Mapping[str, bytes]) -> None:
            super().__init__(allow_redirects=False, allowed_protocols=("asset",), fail_on_errors=True)
            self._assets = assets

        def fetch(self, url: str, headers: Any = None) -> Any:  # noqa: ARG002 - the name that WeasyPrint calls it by
            if url.startswith("asset:") and url.removeprefix("asset:") in self._assets:
                data = self._assets[url.removeprefix("asset:")]
                return urls.URLFetcherResponse(url, data, {"Content-Type": "image/png"})
            raise urls.FatalURLFetchingError(url)

    return Assets


@lru_cache(maxsize=1)
def _page_class() -> Any:
    """Return WeasyPrint's page with a user agent sheet of our own.

    WeasyPrint's makes six more styles for every element, for notes and markers, and boxes for what is inside of drawings, only to throw
    them away.
    """
    weasyprint, _fonts = _engine()
    wrapper = import_module("cssselect2").ElementWrapper
    base = weasyprint.CSS(string=(report.TEMPLATES / "report" / "base.css").read_text(encoding="utf-8"))

    class Page(weasyprint.HTML):  # type: ignore[misc, name-defined]  # WeasyPrint ships no types
        def __init__(self, root: ET.Element, assets: Mapping[str, bytes]) -> None:
            self.base_url = None
            self.url_fetcher = _fetcher_class()(assets)
            self.media_type = "print"
            self.wrapper_element = wrapper.from_html_root(root, content_language=None)
            self.etree_element = self.wrapper_element.etree_element

        def _ua_stylesheets(self, forms: bool = False) -> list[Any]:  # noqa: ARG002, FBT001, FBT002 - the name and form WeasyPrint calls
            return [base]

    return Page


def pdf(html: str, assets: Mapping[str, bytes] | None = None) -> bytes:
    """Return ``html`` as a tagged PDF (PDF/UA-1) with its fonts embedded.

    ``html`` is well-formed markup without a namespace of its own (``report.html`` makes it); ``assets`` are PNG pictures it may show
    as ``asset:<id>``. The same markup gives the same bytes. Raises ``Refusal("report.unsafe_markup")`` when it asks for any other
    address or a picture is none, ``Refusal("report.broken_markup")`` when it is not well-formed or nested without end,
    ``RenderUnavailableError`` where nothing can be rendered. Of a long table ``bounds.MOST_ROWS`` rows are set, which the table says.
    """
    _weasyprint, fonts = _engine()
    fatal = import_module("weasyprint.urls").FatalURLFetchingError
    bounds.check_pictures(assets or {})
    page = _page_class()(bounds.read(html), assets or {})
    try:  # without a file identifier: to have one, everything is written and compressed twice
        made: bytes = page.write_pdf(font_config=fonts, pdf_variant="pdf/ua-1", presentational_hints=False)
    except fatal as error:
        raise Refusal("report.unsafe_markup", address=str(error)[:200]) from error
    except RecursionError as error:
        raise Refusal("report.broken_markup", place="nested too deeply") from error
    return made


def render(document: ReportDocument, lang: str, paper: str = "A4", *, assets: Mapping[str, bytes] | None = None) -> bytes:
    """Return the report of ``document`` as a PDF, rendered in this process without limits; ``assets`` as ``pdf`` takes them."""
    with only_own(document.own):
        return pdf(report.html(document, lang, paper, logo="logo" in (assets or {})), assets)


def render_bounded(
    document_json: str | bytes,
    lang: str,
    paper: str = "A4",
    *,
    assets: Mapping[str, bytes] | None = None,
    pulse: Callable[[], None] = bounded.quiet,
    seconds: float = 60,
    megabytes: int = 600,
) -> bytes:
    """Return the report of a frozen document as a PDF, rendered in a bounded child process.

    ``document_json`` is ``tenants.terms.snapshot.dump(document)``, ``assets`` are PNG pictures by name (the agency's ``logo``);
    ``pulse`` is called every few seconds meanwhile. The child may use ``seconds`` of wall time and of CPU and ``megabytes`` more memory
    than this process has; it has no network, no secrets in its environment, and fails alone. Raises
    ``Refusal("report.timed_out")``, ``Refusal("report.too_large")``, ``Refusal("report.render_failed")`` or whatever ``pdf`` refuses.
    """
    _engine()  # loaded here, so that every child inherits it instead of loading it again
    limits = bounded.Limits(seconds=seconds, megabytes=megabytes)
    return bounded.run(lambda: render(load(document_json), lang, paper, assets=assets), limits, pulse)


def warm(document: ReportDocument, langs: tuple[str, ...] = ("zh_Hans_CN", "en")) -> None:
    """Prepare a worker's parent process: render once, then freeze what is in memory, so that children share it.

    Forked after this a job costs no more than without a fork (performance.md).
    """
    for lang in langs:
        render(document, lang)
    settle()


def settle() -> None:
    """Freeze what is in memory and let garbage wait: a render makes many objects, few cycles, and its process ends soon after."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_GC_THRESHOLD, 50, 100)
