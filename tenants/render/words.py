"""The catalogues: both languages from the one set of PO files under ``templates/words``.

English is the source language, so it has no catalogue. Chinese is one PO file an area; all are merged in memory.
"""

from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from tenants.terms.people import Language

FOLDER = Path(__file__).resolve().parents[2] / "templates" / "words"


class CatalogueError(Exception):
    """The catalogues contradict each other; a mistake of ours, found when they are loaded and by the tests."""


def merged(folder: Path) -> Catalog:
    """Return one catalogue of every PO file in ``folder`` (named after its locale), in the order of their names.

    Raises ``CatalogueError`` when two files translate one message differently, or when an entry is fuzzy or empty: half
    a translation must stop a release rather than reach a client.
    """
    whole = Catalog(locale=folder.name)
    origin: dict[str, str] = {}
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as file:
            area = read_po(file, locale=folder.name)
        for message in area:
            if not message.id:
                continue
            key = message.id if isinstance(message.id, str) else message.id[0]
            words = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
            if message.fuzzy or not words or not all(words):
                raise CatalogueError(f"{path.name}: {key!r} is not translated")
            known = whole.get(key, message.context)
            if known is not None and known.string != message.string:
                raise CatalogueError(f"{path.name} and {origin[key]} translate {key!r} differently")
            origin[key] = path.name
            whole[key] = message
    return whole


@lru_cache(maxsize=64)
def known(lang: str) -> Language:
    """Return the language that ``lang`` names, also in its browser form (``zh``, ``zh-CN``, ``en-GB``).

    Anything else raises ``ValueError``: a letter in the wrong language is a mistake of the caller.
    """
    if lang in tuple(Language):
        return Language(lang)
    for language in Language:
        if lang.replace("-", "_").split("_")[0] == language.value.split("_")[0]:
            return language
    raise ValueError(f"no words in {lang!r}")


@lru_cache(maxsize=4)
def _loaded(language: Language) -> NullTranslations:
    if language is Language.EN:
        return NullTranslations()
    buffer = BytesIO()
    write_mo(buffer, merged(FOLDER / language.value))
    buffer.seek(0)
    return Translations(buffer)


def translations(lang: str) -> NullTranslations:
    """Return the words of ``lang`` (``gettext``, ``ngettext``, ``pgettext``), loaded once a process.

    Of English, the untranslated source with its plurals.
    """
    return _loaded(known(lang))
