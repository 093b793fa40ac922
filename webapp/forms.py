"""What a person typed: typed values out, errors in words beside their fields, and the original kept for the page.

A view reads each field once, asks ``form.ok``, acts inside ``form.refusals()`` and, if anything was wrong, shows the form again (422).
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, time
from enum import StrEnum
from types import TracebackType
from typing import TypeVar
from uuid import UUID

from flask import request
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage, MultiDict

from tenants.render.wording.errors import sentence
from tenants.terms.errors import NotFoundError, Refusal
from webapp.words import language

Choice = TypeVar("Choice", bound=StrEnum)
Iso = TypeVar("Iso", date, time)
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


class Form:
    """The fields of one request. ``errors`` are sentences by field; ``problem`` and ``remedy`` speak of the form as a whole."""

    def __init__(self, data: MultiDict[str, str] | None = None, initial: Mapping[str, object] | None = None) -> None:
        """Wrap what was sent; ``initial`` fills the fields of a form that is shown for the first time."""
        self._data: MultiDict[str, str] = MultiDict() if data is None else data
        self._initial = dict(initial or {})
        self.errors: dict[str, str] = {}
        self.problem = ""
        self.remedy = ""

    @classmethod
    def posted(cls) -> "Form":
        """The form of the running request."""
        return cls(request.form)

    @property
    def ok(self) -> bool:
        """True while nothing is wrong."""
        return not self.errors and not self.problem

    def raw(self, name: str) -> str:
        """The text of a field as it was typed, or its initial value."""
        if name in self._data:
            return self._data[name]
        given = self._initial.get(name)
        return "" if given is None else str(given)

    def all(self, name: str) -> list[str]:
        """Every value of a field that may come several times (check boxes)."""
        if self._data:
            return self._data.getlist(name)
        given = self._initial.get(name)
        if isinstance(given, list | tuple | set | frozenset):
            return [str(each) for each in given]
        return [] if given in (None, False) else ["1" if given is True else str(given)]

    def wrong(self, name: str, words: str) -> None:
        """Blame a field; the first complaint stays."""
        self.errors.setdefault(name, words)

    def text(self, name: str, *, limit: int = 200, optional: bool = False, lines: bool = False) -> str:
        """Text without surrounding blanks and control characters; ``lines`` keeps line breaks."""
        value = _CONTROL.sub("", self.raw(name)).replace("\r\n", "\n").strip()
        if not lines:
            value = " ".join(value.split())
        if not value and not optional:
            self.wrong(name, _("Please fill this in."))
        if len(value) > limit:
            self.wrong(name, _("%(n)s characters at most.", n=limit))
        return value

    def secret(self, name: str) -> str:
        """A password exactly as typed: never trimmed, never shown again."""
        value = self._data.get(name, "")
        if not value:
            self.wrong(name, _("Please fill this in."))
        return value

    def email(self, name: str, *, optional: bool = False) -> str:
        """An e-mail address in lower case."""
        value = self.text(name, limit=254, optional=optional).lower()
        if value and not _EMAIL.fullmatch(value):
            self.wrong(name, _("This is not an e-mail address. It looks like name@example.com."))
        return value

    def emails(self, name: str) -> list[str]:
        """Several addresses, divided by commas, semicolons, blanks or lines; none twice."""
        parts = [part.lower() for part in re.split(r"[\s,;，；、]+", self.raw(name)) if part]
        for part in parts:
            if not _EMAIL.fullmatch(part):
                self.wrong(name, _("“%(part)s” is not an e-mail address.", part=part))
        return list(dict.fromkeys(parts))

    def choice(self, name: str, options: type[Choice]) -> Choice | None:
        """A member of an enum; ``None`` with an error otherwise."""
        try:
            return options(self.raw(name))
        except ValueError:
            self.wrong(name, _("Please choose one."))
            return None

    def one_of(self, name: str, options: Iterable[str], *, optional: bool = False) -> str:
        """One of the given texts; empty is allowed when ``optional``."""
        value = self.raw(name)
        if value not in set(options) and not (optional and not value):
            self.wrong(name, _("Please choose one."))
            return ""
        return value

    def uuid(self, name: str, *, optional: bool = False) -> UUID | None:
        """A public id; ``None`` if empty and ``optional``, or with an error."""
        try:
            return UUID(self.raw(name))
        except ValueError:
            if self.raw(name) or not optional:
                self.wrong(name, _("Please choose one."))
            return None

    def whole(self, name: str, *, least: int = 0, most: int = 2_000_000_000, optional: bool = False) -> int | None:
        """A whole number; thousands separators are allowed."""
        value = self.number(name, least=least, most=most, optional=optional)
        if value is not None and value != int(value):
            self.wrong(name, _("A whole number, please."))
            return None
        return None if value is None else int(value)

    def number(self, name: str, *, least: float | None = None, most: float | None = None, optional: bool = False) -> float | None:
        """A number; thousands separators, full-width digits and a percent sign at the end are allowed and dropped."""
        text = self.raw(name).strip().replace(",", "").replace("，", "").replace("−", "-").rstrip("%％ ")
        if not text:
            if not optional:
                self.wrong(name, _("Please fill this in."))
            return None
        try:
            value = float(text)
        except ValueError:
            self.wrong(name, _("A number, please."))
            return None
        if value != value or value in (float("inf"), float("-inf")):  # noqa: PLR0124 - that is how NaN is known
            self.wrong(name, _("A number, please."))
            return None
        if least is not None and value < least:
            self.wrong(name, _("%(n)s or more.", n=f"{least:g}"))
        if most is not None and value > most:
            self.wrong(name, _("%(n)s or less.", n=f"{most:g}"))
        return value

    def day(self, name: str, *, optional: bool = False) -> date | None:
        """A day written as 2026-07-18."""
        return self._iso(name, date.fromisoformat, _("A day like 2026-07-18, please."), optional=optional)

    def hour(self, name: str, *, optional: bool = False) -> time | None:
        """A time of day written as 20:30."""
        return self._iso(name, time.fromisoformat, _("A time like 20:30, please."), optional=optional)

    def _iso(self, name: str, read: Callable[[str], Iso], words: str, *, optional: bool) -> Iso | None:
        try:
            return read(self.raw(name).strip())
        except ValueError:
            if self.raw(name) or not optional:
                self.wrong(name, words)
            return None

    def flag(self, name: str) -> bool:
        """Whether a box was ticked."""
        return bool(self._data.get(name))

    def file(self, name: str) -> FileStorage | None:
        """The uploaded file, or ``None`` with an error."""
        given = request.files.get(name)
        if given is None or not given.filename:
            self.wrong(name, _("Please choose a file."))
            return None
        return given

    def refuse(self, refusal: Refusal) -> None:
        """Word a refusal: beside its field if it names one, else above the form."""
        words, remedy = sentence(refusal.code, refusal.facts, language())
        if refusal.field:
            self.wrong(refusal.field, f"{words} {remedy}".strip() if language() == "en" else f"{words}{remedy}")
        else:
            self.problem, self.remedy = words, remedy

    def refusals(self) -> "_Refusals":
        """A block whose ``Refusal`` becomes an error of this form. ``NotFoundError`` passes: it is a 404."""
        return _Refusals(self)


class _Refusals:
    """See ``Form.refusals``."""

    def __init__(self, form: Form) -> None:
        self._form = form

    def __enter__(self) -> None:
        """Begin the block."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> bool:
        """Take a refusal in; let everything else pass."""
        if isinstance(error, Refusal) and not isinstance(error, NotFoundError):
            self._form.refuse(error)
            return True
        return False
