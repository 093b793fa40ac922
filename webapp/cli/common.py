"""What every command shares: the workspace it acts in, how it answers, and how it refuses.

Answers are one JSON object with ``--json`` and lines for people without; messages go to stderr.
Exit status: 0 done, 1 refused or failed, 2 wrong usage.
"""

import functools
import json
import os
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Concatenate, NoReturn, ParamSpec, cast
from uuid import UUID

import click
from sqlalchemy.exc import OperationalError

from jobs import runtime
from tenants.render.wording.errors import error_words
from tenants.store import accounts
from tenants.store.accounts import Tenant
from tenants.store.clients import Community, community_by_slug
from tenants.store.fence import UnsafeDatabaseError
from tenants.store.tenancy import use_tenant
from tenants.terms.errors import NotFoundError, Refusal
from tenants.terms.people import Language

Arguments = ParamSpec("Arguments")
Answer = Mapping[str, object]


class Lined(dict[str, object]):
    """An answer that people read in lines of its own, such as a table."""

    def __init__(self, answer: Answer, lines: Sequence[str]) -> None:
        """Answer ``answer`` to programs and ``lines`` to people."""
        super().__init__(answer)
        self.lines = lines


class Several(dict[str, object]):
    """One answer for each of several things, printed as a list. With ``failed`` one of them is a refusal, and the exit status is 1."""

    def __init__(self, answers: Sequence[Answer], *, failed: bool) -> None:
        """Answer ``answers`` in their order."""
        super().__init__()
        self.answers = answers
        self.failed = failed


def reader_language() -> str:
    """Return the language of messages: ``QUNCE_LANG``, else what the shell's locale says, else English."""
    said = next((os.environ[name] for name in ("QUNCE_LANG", "LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return Language.ZH if said.startswith("zh") else Language.EN


def now() -> datetime:
    """Return this instant, in UTC."""
    return datetime.now(UTC)


def one_of(kind: type[Enum]) -> click.Choice[str]:
    """Return the choice of an enum's values, as they are written everywhere else (not of its Python names)."""
    return click.Choice([str(member.value) for member in kind])


def say(message: str) -> None:
    """Tell a person something beside the answer."""
    click.echo(message, err=True)


def as_json(value: object) -> object:
    """Return ``value`` as JSON knows it: instants in ISO 8601 (UTC, whole seconds, ``Z``), ids as text, dataclasses as objects."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    message = f"{type(value).__name__} has no JSON form"
    raise TypeError(message)


def worded(refusal: Refusal) -> str:
    """Return what a refusal says, in the reader's language; where it speaks of a field of a form, with the field's name before it."""
    said = error_words(refusal, reader_language()).whole
    return f"{refusal.field}: {said}" if refusal.field and refusal.code.startswith("field.") else said


def _print(answer: Answer, *, plain: bool) -> None:
    if plain:
        click.echo(json.dumps(answer.answers if isinstance(answer, Several) else answer, default=as_json, ensure_ascii=False))
        return
    if isinstance(answer, Several):
        for each in answer.answers:
            _print(each, plain=False)
        return
    for line in answer.lines if isinstance(answer, Lined) else _lines(json.loads(json.dumps(answer, default=as_json))):
        click.echo(line)


def _lines(value: object, indent: str = "") -> Iterator[str]:
    """Yield an answer as indented lines that a person can read."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, dict | list) and inner:
                yield f"{indent}{key}:"
                yield from _lines(inner, indent + "  ")
            else:
                yield f"{indent}{key}: {_word(inner)}"
    elif isinstance(value, list):
        for inner in value:
            words = " ".join(f"{key}={_word(part)}" for key, part in inner.items()) if isinstance(inner, dict) else _word(inner)
            yield f"{indent}- {words}"


def _word(value: object) -> str:
    return "—" if value is None or value in ({}, []) else str(value)


def command(function: Callable[Arguments, Answer]) -> Callable[Concatenate[bool, Arguments], None]:
    """Make a function that returns an answer into the body of a command with ``--json``, run inside the application.

    A ``Refusal`` becomes exit status 1 with its code; so does a failure, whose trace goes to stderr.
    """

    @click.option("--json", "plain", is_flag=True, help="Print one JSON object.")
    @functools.wraps(function)
    def run(plain: bool, *args: Arguments.args, **kwargs: Arguments.kwargs) -> None:  # noqa: FBT001 - click hands it over by name
        try:
            with application():
                answer = function(*args, **kwargs)
        except Refusal as refusal:
            _refuse(refusal, plain=plain)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception:  # noqa: BLE001 - a script must get its JSON whatever happened
            traceback.print_exc()
            _refuse(Refusal("failed.unexpected"), plain=plain)
        _print(answer, plain=plain)
        if isinstance(answer, Several) and answer.failed:
            sys.exit(1)

    return cast("Callable[Concatenate[bool, Arguments], None]", run)


@contextmanager
def application() -> Iterator[None]:
    """Run a block inside the application; a database that cannot be used is a refusal."""
    try:
        app = runtime.start().app
    except KeyError as error:
        raise Refusal("database.not_named", name=str(error.args[0])) from error
    except UnsafeDatabaseError as error:
        raise Refusal("database.unsafe", why=str(error)) from error
    except OperationalError as error:
        raise Refusal("database.unreachable") from error
    with app.app_context():
        try:
            yield
        except OperationalError as error:
            raise Refusal("database.unreachable") from error


def _refuse(refusal: Refusal, *, plain: bool) -> NoReturn:
    message = worded(refusal)
    if plain:
        _print({"error": {"code": refusal.code, "message": message}}, plain=True)
    else:
        say(message)
    sys.exit(1)


def tenant_by(slug: str) -> Tenant:
    """Return the workspace of that slug or refuse."""
    tenant = accounts.tenant_by_slug(slug)
    if tenant is None:
        raise NotFoundError("tenant.not_found", slug=slug)
    return tenant


@contextmanager
def in_workspace(slug: str) -> Iterator[Tenant]:
    """Act inside the workspace of that slug."""
    tenant = tenant_by(slug)
    with use_tenant(tenant.id):
        yield tenant_by(slug)


@contextmanager
def in_community(tenant: str, community: str) -> Iterator[Community]:
    """Act inside a workspace, on one of its communities."""
    with in_workspace(tenant):
        found = community_by_slug(community)
        if found is None:
            raise NotFoundError("community.not_found", slug=community)
        yield found
