"""The list of dossiers: one page by keyset, with names and what counts as stalking."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from cases.masking import Mask
from cases.models import Dossier, OffenceForm, StalkingAnswer
from lib.dutch import write_date
from lib.keyset import Cursor, page_of

PAGE_SIZE = 50
NAMES_SHOWN = 3
_COLUMNS = (
    "pk",
    "reference",
    "received_on",
    "centre__name",
    "case_director__first_name",
    "case_director__last_name",
    "case_director__username",
    "stalking",
    "closed_on",
    "counting_exclusion",
)
_STALKING: dict[str, Promise] = {
    StalkingAnswer.YES: gettext_lazy("Yes"),
    StalkingAnswer.NO: gettext_lazy("No"),
    StalkingAnswer.UNKNOWN: gettext_lazy("Unknown"),
}


@dataclass(frozen=True)
class Choices:
    """What the list is narrowed to; '' and None leave everything in."""

    status: str = "open"
    centre_id: int | None = None
    year: int | None = None
    director: str = ""
    stalking: str = ""
    form_id: int | None = None


@dataclass(frozen=True)
class DossierRow:
    """One line of the list, written out."""

    dossier_id: int
    reference: str
    received_on: str
    centre: str
    people: str
    case_director: str
    stalking: str
    status: str
    is_open: bool
    counts: bool


@dataclass(frozen=True)
class DossierPage:
    rows: Sequence[DossierRow]
    older: str
    newer: str


def dossier_page(*, by: User, choices: Choices, cursor: Cursor | None, mask: Mask) -> DossierPage:
    """One page of the dossiers this user may see, newest intake first. Two queries."""
    seen: Any = narrowed(Dossier.objects.visible_to(by), choices, by)
    page = page_of(
        seen.values_list(*_COLUMNS, named=True), day="received_on", size=PAGE_SIZE, cursor=cursor
    )
    return DossierPage(_written(page.rows, mask), older=page.older, newer=page.newer)


def rows_of(dossiers: Any, mask: Mask) -> tuple[DossierRow, ...]:
    """The lines for a short queryset of dossiers, in its order. Two queries."""
    return _written(dossiers.values_list(*_COLUMNS, named=True), mask)


def narrowed(seen: Any, choices: Choices, by: User) -> Any:
    """The dossiers that fit the filters."""
    seen = seen.filter(_status(choices.status), _director(choices.director, by))
    if choices.centre_id is not None:
        seen = seen.filter(centre_id=choices.centre_id)
    if choices.year is not None:
        first, last = dt.date(choices.year, 1, 1), dt.date(choices.year, 12, 31)
        seen = seen.filter(received_on__range=(first, last))
    if choices.stalking:
        seen = seen.filter(stalking=choices.stalking)
    if choices.form_id is not None:
        has_form = OffenceForm.objects.filter(
            offence__dossier=OuterRef("pk"), form=choices.form_id
        ).exclude(offence__status="refuted")
        seen = seen.filter(Exists(has_form))
    return seen


def family_names(dossier_ids: Sequence[int]) -> dict[int, str]:
    """For each dossier the family names of who is involved now: "Verhaegen – De Backer"."""
    if not dossier_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_NAMES, [list(dossier_ids)])
        found = cursor.fetchall()
    names: dict[int, dict[str, None]] = {}
    for dossier_id, given, family in found:
        names.setdefault(dossier_id, {})[family or given] = None
    return {dossier_id: joined(list(given)) for dossier_id, given in names.items()}


def joined(names: Sequence[str]) -> str:
    """At most three names, then how many more there are."""
    shown, more = names[:NAMES_SHOWN], len(names) - NAMES_SHOWN
    text = " – ".join(shown)
    return f"{text} +{more}" if more > 0 else text


_NAMES = """
SELECT i.dossier_id, p.given_name, p.family_name
FROM cases_involvement i JOIN cases_person p ON p.id = i.person_id
WHERE i.dossier_id = ANY(%s) AND i.ends_on IS NULL
ORDER BY i.id
"""


def _status(status: str) -> Q:
    return {"open": Q(closed_on__isnull=True), "closed": Q(closed_on__isnull=False)}.get(
        status, Q()
    )


def _director(director: str, by: User) -> Q:
    return {"me": Q(case_director=by), "nobody": Q(case_director__isnull=True)}.get(director, Q())


def _written(found: Iterable[Any], mask: Mask) -> tuple[DossierRow, ...]:
    found = list(found)
    names = family_names([row.pk for row in found])
    return tuple(_row(row, names, mask) for row in found)


def _row(row: Any, names: dict[int, str], mask: Mask) -> DossierRow:
    full_name = f"{row.case_director__first_name or ''} {row.case_director__last_name or ''}"
    closed = row.closed_on
    return DossierRow(
        dossier_id=row.pk,
        reference=row.reference,
        received_on=write_date(row.received_on),
        centre=row.centre__name,
        people=mask.names(names.get(row.pk, "")),
        case_director=full_name.strip() or row.case_director__username or "",
        stalking=str(_STALKING[row.stalking]),
        status=_("Closed on %(day)s") % {"day": write_date(closed)} if closed else _("Open"),
        is_open=closed is None,
        counts=not row.counting_exclusion,
    )
