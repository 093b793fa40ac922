"""Headers of every answer, and the limits that slow a guesser down."""

import hashlib

from flask import Flask, Response, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

CSP = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; font-src 'self'; "
    "frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}

limiter = Limiter(get_remote_address, headers_enabled=False, default_limits=[])


def by_address_typed() -> str:
    """Key of a limit by the e-mail typed, so that guessing one account from many machines is slowed too."""
    typed = request.form.get("email", "").strip().lower()
    return "email:" + hashlib.sha256(typed.encode()).hexdigest()[:32]


def refused(response: Response) -> bool:
    """True for a try that failed: only those count against the limit."""
    return response.status_code == 422


def storage(redis_url: str) -> str:
    """The counter's address for flask-limiter; in memory where no Redis is set (one process only)."""
    if not redis_url:
        return "memory://"
    return f"redis+{redis_url}" if redis_url.startswith("unix://") else redis_url


def init_security(app: Flask, *, redis_url: str, production: bool) -> None:
    """Install the limits, the headers and the cookie's protection."""
    app.config.update(
        RATELIMIT_STORAGE_URI=storage(redis_url),
        RATELIMIT_STRATEGY="fixed-window",
        SESSION_COOKIE_NAME="__Host-qunce" if production else "qunce",
        SESSION_COOKIE_SECURE=production,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        PERMANENT_SESSION_LIFETIME=30 * 24 * 3600,
        SESSION_REFRESH_EACH_REQUEST=False,
    )
    limiter.init_app(app)

    def protect(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if production:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        if not response.cache_control.public:
            response.cache_control.private = True
            if response.mimetype == "text/html":
                response.cache_control.no_store = True
        response.vary.add("HX-Request")
        return response

    app.after_request(protect)
