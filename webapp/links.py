"""Addresses: the ones that leave in letters, and the ones a visitor may be sent back to."""

from typing import Any
from urllib.parse import urlsplit

from flask import current_app, url_for
from werkzeug.routing import BuildError


def outside(endpoint: str, **values: Any) -> str:
    """An address for a letter, built from BASE_URL and never from the request's ``Host`` header."""
    return str(current_app.config["BASE_URL"]) + url_for(endpoint, **values)


def safe(address: str | None, default: str) -> str:
    """``address`` if it is a path of this site, else ``default``: ``next=`` must not lead anywhere else."""
    if not address or not address.startswith("/") or address.startswith("//") or "\\" in address:
        return default
    if any(ord(char) < 33 for char in address):
        return default
    parts = urlsplit(address)
    return default if parts.scheme or parts.netloc else address


def url_if(endpoint: str, **values: Any) -> str:
    """The address of a screen, empty where the screen is not there or wants other arguments; a page then leaves the link out."""
    if endpoint not in current_app.view_functions:
        return ""
    try:
        return url_for(endpoint, **values)
    except BuildError:
        return ""
