"""Everything on the page of one dossier, in four queries, written out for the template.

The caller found the dossier with `visible_to`; what hangs on it is read by its id, and
row-level security says the same again. SQL by hand: one query per kind, and no model objects
for rows that are only shown.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.masking import Mask
from cases.models import CriterionAnswer, Dossier, InvolvementRole, OffenceStatus
from cases.models.criteria import CRITERIA
from cases.queries.dossier_list import joined
from lib.calendar import brussels_today
from lib.dutch import write_date


@dataclass(frozen=True)
class Involved:
    """Somebody in this dossier, in one role."""

    involvement_id: int
    person_id: int
    url: str
    name: str
    family_name: str
    born_on: str
    role: str
    period: str
    has_ended: bool
    secret_address: bool
    contact_warning: str


@dataclass(frozen=True)
class Fact:
    """One offence, with who did it to whom in words."""

    offence_id: int
    when: str
    forms: str
    is_stalking: bool
    relation: str
    qualification: str
    status: str
    is_refuted: bool
    acted: str
    affected: str
    description: str


@dataclass(frozen=True)
class Criterion:
    label: str
    answer: str
    is_met: bool
    motivation: str


@dataclass(frozen=True)
class Assessment:
    """The latest assessment of the criteria."""

    assessed_on: dt.date
    assessed_by: str
    criteria: tuple[Criterion, ...]
    all_met: bool


@dataclass(frozen=True)
class Convened:
    """A partner that may see this dossier, or once might."""

    convocation_id: int
    organisation: str
    purpose: str
    period: str
    starts_on: dt.date
    is_running: bool
    can_end: bool


def people_in(dossier: Dossier, mask: Mask) -> tuple[Involved, ...]:
    """Who is or was involved, in order of arrival."""
    numbers: dict[int, int] = {}
    return tuple(
        _involved(row, numbers.setdefault(row[1], len(numbers) + 1), mask)
        for row in _rows(_PEOPLE, dossier.pk)
    )


def facts_of(dossier: Dossier, people: Sequence[Involved], mask: Mask) -> tuple[Fact, ...]:
    """The offences, latest first."""
    names = {person.person_id: person.name for person in people}
    return tuple(_fact(row, names, mask) for row in _rows(_OFFENCES, dossier.pk))


def latest_assessment(dossier: Dossier, mask: Mask) -> Assessment | None:
    """The criteria as they were last assessed; the caller knows that the user may see them."""
    for row in _rows(_ASSESSMENT, dossier.pk):
        return _assessment(row, mask)
    return None


def convened_for(dossier: Dossier) -> tuple[Convened, ...]:
    """The partners convened for this dossier, running ones first."""
    today = brussels_today()
    convened = (_convened(row, today) for row in _rows(_CONVOCATIONS, dossier.pk))
    return tuple(sorted(convened, key=lambda one: not one.is_running))


def family_name_of(people: Sequence[Involved], mask: Mask) -> str:
    """The names in the heading: those involved now, each family name once."""
    names = dict.fromkeys(person.family_name for person in people if not person.has_ended)
    return mask.names(joined(list(names)))


def written_period(starts_on: dt.date, ends_on: dt.date | None) -> str:
    """03.11.2026, or 03.11.2026 – 09.11.2026"""
    if ends_on is None or ends_on == starts_on:
        return write_date(starts_on)
    return f"{write_date(starts_on)} – {write_date(ends_on)}"


_CRITERION_LABELS = {
    "repetition": gettext_lazy("Raised risk of repetition"),
    "integrity": gettext_lazy("Integrity threatened"),
    "coordination": gettext_lazy("Coordinated trajectory needed"),
}

_PEOPLE = """
SELECT i.id, i.person_id, p.given_name, p.family_name, p.born_on, i.role, i.starts_on, i.ends_on,
       p.secret_address, p.contact_warning
FROM cases_involvement i JOIN cases_person p ON p.id = i.person_id
WHERE i.dossier_id = %s
ORDER BY i.ends_on IS NOT NULL, i.id
"""

_OFFENCES = """
SELECT o.id, o.occurred_from, o.occurred_until, o.status, o.description,
       r.label, t.label, t.legal_article,
       coalesce(t.counts_as_stalking, false) OR EXISTS (
           SELECT 1 FROM cases_offenceform f JOIN codelists_formofviolence v ON v.id = f.form_id
           WHERE f.offence_id = o.id AND v.counts_as_stalking),
       ARRAY(SELECT v.label
             FROM cases_offenceform f JOIN codelists_formofviolence v ON v.id = f.form_id
             WHERE f.offence_id = o.id ORDER BY v.counts_as_stalking DESC, v.position, v.label),
       ARRAY(SELECT p.person_id FROM cases_offenceparty p
             WHERE p.offence_id = o.id AND p.part = 'acted' ORDER BY p.id),
       ARRAY(SELECT p.person_id FROM cases_offenceparty p
             WHERE p.offence_id = o.id AND p.part = 'affected' ORDER BY p.id)
