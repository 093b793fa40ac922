"""PDFs on their way to a browser: name, type, and that no shared cache may keep them."""

import re
from urllib.parse import quote

from flask import Response, request

from tenants.store.reviews import Review


def report_name(review: Review, language: str) -> str:
    """A file name that sorts by period and survives every file system: ``岫岚户外-徒步会员群-2026-10.pdf``."""
    parts = [review.client.name, review.community.name, review.period]
    if parts[0] == parts[1]:
        parts.pop(0)
    if review.version > 1:
        parts.append(f"v{review.version}")
    if language != review.client.language:
        parts.append(language.partition("_")[0])
    stem = "-".join(" ".join(part.split()) for part in parts)
    return "".join("-" if each in '\\/:*?"<>|' or not each.isprintable() else each for each in stem) + ".pdf"


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
