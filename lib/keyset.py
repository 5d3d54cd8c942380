"""Pages by keyset: newest first on (day, id), so page 1,000 costs what page 1 costs.

An offset makes the database walk over everything before it, and shifts when rows are added.
A cursor names the last row seen instead; it holds a day and an id, nothing of a person.
"""

import base64
import binascii
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db import models
from django.db.models import Q

_M = TypeVar("_M", bound=models.Model)
_SHAPE = re.compile(r"([on])(\d{4}-\d{2}-\d{2})\.(\d{1,18})")


class BadCursorError(ValueError):
    """The text is not a cursor of ours."""


@dataclass(frozen=True)
class Cursor:
    """Go on after this row: `older` rows, or back to newer ones."""

    day: dt.date
    row_id: int
    older: bool = True

    def encode(self) -> str:
        """URL-safe text."""
        direction = "o" if self.older else "n"
        text = f"{direction}{self.day.isoformat()}.{self.row_id}"
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str) -> "Cursor":
        """Raises BadCursorError for anything this class did not make."""
        try:
            padded = text.encode() + b"=" * (-len(text) % 4)
            match = _SHAPE.fullmatch(base64.urlsafe_b64decode(padded).decode())
            if match is None:
                raise BadCursorError
            day = dt.date.fromisoformat(match[2])
        except (binascii.Error, UnicodeError, ValueError) as error:
            raise BadCursorError from error
        return cls(day=day, row_id=int(match[3]), older=match[1] == "o")


@dataclass(frozen=True)
class Page(Generic[_M]):
    """Rows newest first, and where to go from here ('' when there is nothing)."""

    rows: Sequence[_M]
    older: str
    newer: str


def page_of(
    queryset: models.QuerySet[_M], *, day: str, size: int, cursor: Cursor | None = None
) -> Page[_M]:
    """One page of `queryset`, ordered by the date field named `day` and the id, newest first."""
    older = cursor is None or cursor.older
    order = (f"-{day}", "-pk") if older else (day, "pk")
    rows = list(_beyond(queryset, day, cursor).order_by(*order)[: size + 1])
    more = len(rows) > size
    rows = rows[:size] if older else rows[:size][::-1]
    if not rows:
        return Page((), "", "")
    has_older = more if older else True
    has_newer = cursor is not None if older else more
    return Page(
        rows,
        older=_cursor_at(rows[-1], day, older=True) if has_older else "",
        newer=_cursor_at(rows[0], day, older=False) if has_newer else "",
    )


def _beyond(queryset: models.QuerySet[_M], day: str, cursor: Cursor | None) -> models.QuerySet[_M]:
    """The rows after the cursor. The first condition alone lets the index start in place."""
    if cursor is None:
        return queryset
    side, at = ("lt", "lte") if cursor.older else ("gt", "gte")
    return queryset.filter(
        Q(**{f"{day}__{at}": cursor.day}),
        Q(**{f"{day}__{side}": cursor.day}) | Q(**{f"pk__{side}": cursor.row_id}),
    )


def _cursor_at(row: models.Model, day: str, *, older: bool) -> str:
    return Cursor(day=getattr(row, day), row_id=row.pk, older=older).encode()