FROM cases_offence o
LEFT JOIN codelists_relation r ON r.id = o.relation_id
LEFT JOIN codelists_offencetype t ON t.id = o.offence_type_id
WHERE o.dossier_id = %s
ORDER BY o.occurred_from DESC, o.id DESC
"""

_ASSESSMENT = """
SELECT a.assessed_on, u.first_name, u.last_name, u.username,
       a.repetition, a.repetition_motivation, a.integrity, a.integrity_motivation,
       a.coordination, a.coordination_motivation
FROM cases_criteriaassessment a JOIN accounts_user u ON u.id = a.assessed_by_id
WHERE a.dossier_id = %s
ORDER BY a.assessed_on DESC, a.id DESC LIMIT 1
"""

_CONVOCATIONS = """
SELECT c.id, g.name, c.purpose, c.starts_on, c.ends_on
FROM cases_convocation c JOIN accounts_organisation g ON g.id = c.organisation_id
WHERE c.dossier_id = %s
ORDER BY c.starts_on DESC, c.id DESC
"""


def _rows(sql: str, dossier_id: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [dossier_id])
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def _involved(row: tuple[Any, ...], number: int, mask: Mask) -> Involved:
    pk, person_id, given, family, born_on, role, starts_on, ends_on, secret, warning = row
    return Involved(
        involvement_id=pk,
        person_id=person_id,
        url=reverse("cases:person_detail", args=[person_id]),
        name=mask.person(f"{given} {family}".strip(), number),
        family_name=family or given,
        born_on=mask.day(born_on),
        role=_label(InvolvementRole, role),
        period=written_period(starts_on, ends_on),
        has_ended=ends_on is not None,
        secret_address=secret,
        contact_warning=mask.text(warning),
    )


def _fact(row: tuple[Any, ...], names: Mapping[int, str], mask: Mask) -> Fact:
    pk, since, until, status, description, relation, label, article, stalking, *rest = row
    forms, acted, affected = rest
    return Fact(
        offence_id=pk,
        when=written_period(since, until),
        forms=", ".join(forms),
        is_stalking=stalking,
        relation=relation or "",
        qualification=f"{label} ({article})" if label and article else label or "",
        status=_label(OffenceStatus, status),
        is_refuted=status == OffenceStatus.REFUTED,
        acted=_listed(acted, names),
        affected=_listed(affected, names),
        description=mask.text(description),
    )


def _listed(person_ids: Sequence[int], names: Mapping[int, str]) -> str:
    return ", ".join(names[pk] for pk in person_ids if pk in names)


def _assessment(row: tuple[Any, ...], mask: Mask) -> Assessment:
    assessed_on, first_name, last_name, username, *given = row
    answers = tuple(
        Criterion(
            label=str(_CRITERION_LABELS[name]),
            answer=_label(CriterionAnswer, given[2 * place]),
            is_met=given[2 * place] == CriterionAnswer.YES,
            motivation=mask.text(given[2 * place + 1]),
        )
        for place, name in enumerate(CRITERIA)
    )
    return Assessment(
        assessed_on=assessed_on,
        assessed_by=f"{first_name} {last_name}".strip() or username,
        criteria=answers,
        all_met=all(answer.is_met for answer in answers),
    )


def _convened(row: tuple[Any, ...], today: dt.date) -> Convened:
    pk, organisation, purpose, starts_on, ends_on = row
    still = ends_on is None or ends_on >= today
    period = (
        _("since %(day)s") % {"day": write_date(starts_on)}
        if ends_on is None
        else written_period(starts_on, ends_on)
    )
    return Convened(
        convocation_id=pk,
        organisation=organisation,
        purpose=purpose,
        period=period,
        starts_on=starts_on,
        is_running=still and starts_on <= today,
        can_end=ends_on is None or ends_on > today,
    )


def _label(choices: Any, value: str) -> str:
    return capfirst(str(choices(value).label))
