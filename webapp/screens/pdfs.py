"""PDFs on their way to a browser: name, type, and that no shared cache may keep them."""

import re
from urllib.parse import quote

from flask import Response, request

from tenants.render.file_names import report_name
from tenants.store.reviews import Review


def name_of(review: Review, language: str) -> str:
    """What the report of ``review`` in ``language`` is called."""
    other = language if language != review.client.language else ""
    return report_name(review.client.name, review.community.name, review.period, review.version, other)


def send_pdf(content: bytes, name: str, *, digest: str = "", attached: bool = True) -> Response:
    """Answer with a PDF. ``digest`` lets a browser ask whether its copy still holds; every answer is checked for access first."""
    response = Response(content, mimetype="application/pdf")
    plain = re.sub(r"-{2,}", "-", re.sub(r"[^A-Za-z0-9._-]", "-", name)).strip("-") or "report.pdf"
    plain = plain if len(plain) > len(".pdf") and not plain.startswith(".") else "report.pdf"
    kind = "attachment" if attached else "inline"
    response.headers["Content-Disposition"] = f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    response.cache_control.private = True
    response.cache_control.no_cache = True
    if digest:
        response.set_etag(digest)
        response.make_conditional(request)
    else:
        response.cache_control.no_store = True
    return response
