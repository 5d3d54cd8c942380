"""What a screen reader is given by a PDF: its structure tree, with the words in each element."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ContentStream

_SHAPES = re.compile(rb"<([0-9a-fA-F]{4})> <([0-9a-fA-F]+)>")
"""A glyph and its letters, in a ToUnicode map."""


@dataclass(frozen=True)
class Element:
    """A tag, its attributes (/Scope, /Summary …), and its words and elements in reading order."""

    tag: str
    attributes: dict[str, Any]
    kids: tuple["Element | str", ...]

    @property
    def text(self) -> str:
        """All its words, in the order in which they are read."""
        texts = (kid if isinstance(kid, str) else kid.text for kid in self.kids)
        return " ".join(" ".join(texts).split())

    def all(self, tag: str) -> Iterator["Element"]:
        """Every element with this tag, itself too, in reading order."""
        if self.tag == tag:
            yield self
        for kid in self.kids:
            if isinstance(kid, Element):
                yield from kid.all(tag)


def tree_of(body: bytes) -> Element:
    """The root of the structure of a tagged PDF."""
    reader = PdfReader(io.BytesIO(body))
    words = {
        page.indirect_reference.idnum: _marked_words(page, reader)
        for page in reader.pages
        if page.indirect_reference
    }
    root: Any = reader.trailer["/Root"]
    kids = _kids(root["/StructTreeRoot"])
    return Element("/", {}, tuple(_element(kid.get_object(), words, 0) for kid in kids))


def _element(node: Any, words: dict[int, dict[int, str]], page: int) -> Element:
    page = _page(node, page)
    kids: list[Element | str] = []
    for kid in _kids(node):
        found = kid.get_object()
        if isinstance(found, int):
            kids.append(words[page].get(found, ""))
        elif "/MCID" in found:
            kids.append(words[_page(found, page)].get(found["/MCID"], ""))
        elif "/S" in found:
            kids.append(_element(found, words, page))
    return Element(str(node["/S"]), _attributes(node), tuple(kids))


def _page(node: Any, page: int) -> int:
    return node.raw_get("/Pg").idnum if "/Pg" in node else page


def _kids(node: Any) -> list[Any]:
    kids = node.get("/K", [])
    return kids if isinstance(kids, list) else [kids]


def _attributes(node: Any) -> dict[str, Any]:
    """Those of the element itself and of its attribute objects, in one."""
    given = node.get("/A", [])
    found = {key: node[key] for key in ("/Alt", "/ActualText", "/T", "/Lang") if key in node}
    for one in given if isinstance(given, list) else [given]:
        found |= dict(one.get_object())
    return found


def _marked_words(page: Any, reader: PdfReader) -> dict[int, str]:
    """The words of each marked-content id of a page."""
    letters = {name: _letters(font) for name, font in page["/Resources"]["/Font"].items()}
    found: dict[int, str] = {}
    marks: list[int | None] = []
    shapes: dict[bytes, str] = {}
    for operands, operator in ContentStream(page["/Contents"], reader).operations:
        if operator in (b"BDC", b"BMC"):
            given = operands[1] if operator == b"BDC" else {}
            marks.append(given.get("/MCID") if isinstance(given, dict) else None)
        elif operator == b"EMC":
            marks.pop()
        elif operator == b"Tf":
            shapes = letters[operands[0]]
        elif operator in (b"Tj", b"TJ") and marks and marks[-1] is not None:
            found[marks[-1]] = found.get(marks[-1], "") + _drawn(operands[0], shapes)
    return found


def _drawn(operand: Any, shapes: dict[bytes, str]) -> str:
    pieces = operand if isinstance(operand, list) else [operand]
    glyphs = b"".join(p.original_bytes for p in pieces if hasattr(p, "original_bytes"))
    return "".join(shapes.get(glyphs[at : at + 2], "") for at in range(0, len(glyphs), 2))


def _letters(font: Any) -> dict[bytes, str]:
    """By glyph. Typst writes two bytes per glyph, and only `bfchar` lines."""
    given = font.get_object()["/ToUnicode"].get_data()
    return {
        bytes.fromhex(glyph.decode()): bytes.fromhex(letter.decode()).decode("utf-16-be")
        for glyph, letter in _SHAPES.findall(given)
    }
