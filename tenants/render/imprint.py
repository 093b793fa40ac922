"""Who a PDF says made it: the agency. Its client reads no other name, not even in the file's properties."""

from collections.abc import Callable
from html import escape
from importlib import import_module
from typing import Any


def signed(step: Callable[..., None]) -> Callable[..., None]:
    """Return ``step``, the last of WeasyPrint's steps before it writes metadata, with the renderer's own name taken out of them.

    The markup's ``<meta name="generator">`` stands in its place; without one, nothing does.
    """
    renderer = f"WeasyPrint {import_module('weasyprint').__version__}"

    def work(pdf: Any, document: Any, *rest: Any) -> None:
        step(pdf, document, *rest)
        metadata = document.metadata
        maker = metadata.generator or ""
        told = metadata.generate_rdf_metadata
        pdf.info["Producer"] = type(pdf.info["Producer"])(maker)
        metadata.generate_rdf_metadata = lambda *form: told(*form).replace(renderer.encode(), escape(maker).encode())

    return work
