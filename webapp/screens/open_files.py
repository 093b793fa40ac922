"""Files anybody may have: the published form of a report's data, and a colour as a style sheet. Neither knows of a workspace."""

from functools import cache

from flask import Blueprint, Response

from tenants.render.charts.hue import hue_and_chroma
from tenants.render.json_document import SCHEMA, schema_text
from webapp.access import public

open_files = Blueprint("open_files", __name__)


@open_files.get(f"/schemas/report-{SCHEMA}.json")
@public
def schema() -> Response:
    """The JSON Schema of a report's data."""
    response = Response(_schema(), mimetype="application/schema+json")
    response.cache_control.public = True
    response.cache_control.max_age = 86_400
    return response


@cache
def _schema() -> str:
    return schema_text()


@open_files.get("/styles/brand-<colour>.css")
@public
def brand(colour: str) -> Response:
    """Hue and chroma of the colour in the address."""
    hue, chroma = hue_and_chroma(colour)
    response = Response(f"@layer tokens {{ :root {{ --brand-h: {hue:.1f}; --brand-c: {chroma:.4f}; }} }}\n", mimetype="text/css")
    response.cache_control.public = True
    response.cache_control.max_age = 86_400
    return response
