"""Finding a column by its number, its header, or the beginning of its header."""

from collections.abc import Sequence

from tenants.ingest.intake import clean
from tenants.terms.errors import Refusal


def squeeze(text: str) -> str:
    """``text`` with every run of white space (non-breaking too) as one blank, and none around."""
    return " ".join(text.replace("\ufeff", "").split())


def find_column(header: Sequence[str], which: int | str, field: str) -> int:
    """The column, counted from 0, that ``which`` names: a number from 1, a header, or the beginning of exactly one.

    Case and runs of white space do not matter. Raises ``Refusal``: ``import.no_such_column`` with the headers there are,
    ``import.ambiguous_column`` with the candidates. ``field`` is the question that was answered, for the form.
    """
    wanted = squeeze(str(which)).casefold()
    if wanted.isascii() and wanted.isdigit():
        number = int(wanted[:6])
        if 1 <= number <= len(header):
            return number - 1
        raise Refusal("import.no_such_column", field=field, column=clean(str(which)), columns=len(header), headers=_shown(header))
    names = [squeeze(name).casefold() for name in header]
    exact = [at for at, name in enumerate(names) if name == wanted and wanted]
    found = exact or [at for at, name in enumerate(names) if wanted and name.startswith(wanted)]
    if not found:
        raise Refusal("import.no_such_column", field=field, column=clean(str(which)), columns=len(header), headers=_shown(header))
    if len(found) > 1:
        candidates = [f"{at + 1}: {clean(squeeze(header[at]), 80)}" for at in found[:10]]
        raise Refusal("import.ambiguous_column", field=field, column=clean(str(which)), candidates=candidates)
    return found[0]


def _shown(header: Sequence[str]) -> list[str]:
    return [f"{at + 1}: {clean(squeeze(name), 60)}" for at, name in enumerate(header) if name.strip()][:40]
