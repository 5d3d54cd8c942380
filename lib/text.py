"""Rules for text that people type or paste: one stored form, no invisible tricks.

Two names that look the same must compare the same (NFC), and a note must read the same
in the browser, in an export and in a log. Bidirectional controls can make `gnp.exe` look
like `exe.png`, NUL cannot be stored by PostgreSQL and a lone surrogate cannot be encoded.
A replacement character stands where bytes were lost: a browser sends it for a lone surrogate,
and a file read in the wrong encoding is full of them.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

ForbiddenKind = Literal["nul", "surrogate", "bidi", "control", "lost"]

_LINE_BREAKS = re.compile("\r\n|\r|\x0b|\x0c|\x85|\u2028|\u2029")
_WHITESPACE = re.compile(r"\s+")
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_FORBIDDEN = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffd{_BIDI}]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_IS_BIDI = re.compile(f"[{_BIDI}]")


@dataclass(frozen=True)
class ForbiddenCharacter:
    """The first character of a text that may not be stored."""

    position: int
    """Counted from 1, as a person counts."""
    code_point: str
    """For example ``U+202E``."""
    kind: ForbiddenKind


def normalise_lines(text: str) -> str:
    """NFC, every line break as ``\\n``, no white space around; inner lines stay."""
    return unicodedata.normalize("NFC", _LINE_BREAKS.sub("\n", text)).strip()


def normalise_line(text: str) -> str:
    """NFC on one line: line breaks, tabs and runs of spaces become one space."""
    return _WHITESPACE.sub(" ", normalise_lines(text)).strip()


def first_forbidden(text: str) -> ForbiddenCharacter | None:
    """The first NUL, lone surrogate, bidi or other control, or replacement character.

    Newline and tab are allowed. Normalise first: that turns the exotic line breaks
    (vertical tab, form feed, U+2028) into plain ones.
    """
    found = _FORBIDDEN.search(text)
    if found is None:
        return None
    character = found.group()
    return ForbiddenCharacter(
        position=found.start() + 1,
        code_point=f"U+{ord(character):04X}",
        kind=_kind_of(character),
    )


def without_surrogates(text: str) -> str:
    """The text with lone surrogates replaced, so that a refused form can be shown again."""
    return _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text)


def _kind_of(character: str) -> ForbiddenKind:
    if character == "\x00":
        return "nul"
    if _SURROGATES.match(character):
        return "surrogate"
    if character == "\N{REPLACEMENT CHARACTER}":
        return "lost"
    return "bidi" if _IS_BIDI.match(character) else "control"


def search_key(name: str) -> str:
    """A name as it is searched: without accents, in lower case, single spaces.

    Letters that do not decompose (ł, ø, ß, İ) are folded as far as Unicode can.
    """
    decomposed = unicodedata.normalize("NFKD", name).casefold()
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return _WHITESPACE.sub(" ", plain.replace("ł", "l").replace("ø", "o")).strip()
