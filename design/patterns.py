"""What stands in a drawing where there is no number: a pattern beside the words."""

from collections.abc import Iterable
from enum import StrEnum


class Pattern(StrEnum):
    """Told apart without colour, on paper too. Drawn by `design/chart_patterns.html`."""

    DOTS = "dots"
    DIAGONAL = "diagonal"
    CROSS = "cross"
    LINES = "lines"
    BARS = "bars"


def used(patterns: Iterable[Pattern | None]) -> tuple[Pattern, ...]:
    """The patterns that a drawing needs, each once."""
    found = set(patterns)
    return tuple(pattern for pattern in Pattern if pattern in found)


def fill_of(key: str, pattern: Pattern | None) -> str:
    """The `fill` of a shape in the drawing with this key; '' without a pattern."""
    return f"url(#{key}-{pattern})" if pattern else ""
