"""Components for templates: every macro of ``templates/components/`` as ``ui.<name>``, and the little arithmetic of drawing."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, g
from jinja2 import Environment
from markupsafe import Markup

from tenants.terms.figure import Figure
from tenants.terms.target import Status
from tenants.terms.words import N_
from webapp.figures import bar, definition
from webapp.words import gettext as _

FILES = ("marks", "forms", "figures", "tables", "notices", "progress", "review", "navigation", "queue")


@dataclass(frozen=True, slots=True)
class Look:
    """How a verdict is shown: the tone (shape and colour) and the word's message id."""

    tone: str
    word: str


VERDICTS: dict[str, Look] = {
    Status.AHEAD: Look("ahead", N_("Ahead")),
    Status.ON_TRACK: Look("track", N_("On track")),
    Status.AT_RISK: Look("risk", N_("At risk")),
    Status.MISSED: Look("missed", N_("Missed")),
    Status.NO_DATA: Look("none", N_("No data")),
}


class Ui:
    """``ui.button`` in a template finds the macro ``button`` in whichever component file holds it."""

    def __init__(self, env: Environment) -> None:
        self._env = env
        self._found: dict[str, Callable[..., Any]] = {}

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """Return the macro. Raises ``AttributeError`` for a name no file has."""
        # A page asks hundreds of times; only where templates change under a running application is the answer looked up anew.
        if name in self._found and not self._env.auto_reload:
            return self._found[name]
        if not name.startswith("_"):
            for file in FILES:
                macro = getattr(self._env.get_template(f"components/{file}.html").module, name, None)
                if macro is not None:
                    self._found[name] = macro
                    return self._found[name]
        raise AttributeError(name)


def pop_add(**parts: Any) -> str:
    """Keep a figure's definition until ``pops()`` writes it; returns the id its button refers to."""
    waiting: list[dict[str, Any]] = g.setdefault("pops", [])
    # The id is random, since a fragment swapped in later must not repeat one that is in the page already.
    parts["id"] = f"p{secrets.token_hex(4)}"
    waiting.append(parts)
    return str(parts["id"])


def pop_take() -> list[dict[str, Any]]:
    """Return the definitions kept so far and forget them."""
    return g.pop("pops", [])  # type: ignore[no-any-return] # Flask's g is untyped


def door(figure: Figure, as_of: str | None, contract: int | None, text: str = "") -> Markup:
    """The button of a figure that opens with its value, or with why there is none; ``as_of`` and ``text`` in words.

    Pages that list every figure ask hundreds of times, so this is no macro; it writes what ``ui.fig`` writes.
    """
    words = definition(figure, contract=contract)
    facts = [*([(_("Why"), words.why)] if words.why else []), *words.facts, *([(_("As of"), as_of)] if as_of else [])]
    opens = pop_add(title=words.title, formula=words.formula, facts=facts, more="", more_label="")
    return _DOOR % (opens, text or words.text, _(", definition and source"))


_DOOR = Markup('<button type="button" class="fig" popovertarget="%s">%s<span class="vh">%s</span></button>')


@dataclass(frozen=True, slots=True)
class Spark:
    """A small line, in the 88 x 24 box of the ``spark`` macro."""

    runs: Sequence[str]
    last: tuple[float, float]
    goal: float | None


def spark_points(values: Sequence[float | None], goal: float | None = None) -> Spark | None:
    """Place ``values`` from left to right, the largest at the top; ``None`` is a gap. Nothing to draw gives ``None``."""
    known = [value for value in values if value is not None]
    if not known:
        return None
    low, high = min([*known, *([] if goal is None else [goal])]), max([*known, *([] if goal is None else [goal])])
    step = 82 / max(1, len(values) - 1)

    def height(value: float) -> float:
        return 12.0 if high == low else round(21 - 18 * (value - low) / (high - low), 2)

    runs: list[list[str]] = [[]]
    last = (0.0, 0.0)
    for index, value in enumerate(values):
        if value is None:
            runs.append([])
            continue
        last = (round(2 + index * step, 2), height(value))
        runs[-1].append(f"{last[0]:g},{last[1]:g}")
    return Spark([" ".join(run) for run in runs if len(run) > 1], last, None if goal is None else height(goal))


def init_components(app: Flask) -> None:
    """Give templates their components."""
    app.jinja_env.globals.update(
        ui=Ui(app.jinja_env),
        VERDICTS=VERDICTS,
        pop_add=pop_add,
        pop_take=pop_take,
        spark_points=spark_points,
        definition=definition,
        door=door,
        goal_bar=bar,
    )
