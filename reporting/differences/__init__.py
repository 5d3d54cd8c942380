"""Why two counts of the same figure differ: every unit that moved has one reason."""

from reporting.differences.comparing import (
    Change,
    Comparison,
    compare,
    comparison_of,
    movements_between,
)
from reporting.differences.movements import Movements
from reporting.differences.reasons import Part, Reason, explained, parts_text

__all__ = [
    "Change",
    "Comparison",
    "Movements",
    "Part",
    "Reason",
    "compare",
    "comparison_of",
    "explained",
    "movements_between",
    "parts_text",
]
