"""Structured logs: one line an event, with the request and the workspace it belongs to, and never a value a person typed."""

import secrets
import sys

import structlog
from flask import Flask, Response, g, request

REQUEST_ID = "X-Request-Id"


def init_logs(app: Flask, *, production: bool) -> None:
    """Write JSON in production, plain lines otherwise. Tracebacks go without the values of their variables: those may be secrets."""
    render: list[structlog.typing.Processor] = [structlog.processors.JSONRenderer(ensure_ascii=False)]
    if not production:
        plain = structlog.dev.plain_traceback
        render = [structlog.dev.ConsoleRenderer(colors=False, exception_formatter=plain)]
    trace: list[structlog.typing.Processor] = [structlog.processors.format_exc_info] if production else []
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *trace,
            *render,
        ],
        # Looked up at each line: whoever replaces the stream gets the line.
        logger_factory=lambda *_names: structlog.WriteLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )

    def begin() -> None:
        structlog.contextvars.clear_contextvars()
        g.request_id = secrets.token_hex(8)
        structlog.contextvars.bind_contextvars(request_id=g.request_id, method=request.method, route=str(request.url_rule))

    def end(response: Response) -> Response:
        response.headers[REQUEST_ID] = g.get("request_id", "")
        return response

    app.before_request(begin)
    app.after_request(end)
