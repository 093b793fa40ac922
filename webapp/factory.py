"""The application: every part installed in order, and a refusal to start half-guarded."""

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

from flask import Blueprint, Flask, current_app, g, request, url_for
from htmx_flask import Htmx
from werkzeug.middleware.proxy_fix import ProxyFix

import webapp.portal
import webapp.screens
from jobs import queue
from tenants.store import files
from tenants.store.base import db
from webapp.access import init_access, refuse_unguarded
from webapp.assets import STATIC, asset_url, assets
from webapp.components import init_components
from webapp.config import ROOT, Config, from_environment
from webapp.errors import init_errors
from webapp.house import init_house
from webapp.links import url_if
from webapp.logs import init_logs
from webapp.navigation import navigation, rail
from webapp.scope import logins, may
from webapp.security import init_security
from webapp.words import LANGUAGES, init_words, tag

PACKAGES = (webapp.screens, webapp.portal)
UPLOAD_LIMIT = 512 * 1024 * 1024
FORM_LIMIT = 4 * 1024 * 1024


def create_app(config: Config | None = None) -> Flask:
    """Return the application, ready to serve. Raises where it must not: production on defaults, a route without a policy."""
    config = config or from_environment()
    app = Flask("webapp", template_folder=str(ROOT / "templates"), static_folder=None, root_path=str(ROOT / "webapp"))
    app.config.update(
        SECRET_KEY=config.secret_key,
        BASE_URL=config.base_url,
        QUNCE=config,
        SQLALCHEMY_DATABASE_URI=config.database_url,
        MAX_CONTENT_LENGTH=UPLOAD_LIMIT,
        MAX_FORM_MEMORY_SIZE=FORM_LIMIT,
        TRUSTED_HOSTS=[config.host.partition(":")[0]] if config.production else None,
        PREFERRED_URL_SCHEME="https" if config.production else "http",
    )
    if config.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=config.proxies, x_proto=config.proxies, x_host=0)  # type: ignore[method-assign]
    init_logs(app, production=config.production)
    _init_store(app, config)
    init_security(app, redis_url=config.redis_url, production=config.production)
    logins.init_app(app)
    init_access(app)
    init_words(app)
    init_components(app)
    init_house(app)
    init_errors(app)
    _init_templates(app)
    app.register_blueprint(assets)
    for blueprint in _blueprints():
        app.register_blueprint(blueprint)
    refuse_unguarded(app)
    return app


def _init_store(app: Flask, config: Config) -> None:
    """Connect the database, the fence around it, the files and the queue."""
    db.init_app(app)
    files.configure(config.storage_url)
    if config.redis_url:
        queue.connect(config.redis_url)


def _blueprints() -> Iterator[Blueprint]:
    """Every blueprint at the top of a module of ``webapp/screens`` and ``webapp/portal``, by the modules' names."""
    # All are imported first: a blueprint may be spread over several modules.
    names = [f"{package.__name__}.{info.name}" for package in PACKAGES for info in pkgutil.iter_modules(package.__path__)]
    modules = [importlib.import_module(name) for name in names]
    found = [value for module in modules for value in vars(module).values() if isinstance(value, Blueprint)]
    yield from dict.fromkeys(found)


def _init_templates(app: Flask) -> None:
    """What every template may use."""
    Htmx(app)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        asset_url=asset_url,
        url_if=url_if,
        vendor=vendor,
        navigation=navigation,
        rail=rail,
        may=may,
        page_languages=LANGUAGES,
        brand_url=brand_url,
        portal_home=portal_home,
    )
    app.context_processor(page_facts)


def vendor(name: str) -> str:
    """The address of a front-end package's file, empty where set-up has not put it there: every page works without."""
    return asset_url(f"vendor/{name}") if Path(STATIC, "vendor", name).is_file() else ""


def brand_url() -> str:
    """The address of the workspace's colour; the colour is part of it, so that a new one is fetched at once."""
    return url_for("brand.style", colour=g.workspace.colour.lstrip("#"))


def portal_home() -> str:
    """Where somebody of a client begins."""
    return url_for("portal.index")


def page_facts() -> dict[str, object]:
    """Values of the request that every page shows."""
    here = request.full_path.rstrip("?") if request.method == "GET" else "/"
    theme = request.cookies.get("theme", "auto")
    config: Config = current_app.config["QUNCE"]
    letters = "" if config.production or config.outbox is None else url_for("devmail.index")
    return {
        "dev_mail": letters,
        "page_lang": tag(),
        "theme": theme if theme in {"light", "dark"} else "auto",
        "here": here,
        "workspace": g.get("workspace"),
        "membership": g.get("membership"),
    }
