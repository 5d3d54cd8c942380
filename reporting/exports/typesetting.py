"""From a layout and its data to a tagged PDF, made to PDF/UA-1.

Texts go to the layout as data (JSON), never as markup: `#read(…)`, `*` and `$` in a name stay
what they are.

The layout language has no word yet for a cell that names its row, so those are marked
afterwards. A screen reader then says "Antwerpen, 2025" before the number and not only the
heading of the column.
"""

import io
import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typst
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, BooleanObject, DictionaryObject, NameObject, TextStringObject

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class TableTags:
    """What is said of a table: its name, and how many first cells of a row name that row."""

    name: str
    row_headings: int

    @classmethod
    def of(cls, name: str, is_number: Sequence[bool]) -> "TableTags":
        """The columns before the first number name the row; of words alone, the first does."""
        return cls(name, is_number.index(True) if True in is_number else 1)


def typeset(layout: Path, data: Mapping[str, Any], tables: Sequence[TableTags]) -> bytes:
    """The PDF. `tables` are those of the layout, in reading order.

    A letter that no font at hand can draw (a name in another script) is refused by PDF/UA-1. The
    file is then made without its seal, still tagged: better than no file.
    """
    text = json.dumps(data, sort_keys=True)
    try:
        body = _compiled(layout, text, accessible=True)
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        logger.warning("a PDF was made without PDF/UA-1: a letter has no shape in the fonts")
        body = _compiled(layout, text, accessible=False)
    return _completed(body, tables)


def _compiled(layout: Path, data: str, *, accessible: bool) -> bytes:
    return typst.compile(
        layout.read_bytes(),
        format="pdf",
        pdf_standards="ua-1" if accessible else None,
        sys_inputs={"data": data},
    )


def _completed(body: bytes, tables: Sequence[TableTags]) -> bytes:
    """With what the layout cannot say: the rows of each table, and the title in the window also
    of a file without its seal."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(body)))
    preferences = writer.create_viewer_preferences()
    preferences[NameObject("/DisplayDocTitle")] = BooleanObject(True)
    found = _all("/Table", writer.root_object["/StructTreeRoot"])
    for table, tags in zip(found, tables, strict=True):
        _name(table, tags.name)
        for part in _all("/TBody", table):
            for row in _all("/TR", part):
                _mark_cells(row, tags.row_headings)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def _name(table: Any, name: str) -> None:
    """A table over several pages has no attributes of its own yet."""
    summary = {
        NameObject("/O"): NameObject("/Table"),
        NameObject("/Summary"): TextStringObject(name),
    }
    table.setdefault(NameObject("/A"), ArrayObject()).append(DictionaryObject(summary))


def _mark_cells(row: Any, row_headings: int) -> None:
    """A cell that lists its headings has no others, so the list goes: the scopes say them all."""
    for place, cell in enumerate(_kids(row)):
        attributes = next(one for one in cell["/A"] if one["/O"] == "/Table")
        del attributes["/Headers"]
        if place < row_headings:
            cell[NameObject("/S")] = NameObject("/TH")
            attributes[NameObject("/Scope")] = NameObject("/Row")


def _all(tag: str, node: Any) -> Iterator[Any]:
    """The outermost elements with this tag, in reading order."""
    for kid in _kids(node):
        if kid.get("/S") == tag:
            yield kid
        else:
            yield from _all(tag, kid)


def _kids(node: Any) -> list[Any]:
    """The elements right under a node, without the marks of its own content."""
    given = node.get("/K", [])
    kids = [one.get_object() for one in (given if isinstance(given, list) else [given])]
    return [one for one in kids if isinstance(one, DictionaryObject) and "/S" in one]
