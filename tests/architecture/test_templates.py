"""House rules of templates."""

import re
from fnmatch import fnmatch

from tests.architecture.sources import PRODUCT, ROOT, python, strings, templates

INLINE = re.compile(r"""\sstyle\s*=|\son[a-z]+\s*=\s*["']|<script(?![^>]*\ssrc=)|javascript:|<style""", re.IGNORECASE)
# Mail programs know no stylesheet; the report's page is read by WeasyPrint alone, which has no policy to keep.
OWN_RULES = ("letters/", "report/")


def test_every_template_is_used():
    """A template that nobody names is dead, and would be kept alive by translators."""
    folder = ROOT / "templates"
    named = {text for source in python(*PRODUCT) for text in strings(source.tree)}
    for template in templates():
        named |= set(re.findall(r"""["']([\w./*-]+\.(?:html|txt|css|svg|xml))["']""", template.read_text(encoding="utf-8")))
    patterns = {text for text in named if "*" in text and "." in text and len(text) < 200}
    unused = [
        name
        for template in templates()
        if (name := template.relative_to(folder).as_posix()) not in named and not any(fnmatch(name, pattern) for pattern in patterns)
    ]
    assert unused == []


def test_no_page_carries_an_inline_style_or_script():
    """The content security policy forbids them, without exception: the browser would ignore them."""
    found = [
        f"{template.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for template in templates()
        if not template.relative_to(ROOT / "templates").as_posix().startswith(OWN_RULES)
        for number, line in enumerate(template.read_text(encoding="utf-8").splitlines(), 1)
        if INLINE.search(line)
    ]
    assert found == []


def test_no_template_loads_anything_from_elsewhere():
    outside = re.compile(r"""(?:src|href|action)\s*=\s*["'](?:https?:)?//""", re.IGNORECASE)
    found = [str(template.relative_to(ROOT)) for template in templates() if outside.search(template.read_text(encoding="utf-8"))]
    assert found == []
