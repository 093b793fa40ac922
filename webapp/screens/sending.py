"""Files of any kind on their way to a browser: a name every system can keep, and no copy in between."""

import re
from collections.abc import Iterator
from typing import IO
from urllib.parse import quote

from flask import Response, url_for

from tenants.actions.renderings import KINDS, Format, Rendering

CHUNK = 1 << 18


def send(rendering: Rendering) -> Response:
    """Answer with a file; nothing on the way may keep it."""
    response = _named(Response(rendering.content, content_type=rendering.kind), rendering.name)
    if rendering.kind == KINDS[Format.JSON]:
        response.headers["Link"] = f'<{url_for("open_files.schema")}>; rel="describedby"; type="application/schema+json"'
    return response


def send_pieces(file: IO[bytes], name: str, size: int, kind: str = "application/zip") -> Response:
    """Answer with an open file piece by piece, and close it."""

    def pieces() -> Iterator[bytes]:
        with file:
            while piece := file.read(CHUNK):
                yield piece

    response = _named(Response(pieces(), mimetype=kind), name)
    response.content_length = size
    response.call_on_close(file.close)  # for whoever leaves before the end
    return response


def _named(response: Response, name: str) -> Response:
    ending = name.rpartition(".")[2]
    plain = re.sub(r"-{2,}", "-", re.sub(r"[^A-Za-z0-9._-]", "-", name)).strip("-")
    plain = plain if len(plain) > len(ending) + 2 and not plain.startswith((".", "-")) else f"report.{ending}"
    response.headers["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    response.cache_control.private = True
    response.cache_control.no_store = True
    return response
