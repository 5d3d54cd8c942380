"""Text that goes into a spreadsheet. Pure; the writers are elsewhere.

Excel and LibreOffice run a cell that begins like a formula, also from a CSV file and also when
the text came from a name that somebody typed: `=HYPERLINK(…)` sends what stands beside it away.
"""

import re

_STARTS_FORMULA = frozenset("=+-@|%＝＋－＠")
"""What a program may take for a formula or a command; the wide forms are read as the narrow."""

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 cannot hold: a file with one of these does not open."""


def neutralise(text: str) -> str:
    """The text as a cell that no program runs: an apostrophe before what looks like a formula.

    White space in front does not help an attacker (some programs skip it), and a tab or line
    break in front is itself a trick to start a new cell.
    """
    text = without_unfit(text)
    bare = text.lstrip()
    if bare[:1] in _STARTS_FORMULA or text[:1] in {"\t", "\r", "\n"}:
        return f"'{text}" if bare else ""
    return text


def without_unfit(text: str) -> str:
    """The text without control characters and lone surrogates."""
    return _UNFIT.sub("", text)
