"""An equal document for Typst: the report's own markup, element by element, its tables as tables and its drawings as drawings.

``python -m tests.benchmarks.typeset REPORT.pdf`` reads markup, writes the PDF and prints what one process
spent on it, as JSON.
"""

# ruff: noqa: T201 - it tells its parent what it measured

import json
import resource
import sys
import time
from pathlib import Path
from xml.etree import ElementTree as ET

SVG = "{http://www.w3.org/2000/svg}"
SIZES = {"h1": 19, "h2": 10.5, "h3": 9}
SMALL = {"sub", "foot", "stand", "to", "df", "sm", "dn", "def", "src", "note", "of"}
BLOCKS = {"section", "div", "p", "ul", "ol", "dl", "blockquote", "figure"}
FAMILIES = {"zh": ("Noto Sans SC", "Noto Serif SC"), "en": ("Source Sans 3", "Source Serif 4")}


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'


def document(html):
    """Return the Typst source of a report's markup: same pages, words, tables and drawings; fonts, sizes and columns as near."""
    root = ET.fromstring(html)
    lang = root.get("lang", "en")[:2]
    sans, serif = FAMILIES[lang]
    title = root.findtext("head/title") or ""
    return f"""#set document(title: {quoted(title)})
#set page(paper: "a4", margin: (x: 20mm, top: 24mm, bottom: 19mm), header: text(7.5pt)[{title}])
#set page(footer: context text(7.5pt, counter(page).display("1 / 1", both: true)))
#set text(font: ({quoted(sans)}, "Noto Sans SC", "Noto Emoji"), size: 9.5pt, lang: {quoted(lang)})
#show heading: it => text(font: ({quoted(serif)}, "Noto Serif SC"), weight: 600, it.body)
#set table(stroke: (bottom: .4pt + luma(213)), inset: (x: 2pt, y: 3pt))
#{{
{chr(10).join(block(root.find("body")))}
}}
"""


def block(element):
    """Yield statements of Typst's code mode for what is in ``element``."""
    if element.text and element.text.strip():
        yield f"text({quoted(element.text.strip())})"
    for child in element:
        yield from one(child)
        if child.tail and child.tail.strip():
            yield f"text({quoted(child.tail.strip())})"


def one(element):
    name, classes = element.tag, set(element.get("class", "").split())
    if name == f"{SVG}svg":
        width = element.get("width", "100pt")
        ET.register_namespace("", SVG.strip("{}"))
        yield f'image(bytes({quoted(ET.tostring(element, encoding="unicode"))}), format: "svg", width: {width})'
    elif name in SIZES:
        yield f"heading(level: {name[1]}, text(size: {SIZES[name]}pt, {inline(element)}))"
    elif name == "table":
        yield from table(element)
    elif name == "section" and "page" in classes:
        yield "pagebreak(weak: true)"
        yield from block(element)
    elif name in BLOCKS and any(child.tag in {*BLOCKS, *SIZES, "table", f"{SVG}svg"} for child in element.iter() if child is not element):
        yield from block(element)
    elif name in BLOCKS or name == "li":
        size = "8pt" if classes & SMALL else "9.5pt"
        yield f"block(below: .6em, text(size: {size}, {inline(element)}))"
    elif name not in {"style", "title", "col"}:
        yield inline(element)


def inline(element):
    """Return one Typst expression for running text."""
    parts = [quoted(element.text)] if element.text and element.text.strip() else []
    for child in element:
        weight = "strong" if child.tag in {"b", "strong", "em"} else "text"
        parts.append(f"{weight}({inline(child)})" if child.tag != f"{SVG}svg" else next(one(child)))
        if child.tail and child.tail.strip():
            parts.append(quoted(child.tail))
    return "{" + "; ".join(parts) + "}" if parts else "[]"


def table(element):
    rows = list(element.iter("tr"))
    own = [row for row in rows if not any(row in list(inner.iter("tr")) for inner in element.iter("table") if inner is not element)]
    columns = max((sum(int(cell.get("colspan", 1)) for cell in row) for row in own), default=1)
    cells = []
    for row in own:
        for cell in row:
            content = "{" + "\n".join(block(cell)) + "}" if len(cell) else inline(cell)
            span = int(cell.get("colspan", 1))
            cells.append(f"table.cell(colspan: {span}, {content})" if span > 1 else f"{{ {content} }}")
    yield f"table(columns: {columns}, {', '.join(cells)})"


def measure():
    html = sys.stdin.read()
    import typst

    from tenants.render import pdf

    source = document(html).encode()
    began = time.process_time()
    made = typst.compile(source, font_paths=[str(pdf.fonts_folder())], ignore_system_fonts=True)
    alone = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    Path(sys.argv[1]).write_bytes(made)
    print(json.dumps({"cpu": time.process_time(), "alone": alone, "mb": peak}))


if __name__ == "__main__":
    measure()
