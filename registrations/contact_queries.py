"""The list of one register: its rows page by page, and what of it counts, in its own units."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Model, Q, Sum
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import User
from cases.models import CountingExclusion
from lib.dutch import write_date, write_number
from lib.keyset import Cursor, page_of
from registrations.kinds import HELPLINE, Kind
from registrations.models.counted import CountedContact

PAGE_SIZE = 50
_COUNTS = Q(counting_exclusion=CountingExclusion.NONE)


@dataclass(frozen=True)
class Narrowing:
    """What the list is narrowed to. `counting`: '' is all, else "yes" or "no"."""

    year: int | None = None
    theme_id: int | None = None
    counting: str = ""


@dataclass(frozen=True)
class Totals:
    """What counts of a list, unit by unit; `people` is None where people are no unit."""

    contacts: int
    people: int | None
    left_out: int


@dataclass(frozen=True)
class ContactPage:
    rows: Sequence[Any]
    older: str
    newer: str
    totals: Totals


def contact_page(
    *, by: User, kind: Kind, narrowing: Narrowing, cursor: Cursor | None
) -> ContactPage:
    """One page of a register, newest first, with the totals of the whole list. Two queries."""
    found = _narrowed(seen_by(by, kind), narrowing)
    page = page_of(found, day="received_on", size=PAGE_SIZE, cursor=cursor)
    return ContactPage(page.rows, page.older, page.newer, _totals(kind, found))


def latest_of_mine(*, by: User, kind: Kind, limit: int) -> list[Any]:
    """What this user registered last. One query."""
    return list(seen_by(by, kind).filter(registered_by=by).order_by("-pk")[:limit])


def seen_by(user: Any, kind: Kind) -> Any:
    """The rows of a register that this user sees, with their codes."""
    rows: Any = kind.model._default_manager.all()
    related = [name for name in kind.content if rows.model._meta.get_field(name).is_relation]
    return rows.visible_to(user).select_related(kind.model.PLACE, *related)


def written(row: CountedContact, name: str) -> str:
    """One field in words."""
    value = getattr(row, name)
    if name == "received_on":
        return write_date(value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, int):
        return write_number(value)
    if isinstance(value, Model):
        return str(value)
    choice = getattr(row, f"get_{name}_display", None)
    return capfirst(str(choice())) if choice else _("Not known or no violence")


def lines_of(rows: Iterable[Any], columns: Sequence[str]) -> list[tuple[Any, list[str]]]:
    """Rows of a register, each with its fields in words."""
    return [(row, [written(row, name) for name in columns]) for row in rows]


def label_of(kind: Kind, name: str) -> str:
    """The name of a field, as it starts a line."""
    field: Any = kind.model._meta.get_field(name)
    return capfirst(str(field.verbose_name))


def _narrowed(found: Any, narrowing: Narrowing) -> Any:
    if narrowing.year:
        found = found.filter(received_on__year=narrowing.year)
    if narrowing.theme_id:
        found = found.filter(theme_id=narrowing.theme_id)
    if narrowing.counting:
        found = found.filter(_COUNTS if narrowing.counting == "yes" else ~_COUNTS)
    return found


def _totals(kind: Kind, found: Any) -> Totals:
    units: dict[str, Any] = {
        "contacts": Count("pk", filter=_COUNTS),
        "left_out": Count("pk", filter=~_COUNTS),
    }
    if kind is HELPLINE:
        units["people"] = Sum("reported_people", filter=_COUNTS, default=0)
    return Totals(**{"people": None, **found.aggregate(**units)})
