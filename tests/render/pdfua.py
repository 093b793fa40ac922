"""What PDF/UA-1 asks of a report, read from the finished file: Matterhorn's points that a machine can check and a validator passes over.

The validator (``page-validation``, the rules of veraPDF) holds the letter of ISO 14289-1. It is content with a layout table whose first
row is called header, with a label for every ornament, with a running header read aloud in mid-sentence. These rules hold what we mean.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import pikepdf

PAINTING = {"S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "Do", "Tj", "TJ", "'", '"', "EI"}
TEXT = {"Tj", "TJ", "'", '"'}
GROUPING = {"Document", "Part", "Art", "Sect", "BlockQuote", "Div", "L", "LI", "Table", "TR", "THead", "TBody", "TFoot"}
KIDS = {
    "Table": {"TR", "THead", "TBody", "TFoot", "Caption"},
    "THead": {"TR"},
    "TBody": {"TR"},
    "TFoot": {"TR"},
    "TR": {"TH", "TD"},
    "L": {"LI", "Caption", "L"},
    "LI": {"Lbl", "LBody"},
}
HEADINGS = ("H1", "H2", "H3", "H4", "H5", "H6")


@dataclass(eq=False)
class Element:
    """One structure element, its kids in order; content is ("mcid", page, number) or ("link", annotation)."""

    tag: str
    source: pikepdf.Dictionary
    parent: "Element | None" = None
    kids: list = field(default_factory=list)

    def elements(self) -> "Iterator[Element]":
        yield self
        for kid in self.kids:
            if isinstance(kid, Element):
                yield from kid.elements()

    def content(self) -> Iterator[tuple]:
        for kid in self.kids:
            if isinstance(kid, Element):
                yield from kid.content()
            else:
                yield kid

    def attribute(self, name):
        owned = self.source.get("/A")
        for each in [owned] if isinstance(owned, pikepdf.Dictionary) else (owned or []):
            if name in each:
                return each[name]
        return None


@dataclass
class Mark:
    """A marked sequence of a page: what it is called, what it painted, and whether text was among it."""

    tag: str
    painted: int = 0
    text: int = 0
    pagination: bool = False


class Report:
    """A PDF opened for questions; ``problems`` lists what is wrong, each as one sentence with the rule before it."""

    def __init__(self, made: bytes) -> None:
        self.pdf = pikepdf.open(io.BytesIO(made))
        self.root = self.pdf.Root
        self.pages = {page.obj.objgen: number for number, page in enumerate(self.pdf.pages)}
        self.top = self._read(self.root.StructTreeRoot.K, None)
        self.unmarked: list[str] = []
        self.marks = [self._marks(page, number) for number, page in enumerate(self.pdf.pages)]

    def problems(self) -> list[str]:
        checks = (
            *(self._declared, self._fonts, self._content, self._parents, self._nesting, self._headings),
            *(self._tables, self._figures, self._links, self._outline),
        )
        return [problem for check in checks for problem in check()]

    def tagged(self, *tags: str) -> list[Element]:
        return [each for each in self.top.elements() if each.tag in tags]

    def _read(self, source, parent):
        if isinstance(source, pikepdf.Array):
            assert len(source) == 1
            return self._read(source[0], parent)
        element = Element(str(source.S).lstrip("/"), source, parent)
        kids = source.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, int):
                element.kids.append(("mcid", self.pages[source.Pg.objgen], kid))
            elif kid.get("/Type") == "/MCR":
                element.kids.append(("mcid", self.pages[kid.Pg.objgen], int(kid.MCID)))
            elif kid.get("/Type") == "/OBJR":
                element.kids.append(("link", kid.Obj.objgen))
            else:
                element.kids.append(self._read(kid, element))
        return element

    def _marks(self, page, number):
        found, stack = {}, []
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            if name in {"BDC", "BMC"}:
                properties = operands[1] if len(operands) > 1 else {}
                mark = Mark(str(operands[0]).lstrip("/"), pagination=properties.get("/Type") == "/Pagination")
                if "/MCID" in properties:
                    assert int(properties["/MCID"]) not in found
                    found[int(properties["/MCID"])] = mark
                stack.append(mark)
            elif name == "EMC":
                stack.pop()
            elif name in PAINTING:
                if not stack:
                    self.unmarked.append(f"page {number + 1}: {name}")
                for mark in stack:
                    mark.painted += 1
                    mark.text += name in TEXT
        return found

    def _declared(self):
        root, info = self.root, self.pdf.docinfo
        with self.pdf.open_metadata() as metadata:
            if str(metadata.get("pdfuaid:part")) != "1":
                yield "06-002 XMP does not say PDF/UA part 1"
            if not metadata.get("dc:title") or str(metadata.get("dc:title")) != str(info.get("/Title", "")):
                yield "06-003 the title is missing, or is another one in XMP"
        if not str(root.get("/Lang", "")):
            yield "11-006 the document has no language"
        if root.get("/ViewerPreferences", {}).get("/DisplayDocTitle") is not True:
            yield "07-001 the window does not show the title"
        if root.get("/MarkInfo", {}).get("/Marked") is not True or root.get("/MarkInfo", {}).get("/Suspects") is True:
            yield "06-001 the document is not marked as tagged"
        if any(page.obj.get("/Tabs") != "/S" for page in self.pdf.pages):
            yield "28-009 a page's tab order is not that of its structure"
        if self.top.tag != "Document":
            yield "09-001 the structure does not begin with a Document"

    def _fonts(self):
        for page in self.pdf.pages:
            for font in page.obj.Resources.get("/Font", {}).values():
                inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
                name = str(font.get("/BaseFont"))
                if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(inner.FontDescriptor.keys()):
                    yield f"31-009 {name} is not embedded"
                if "/ToUnicode" not in font:
                    yield f"31-027 the characters of {name} cannot be told"

    def _content(self):
        yield from (f"01-005 painted and neither read nor an artifact, {each}" for each in self.unmarked)
        owned = {(page, number) for kind, *rest in self.top.content() if kind == "mcid" for page, number in [rest]}
        drawn = {(page, number) for page, marks in enumerate(self.marks) for number in marks}
        yield from (f"01-005 content that no element owns: {each}" for each in sorted(drawn - owned))
        yield from (f"01-006 an element owns content that is not there: {each}" for each in sorted(owned - drawn))
        for element in self.top.elements():
            loose = [kid for kid in element.kids if isinstance(kid, tuple) and kid[0] == "mcid"]
            if element.tag in GROUPING and loose:
                yield f"09-004 text stands in {element.tag} itself, not in a paragraph"

    def _parents(self):
        entries = list(self.root.StructTreeRoot.ParentTree.Nums)
        tree = dict(zip((int(key) for key in entries[::2]), entries[1::2], strict=True))
        owners = {}
        for element in self.top.elements():
            for kid in element.kids:
                if isinstance(kid, tuple):
                    owners[kid[1:]] = element.source.objgen
                elif kid.source.P.objgen != element.source.objgen:
                    yield f"09-003 a {kid.tag} names another parent than it has"
        for number, page in enumerate(self.pdf.pages):
            listed = tree.get(int(page.obj.get("/StructParents", -1)), [])
            for mcid in self.marks[number]:
                if mcid >= len(listed) or listed[mcid].objgen != owners.get((number, mcid)):
                    yield f"01-006 the parent tree misplaces content {mcid} of page {number + 1}"
            for annotation in page.obj.get("/Annots", []):
                listed = tree.get(int(annotation.get("/StructParent", -1)))
                if listed is None or listed.objgen != owners.get((annotation.objgen,)):
                    yield f"28-010 the parent tree misplaces a link of page {number + 1}"

    def _nesting(self):
        for element in self.top.elements():
            allowed = KIDS.get(element.tag)
            found = {kid.tag for kid in element.kids if isinstance(kid, Element)}
            if allowed and found - allowed:
                yield f"09-005 a {element.tag} holds {sorted(found - allowed)}"
            if element.tag in {"LI", "TR", "THead", "TBody"} and not element.kids:
                yield f"09-005 an empty {element.tag}"
            if element.tag == "LI" and "LBody" not in found:
                yield "09-005 a list item without a body"
            labelled = any(
                part.tag == "Lbl" for item in element.kids if isinstance(item, Element) and item.tag == "LI" for part in item.kids
            )
            if element.tag == "L" and labelled and element.attribute("/ListNumbering") in {None, "/None"}:
                yield "16-001 a labelled list does not tell its numbering"

    def _headings(self):
        levels = [HEADINGS.index(each.tag) + 1 for each in self.tagged(*HEADINGS)]
        if levels[:1] != [1]:
            yield "14-001 the first heading is not an H1"
        for one, following in pairwise(levels):
            if following > one + 1:
                yield f"14-003 H{following} follows H{one}"
        if any(not any(True for _ in each.content()) for each in self.tagged(*HEADINGS)):
            yield "14-007 an empty heading"

    def _tables(self):
        for table in self.tagged("Table"):
            rows = [row for row in table.elements() if row.tag == "TR" and self._table_of(row) is table]
            if not any(cell.tag == "TH" for row in rows for cell in row.kids):
                yield "15-003 a table without header cells: layout is not a table"
            widths = self._widths(rows)
            if len(set(widths)) > 1:
                yield f"15-004 rows of different width: {widths}"
            heads = [cell for row in rows for cell in row.kids if cell.tag == "TH"]
            yield from ("15-003 a header cell that does not say for what" for cell in heads if not cell.attribute("/Scope"))

    @staticmethod
    def _table_of(element):
        while element is not None and element.tag != "Table":
            element = element.parent
        return element

    @staticmethod
    def _widths(rows):
        held, widths = {}, []
        for number, row in enumerate(rows):
            width = held.get(number, 0)
            for cell in row.kids:
                across = int(cell.attribute("/ColSpan") or 1)
                width += across
                for below in range(1, int(cell.attribute("/RowSpan") or 1)):
                    held[number + below] = held.get(number + below, 0) + across
            widths.append(width)
        return widths

    def _figures(self):
        for figure in self.tagged("Figure"):
            if not str(figure.source.get("/Alt", "")).strip():
                yield "13-004 a figure without words"
            box, places = figure.attribute("/BBox"), [rest[0] for kind, *rest in figure.content() if kind == "mcid"]
            if box is None or not places:
                yield "13-005 a figure without place or content"
                continue
            left, bottom, right, top = (float(side) for side in box)
            _zero, _zero, width, height = (float(side) for side in self.pdf.pages[places[0]].mediabox)
            if not (-1 <= left < right <= width + 1 and -1 <= bottom < top <= height + 1):
                yield f"13-005 a figure's place is not on its page: {[left, bottom, right, top]}"

    def _links(self):
        tied = {kid[1]: element for element in self.top.elements() for kid in element.kids if isinstance(kid, tuple) and kid[0] == "link"}
        for page in self.pdf.pages:
            for annotation in page.obj.get("/Annots", []):
                element = tied.get(annotation.objgen)
                if element is None or element.tag != "Link":
                    yield "28-011 a link outside of a Link"
                if not str(annotation.get("/Contents", "")).strip():
                    yield "28-012 a link that does not say where it leads"
                if not int(annotation.get("/F", 0)) & 4 or int(annotation.get("/F", 0)) & 34:
                    yield "28-008 a link is hidden from some readers"
        for link in self.tagged("Link"):
            if not any(kid[0] == "link" for kid in link.content()):
                yield "28-011 a Link that leads nowhere"

    def _outline(self):
        with self.pdf.open_outline() as outline:
            if not outline.root:
                yield "29-001 no bookmarks"


def furniture(report: Report) -> list[Mark]:
    """Return nothing but the marks of running headers and footers; they own no MCID, so they are found in the drawing itself."""
    found = []
    for page in report.pdf.pages:
        stack = []
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            if name in {"BDC", "BMC"}:
                properties = operands[1] if len(operands) > 1 else {}
                stack.append(Mark(str(operands[0]).lstrip("/"), pagination=properties.get("/Type") == "/Pagination"))
            elif name == "EMC":
                stack.pop()
            elif name in TEXT and stack and stack[-1].pagination:
                stack[-1].text += 1
                found.append(stack[-1])
    return found
