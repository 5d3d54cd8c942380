"""How many rows a form set was sent with, also when its own count was lost or tampered with."""

import re
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

_DIGITS = re.compile(r"\d{1,3}", re.ASCII)


def row_count(data: Mapping[str, Any], prefix: str) -> int:
    """The rows that the page says it has, or as many as were sent if those are more."""
    return max(_stated(data, prefix) or 0, _sent(data, prefix))


def is_counted(data: Mapping[str, Any], prefix: str) -> bool:
    """Whether the page says how many rows it has, and sends no row beyond that."""
    stated = _stated(data, prefix)
    known = _DIGITS.fullmatch(str(data.get(f"{prefix}-INITIAL_FORMS", "")))
    return bool(known) and stated is not None and stated >= _sent(data, prefix)


def counted(data: QueryDict, prefix: str) -> QueryDict:
    """The same with a count that holds every row that was sent."""
    repaired = data.copy()
    repaired[f"{prefix}-TOTAL_FORMS"] = str(row_count(data, prefix))
    repaired[f"{prefix}-INITIAL_FORMS"] = "0"
    return repaired


def _stated(data: Mapping[str, Any], prefix: str) -> int | None:
    text = str(data.get(f"{prefix}-TOTAL_FORMS", ""))
    return int(text) if _DIGITS.fullmatch(text) else None


def _sent(data: Mapping[str, Any], prefix: str) -> int:
    row = re.compile(rf"{re.escape(prefix)}-(\d{{1,2}})-", re.ASCII)
    found = (row.match(name) for name in data)
    return max((int(one[1]) + 1 for one in found if one), default=0)
