"""One XML part as a stream of elements. No document type, no entities, no depth, no giants."""

import codecs
from collections.abc import Iterable, Mapping
from typing import Any
from xml.parsers import expat

from lib.uploads.refusal import Refusal, UploadRefusedError

MOST_ELEMENTS = 500_000
DEEPEST = 40
_OTHER_ALPHABETS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
"""No program writes these, and they hide where a tag ends."""
LONGEST_TAG = 256 * 1024
"""So many bytes without the end of a tag are no cell: expat would keep all of them."""


class XmlPart:
    """Subclass with `opened`, `closed` and `text`; names come without their namespace."""

    def __init__(self) -> None:
        self._depth = self._elements = self._since_tag = 0

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element starts."""

    def closed(self, name: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """A piece of text; one text may come in several pieces."""

    def read(self, chunks: Iterable[bytes]) -> None:
        """Read all of it. Raises UploadRefusedError."""
        parser = self._parser()
        try:
            for place, chunk in enumerate(chunks):
                if place == 0 and chunk.startswith(_OTHER_ALPHABETS):
                    raise UploadRefusedError(Refusal.BROKEN)
                self._measure(chunk)
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise UploadRefusedError(Refusal.BROKEN) from error

    def _parser(self) -> Any:
        parser = expat.ParserCreate(encoding="UTF-8", namespace_separator=" ")
        parser.StartElementHandler = self._opened
        parser.EndElementHandler = self._closed
        parser.CharacterDataHandler = self.text
        parser.StartDoctypeDeclHandler = _refuse_document_type
        return parser

    def _measure(self, chunk: bytes) -> None:
        end = chunk.rfind(b">")
        self._since_tag = len(chunk) - end if end >= 0 else self._since_tag + len(chunk)
        if self._since_tag > LONGEST_TAG:
            raise UploadRefusedError(Refusal.BOMB)

    def _opened(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        if self._depth > DEEPEST or self._elements > MOST_ELEMENTS:
            raise UploadRefusedError(Refusal.BOMB)
        self.opened(_local(name), {_local(key): value for key, value in attributes.items()})

    def _closed(self, name: str) -> None:
        self._depth -= 1
        self.closed(_local(name))


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _refuse_document_type(*_declaration: object) -> None:
    """Where entities that unfold would be declared; no spreadsheet program writes one."""
    raise UploadRefusedError(Refusal.BOMB)
