"""What a page says to those who hear it: the structure of a tagged PDF (PDF/UA-1), built from the boxes of a finished layout.

WeasyPrint's own tagging makes a table of every layout table, repeats a table on every page it reaches, and ties running headers to
nothing. This one makes one structure element an HTML element, however many pages, boxes or lines it has:

- a table without header cells is layout: its cells are read as plain text in their order; with ``role="list"`` its rows
  (``role`` is not needed on them) are list items, the first cell their label;
- a drawing without ``<title>``, a picture with ``alt=""``, anything ``aria-hidden``, what stands in the page's margins, and a table
  head that is repeated are artifacts: they are seen, not read;
- inline elements that only look different add nothing.

ISO 14289-1; ISO 32000-1, 14.7 and 14.8. It also costs less: a third of the objects.
"""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from tenants.render.tag_tree import HEADINGS, Node, Tree, paragraph_needed

_SVG = "{http://www.w3.org/2000/svg}"
_TAGS = {name: name.upper() for name in HEADINGS}
_TAGS |= {"section": "Sect", "article": "Art", "main": "Part", "p": "P", "blockquote": "BlockQuote", "a": "Link", "caption": "Caption"}
_TAGS |= {"ul": "L", "ol": "L", "dl": "L", "li": "LI", "li::marker": "Lbl", "dt": "Lbl", "dd": "LBody"}
_TAGS |= {"table": "Table", "thead": "THead", "tbody": "TBody", "tfoot": "TFoot", "tr": "TR", "th": "TH", "td": "TD"}
_TAGS |= {"img": "Figure", f"{_SVG}svg": "Figure"}
_CELLS = frozenset({"thead", "tbody", "tfoot", "tr", "th", "td"})
_ITEM_PARTS = frozenset({"LI", "Lbl", "LBody"})
_NUMBERING = {"ul": "Disc", "ol": "Decimal", "dl": "Decimal", "table": "Decimal"}
_SCOPES = {"row": "Row", "rowgroup": "Row", "col": "Column", "colgroup": "Column"}
_DATA, _LAYOUT, _LIST = "data", "layout", "list"


def add_tags(pdf: Any, document: Any, pdf_version: Any, page_streams: Any) -> None:  # noqa: ARG001 - WeasyPrint calls it with these
    """Write the structure tree of ``document`` into ``pdf``; takes the place of ``weasyprint.pdf.add_tags``."""
    tree = Tree(pdf)
    walk = _Walk(tree)
    for number, (page, stream) in enumerate(zip(document.pages, page_streams, strict=True)):
        tree.open_page(number, stream)
        walk.page_height = page.height
        walk.box(page._page_box, tree.root, _DATA)  # noqa: SLF001 - as WeasyPrint's own tagging reads it
        tree.close_page()
    tree.write()


def kind_of_table(element: Any) -> str:
    """Tell whether a ``table`` holds data (it has header cells of its own), is a list by its role, or only sets things side by side."""
    role = element.get("role")
    if role == "list":
        return _LIST
    if role in {"presentation", "none"}:
        return _LAYOUT
    return _DATA if any(cell.tag == "th" for row in _rows(element) for cell in row) else _LAYOUT


def _rows(element: Any) -> Iterator[Any]:
    for child in element:
        if child.tag == "tr":
            yield child
        elif child.tag in {"thead", "tbody", "tfoot"}:
            yield from _rows(child)


