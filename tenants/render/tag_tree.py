"""A structure tree in the making: nodes with their content, page by page, and how they are written into the PDF."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pydyf

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_GROUPING = frozenset({"Document", "Part", "Art", "Sect", "BlockQuote", "Div"})
_KEPT_EMPTY = frozenset({"TD", "TH"})
_DECORATION = b""


@dataclass(slots=True, eq=False)
class Node:
    """One structure element. ``kids`` are nodes, or content as (page, what stands in the array)."""

    tag: str
    page: int
    kids: list["Node | tuple[int, bytes | int]"] = field(default_factory=list)
    alt: str | None = None
    bbox: tuple[float, float, float, float] | None = None
    scope: str | None = None
    spans: tuple[int, int] = (1, 1)
    numbering: str | None = None
    lang: str | None = None
    source: Any = None
    above: "Node | None" = None
    number: int = 0

    def add(self, tag: str, page: int) -> "Node":
        """Return a new last child."""
        node = Node(tag, page, above=self)
        self.kids.append(node)
        return node

    def last(self) -> "Node":
        """Return the last child that is a node; itself without one."""
        return next((kid for kid in reversed(self.kids) if isinstance(kid, Node)), self)

    def label(self, page: int) -> "Node":
        """Return a new label of the list item whose body this is; it stands before the body."""
        item = self.above or self
        node = Node("Lbl", page, above=item)
        item.kids.insert(0, node)
        return node

    def paragraph(self, source: Any) -> "Node":
        """Return the paragraph that text of the element ``source`` belongs to: text stands in none of the grouping elements."""
        if self.kids and isinstance(self.kids[-1], Node) and self.kids[-1].source is source:
            return self.kids[-1]
        node = self.add("P", self.page)
        node.source = source
        return node

    def is_empty(self) -> bool:
        """Tell whether nothing in it is ever read."""
        return self.tag not in _KEPT_EMPTY and all(isinstance(kid, Node) and kid.is_empty() for kid in self.kids)


def paragraph_needed(node: Node) -> bool:
    """Tell whether text in ``node`` wants a paragraph of its own."""
    return node.tag in _GROUPING


class _Written(pydyf.Object):  # type: ignore[misc]  # pydyf ships no types
    """An object of the PDF whose bytes are known."""

    data = b""


class Tree:
    """Collects the structure of a document, page by page, then writes it."""

    def __init__(self, pdf: Any) -> None:
        """Begin the structure of ``pdf`` (a ``pydyf.PDF`` with all its pages)."""
        self.root = Node("Document", 0)
        self.page = 0
        self._pdf = pdf
        self._pages: tuple[bytes, ...] = pdf.page_references
        self._owners: list[list[Node]] = []
        self._links: list[tuple[Any, Node]] = []
        self._operators: list[Any] = []
        self._places: dict[int, int] = {}
        self._marks: dict[Any, dict[str, Any]] = {}
        self._artifact = _DECORATION

    def open_page(self, number: int, stream: Any) -> None:
        """Turn to the page ``number``, whose drawing is ``stream``."""
        self.page, self._operators, self._marks = number, stream.stream, stream._tags  # noqa: SLF001 - where WeasyPrint keeps them
        self._owners.append([])
        self._places = dict(self._marked())

    def _marked(self) -> Iterator[tuple[int, int]]:
        """Yield each mark's number and where its properties stand among the drawing's operators."""
        at = -1
        while True:
            try:
                at = self._operators.index(b"BDC", at + 1)
            except ValueError:
                return
            yield self._operators[at - 1]["MCID"], at - 1

    def close_page(self) -> None:
        """Make an artifact of whatever was drawn and belongs to nothing."""
        for mark in list(self._marks):
            self.content(mark, None)

    def content(self, box: Any, node: Node | None) -> None:
        """Give what ``box`` drew to ``node``; without one it is an artifact."""
        mark = self._marks.pop(box, None)
        if mark is None:  # drawn nowhere
            return
        at = self._places[mark["mcid"]]
        if node is None:
            self._operators[at - 1] = b"/Artifact"
            self._operators[at] = self._artifact
            self._operators[at + 1] = b"BDC" if self._artifact else b"BMC"
            return
        owners = self._owners[-1]
        self._operators[at - 1] = b"/" + node.tag.encode()
        self._operators[at] = b"<</MCID %d>>" % len(owners)
        node.kids.append((self.page, len(owners)))
        owners.append(node)

    @contextmanager
    def furniture(self, margin: str) -> Iterator[None]:
        """Make every artifact within a running header or footer (``margin``: ``@top-left`` and the like) of that kind."""
        self._artifact = b"<</Type/Pagination/Subtype/%s>>" % (b"Header" if margin.startswith("@top") else b"Footer")
        yield
        self._artifact = _DECORATION

    def link(self, annotation: Any, node: Node, words: str) -> None:
        """Tie a link's annotation to its node; ``words`` tell where it leads."""
        annotation["Contents"] = pydyf.String(words)
        annotation["F"] = 4  # printed, not hidden
        reference = b"<</Type/OBJR/Pg %s/Obj %s>>" % (self._pages[self.page], annotation.reference)
        node.kids.append((self.page, reference))
        self._links.append((annotation, node))

    def write(self) -> None:
        """Add the tree, its parent tree and what a tagged document declares to the PDF."""
        pdf, top = self._pdf, _Written()
        pdf.add_object(top)
        self._write_node(self.root, top.reference)
        parents = [b"%d[%s]" % (page, b" ".join(b"%d 0 R" % node.number for node in owners)) for page, owners in enumerate(self._owners)]
        for key, (annotation, node) in enumerate(self._links, start=len(self._owners)):
            annotation["StructParent"] = key
            parents.append(b"%d %d 0 R" % (key, node.number))
        top.data = b"<</Type/StructTreeRoot/K[%d 0 R]/ParentTree<</Nums[%s]>>/ParentTreeNextKey %d>>" % (
            self.root.number,
            b" ".join(parents),
            len(parents),
        )
        pdf.catalog["StructTreeRoot"] = top.reference
        pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
        pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})

    def _write_node(self, node: Node, parent: bytes) -> None:
        written = _Written()
        self._pdf.add_object(written)
        node.number = written.number
        kids: list[bytes] = []
        for kid in node.kids:
            if isinstance(kid, Node):
                if not kid.is_empty():
                    self._write_node(kid, written.reference)
                    kids.append(b"%d 0 R" % kid.number)
            else:
                kids.append(self._content(node, *kid))
        own = any(not isinstance(kid, Node) for kid in node.kids)
        page = b"/Pg %s" % self._pages[node.page] if own else b""
        written.data = b"<</S/%s/P %s%s%s/K[%s]>>" % (node.tag.encode(), parent, page, _attributes(node), b" ".join(kids))

    def _content(self, node: Node, page: int, kid: bytes | int) -> bytes:
        if isinstance(kid, bytes):
            return kid
        return b"%d" % kid if page == node.page else b"<</Type/MCR/Pg %s/MCID %d>>" % (self._pages[page], kid)


def _attributes(node: Node) -> bytes:
    """Return what a node says of itself beside its tag."""
    out = b""
    if node.alt:
        out += b"/Alt " + pydyf.String(node.alt).data
    if node.lang:
        out += b"/Lang " + pydyf.String(node.lang).data
    if node.bbox:
        out += b"/A<</O/Layout/Placement/Block/BBox[%s]>>" % b" ".join(b"%.2f" % side for side in node.bbox)
    if node.numbering:
        out += b"/A<</O/List/ListNumbering/%s>>" % node.numbering.encode()
    table = b"/Scope/" + node.scope.encode() if node.scope else b""
    table += b"".join(b"/%s %d" % (name, span) for name, span in zip((b"ColSpan", b"RowSpan"), node.spans, strict=True) if span != 1)
    return out + (b"/A<</O/Table%s>>" % table if table else b"")
