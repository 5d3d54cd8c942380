"""Text that goes into a spreadsheet. Pure; the writers are elsewhere.

Excel and LibreOffice run a cell that begins like a formula, also from a CSV file and also when
the text came from a name that somebody typed: `=HYPERLINK(…)` sends what stands beside it away.
"""

import re
import unicodedata
from collections.abc import Container

_STARTS_FORMULA = frozenset("=+-@|%\u2212")
"""What a program may take for a formula or a command (DDE); U+2212 is the minus of typesetters.

Wide, small and raised forms (＝ ﹦ ⁼) are read as the plain ones and so are compared as them.
"""

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 cannot hold: a file with one of these does not open."""

_NOT_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
LONGEST_SHEET_NAME = 31


def neutralise(text: str) -> str:
    """The text as a cell that no program runs: an apostrophe before what looks like a formula.

    White space and signs that are not drawn in front do not help an attacker (some programs skip
    them), and a tab or line break in front is itself a trick to start a new cell.
    """
    text = without_unfit(text)
    if text[:1].isalnum():
        return text
    bare = _visible(text)
    if not bare:
        return ""
    looks_like_formula = unicodedata.normalize("NFKC", bare[0])[:1] in _STARTS_FORMULA
    return f"'{text}" if looks_like_formula or text[0] in "\t\r\n" else text


def _visible(text: str) -> str:
    """The text from its first sign that is drawn: marks of order and width are not."""
    for position, sign in enumerate(text):
        if not sign.isspace() and unicodedata.category(sign) not in {"Cf", "Cc", "Cn"}:
            return text[position:]
    return ""


def without_unfit(text: str) -> str:
    """The text without control characters and lone surrogates."""
    return _UNFIT.sub("", text)


def sheet_name(text: str, taken: Container[str] = ()) -> str:
    """A name that every program accepts for a sheet, other than those `taken`.

    Excel refuses a workbook over a name that is empty, too long, taken (whatever the case) or
    holds []:*?/\\ or an apostrophe at an end; a formula in another sheet could be made of it.
    """
    clean = _NOT_IN_SHEET_NAME.sub(" ", without_unfit(text))
    bare = " ".join(clean.split()).lstrip("'=+-@|% ")
    base = bare[:LONGEST_SHEET_NAME].strip("' ") or "1"
    name, number = base, 1
    while name.casefold() in taken:
        number += 1
        ending = f" {number}"
        name = base[: LONGEST_SHEET_NAME - len(ending)] + ending
    return name