class _Walk:
    """One walk over the boxes of all pages; remembers which node each element has become."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.page_height = 0.0
        self._made: dict[tuple[int, str], Node | None] = {}
        self._kinds: dict[int, str] = {}
        self._boxes = import_module("weasyprint.formatting_structure.boxes")
        self._placeholder = import_module("weasyprint.layout.absolute").AbsolutePlaceholder

    def box(self, box: Any, parent: Node | None, kind: str) -> None:
        """Hang what ``box`` shows under ``parent``; ``None`` makes it an artifact. ``kind`` is that of the table around it."""
        boxes = self._boxes
        if isinstance(box, self._placeholder):
            box = box._box  # noqa: SLF001 - the box it holds the place of
        if isinstance(box, boxes.TextBox):
            self.tree.content(box, parent)
            return
        if isinstance(box, boxes.MarginBox):
            with self.tree.furniture(box.at_keyword):
                for child in box.children:
                    self.box(child, None, kind)
            return
        node, kind = self._node(box, parent, kind)
        if isinstance(box, boxes.ReplacedBox):
            if node is not None and node.tag == "Figure":
                node.bbox = self._rectangle(box)
            self.tree.content(box, node)
        if isinstance(box, boxes.LineBox) and node is not None and paragraph_needed(node):
            node = node.paragraph(box.element)
        if box.link_annotation is not None and node is not None:
            self.tree.link(box.link_annotation, node, " ".join("".join(box.element.itertext()).split()))
        for child in box.children:
            self.box(child, node, kind)

    def _rectangle(self, box: Any) -> tuple[float, float, float, float]:
        """Return a figure's place in points from the foot of its page."""
        left, top = box.content_box_x(), box.content_box_y()
        return left * 0.75, (self.page_height - top - box.height) * 0.75, (left + box.width) * 0.75, (self.page_height - top) * 0.75

    def _node(self, box: Any, parent: Node | None, kind: str) -> tuple[Node | None, str]:
        """Return the node of the box's element, made when first met, and the kind of table its children stand in."""
        element = box.element
        if element is None or parent is None or isinstance(box, self._boxes.PageBox):
            return parent, kind
        if element.tag == "table":
            kind = self._kinds.setdefault(id(element), kind_of_table(element))
        key = (id(element), box.element_tag)
        if key not in self._made:
            self._made[key] = self._make(box, parent, kind)
        elif isinstance(box, self._boxes.TableRowGroupBox) and box.is_header and self._is_repeated(element):
            return None, kind
        return self._made[key], kind

    def _is_repeated(self, element: Any) -> bool:
        node = self._made[id(element), element.tag]
        return node is not None and node.page != self.tree.page

    def _make(self, box: Any, parent: Node, kind: str) -> Node | None:
        element, name = box.element, box.element_tag
        tag = _TAGS.get(name)
        if element.get("aria-hidden") == "true":
            return None
        if tag == "Figure":
            return self._figure(element, parent)
        if kind == _LIST and name in _CELLS:
            return self._list_cell(element, parent)
        if tag is None or (name == "a" and box.link_annotation is None) or (kind == _LAYOUT and name in {"table", *_CELLS}):
            return parent
        if tag in _ITEM_PARTS:
            return self._item_part(tag, name, parent)
        node = parent.add("L" if kind == _LIST and name == "table" else tag, self.tree.page)
        self._describe(node, element, name)
        return node

    def _item_part(self, tag: str, name: str, parent: Node) -> Node:
        page = self.tree.page
        if name == "li::marker":
            return parent.label(page)
        if name == "li":
            return parent.add("LI", page).add("LBody", page)
        return (parent.add("LI", page) if name == "dt" or not parent.kids else parent.last()).add(tag, page)

    def _list_cell(self, element: Any, parent: Node) -> Node:
        if element.tag == "tr":
            return parent.add("LI", self.tree.page)
        if element.tag in {"td", "th"}:
            return parent.add("LBody" if parent.kids else "Lbl", self.tree.page)
        return parent

    def _figure(self, element: Any, parent: Node) -> Node | None:
        title = element.find(f"{_SVG}title") if element.tag != "img" else None
        words = element.get("alt") if element.tag == "img" else title.text if title is not None else None
        if not words or not words.strip():
            return None
        node = parent.add("Figure", self.tree.page)
        node.alt = words.strip()
        return node

    @staticmethod
    def _describe(node: Node, element: Any, name: str) -> None:
        if node.tag == "TH":
            node.scope = _SCOPES.get(element.get("scope", ""), "Column")
        if node.tag in {"TH", "TD"}:
            node.spans = int(element.get("colspan") or 1), int(element.get("rowspan") or 1)
        if node.tag == "L":
            node.numbering = _NUMBERING[name]
        node.lang = element.get("lang") if name != "html" else None
