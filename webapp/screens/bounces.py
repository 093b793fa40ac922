"""Where a mail server or provider tells that letters came back: a door for machines, opened by a token of the installation."""

import hmac
import json
import os
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request

from tenants.actions import bounces as acting
from tenants.actions.bounces import Outcome
from tenants.render.wording.errors import error_words
from tenants.terms.errors import Refusal
from tenants.terms.people import Language
from webapp.access import no_form, public

bounces = Blueprint("bounces", __name__)

TOKEN = "QUNCE_BOUNCE_TOKEN"  # noqa: S105 - the variable's name
SHORTEST = 16
MOST_AT_ONCE = 200


@bounces.post("/hooks/bounces")
@public
@no_form
def told() -> Response:
    """Take one bounce as JSON (``message_id``, ``recipient``, ``type``, ``words``), a list of them, or a whole message (message/rfc822).

    Answers with counts. 404 where the installation has no token, 401 for a wrong one, 400 for what cannot be read.
    """
    token = os.environ.get(TOKEN, "")
    if len(token) < SHORTEST:
        abort(404)
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    if not hmac.compare_digest(given.encode(), token.encode()):
        return _said(401, {"code": "bounces.token"})
    body = request.stream.read(acting.LOOKED_AT + 1)
    if request.mimetype == "message/rfc822":
        return _said(200, acting.take_message(body).as_dict())
    try:
        return _said(200, _take(body).as_dict())
    except Refusal as refusal:
        return _said(400, {"code": refusal.code, "message": error_words(refusal, Language.EN).whole})


def _take(body: bytes) -> Outcome:
    try:
        found = json.loads(body) if len(body) <= acting.LOOKED_AT else None
    except (ValueError, RecursionError):
        found = None
    rows: list[Any] = found if isinstance(found, list) else [found]
    if not 0 < len(rows) <= MOST_AT_ONCE or not all(isinstance(each, dict) for each in rows):
        raise Refusal("bounces.malformed")
    return acting.take_told(rows)


def _said(status: int, answer: dict[str, Any]) -> Response:
    response = jsonify(answer if status == 200 else {"error": answer})
    response.status_code = status
    return response
