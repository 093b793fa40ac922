"""The staff's screens, one noun a file. Every ``Blueprint`` at the top of a module here or in ``webapp/portal`` is registered at start."""

from flask import Blueprint

from webapp.access import PORTAL, WORKSPACE


def workspace(name: str) -> Blueprint:
    """A blueprint of workspace screens; its routes begin with ``/w/<tenant>``, and the views never see the slug."""
    return Blueprint(name, __name__, url_prefix=WORKSPACE)


def portal(name: str) -> Blueprint:
    """A blueprint of the client's portal; its routes begin with ``/w/<tenant>/portal``."""
    return Blueprint(name, __name__, url_prefix=PORTAL)
