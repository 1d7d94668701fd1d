"""The logical structure of a PDF (ISO 32000-1, 14.7 and 14.8): what is a heading, a paragraph, a cell, a picture."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFObject, PDFString


@dataclass
class Mark:
    """A piece of a page's content: zero-based page and its number among the marks of that page."""

    page: int
    number: int


@dataclass
class Element:
    """A node of the structure tree."""

    tag: str
    kids: list[Element | Mark] = field(default_factory=list)
    alt: str = ""
    attributes: str = ""

    def add(self, tag: str, *, alt: str = "", attributes: str = "") -> Element:
        """A new element below this one, the last of its children."""
        child = Element(tag, alt=alt, attributes=attributes)
        self.kids.append(child)
        return child


class _Node(PDFObject):
    """An indirect object whose text is written when the object numbers are known."""

    __RefOnly__ = 1

    def __init__(self, element: Element, parent: PDFObject) -> None:
        self.element, self.parent = element, parent
        self.kids: list[_Node | Mark] = []

    def format(self, document: Any) -> bytes:
        kids = b" ".join(_kid(kid, document) for kid in self.kids)
        alt = b"/Alt " + PDFString(self.element.alt).format(document) if self.element.alt else b""
        head = f"<</Type/StructElem/S/{self.element.tag}{self.element.attributes}".encode("ascii")
        return head + alt + b"/P " + _reference(self.parent, document) + b"/K[" + kids + b"]>>"


class _Root(PDFObject):
    __RefOnly__ = 1

    def __init__(self, owners: list[list[_Node]]) -> None:
        self.owners = owners  # per page, the element that holds mark 0, 1, 2 …
        self.top: _Node | None = None

    def format(self, document: Any) -> bytes:
        rows = []
        for page, owners in enumerate(self.owners):
            rows.append(f"{page} [".encode("ascii") + b" ".join(_reference(node, document) for node in owners) + b"]")
        tree = b"/ParentTree<</Nums[" + b" ".join(rows) + b"]>>"
        head = b"<</Type/StructTreeRoot/K " + _reference(self.top, document)
        return head + tree + f"/ParentTreeNextKey {len(self.owners)}>>".encode("ascii")


def _kid(kid: _Node | Mark, document: Any) -> bytes:
    if isinstance(kid, _Node):
        return _reference(kid, document)
    page = _reference(document.Pages.pages[kid.page], document)
    return b"<</Type/MCR/Pg " + page + f"/MCID {kid.number}>>".encode("ascii")


def _reference(target: Any, document: Any) -> bytes:
    reference: bytes = document.Reference(target).format(document)
    return reference


def attach(root: Element, document: Any, mark_counts: list[int]) -> None:
    """Writes the tree below `root` into a reportlab PDF document; mark_counts holds each page's number of marks."""
    owners: list[list[Any]] = [[None] * count for count in mark_counts]
    tree = _Root(owners)
    tree.top = _node(root, tree, owners)
    document.Catalog.StructTreeRoot = tree
    document.Catalog.MarkInfo = _Literal(b"<</Marked true>>")
    for number, page in enumerate(document.Pages.pages):
        page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
        page.StructParents = number
        page.Tabs = b"/S"


class _Literal(PDFObject):
    def __init__(self, content: bytes) -> None:
        self.content = content

    def format(self, document: Any) -> bytes:
        return self.content


def _node(element: Element, parent: PDFObject, owners: list[list[Any]]) -> _Node:
    node = _Node(element, parent)
    for kid in element.kids:
        if isinstance(kid, Mark):
            owners[kid.page][kid.number] = node
            node.kids.append(kid)
        else:
            node.kids.append(_node(kid, node, owners))
    return node
