"""Everything on the page of one dossier, in one query, written out for the template.

The caller found the dossier with `visible_to`; what hangs on it is read by its id, and
row-level security says the same again.
"""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.masking import Mask
from cases.models import CriterionAnswer, Dossier, InvolvementRole, OffenceStatus
from cases.models.criteria import CRITERIA
from cases.queries.dossier_list import joined
from lib.addresses import address_of
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
    """The three criteria, as somebody assessed them on one day."""

    assessed_on: str
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


@dataclass(frozen=True)
class Overview:
    """What hangs on one dossier."""

    centre: str
    case_director: str
    closure_reason: str
    people: tuple[Involved, ...]
    facts: tuple[Fact, ...]
    assessment: Assessment | None
    convened: tuple[Convened, ...]


def overview_of(dossier: Dossier, mask: Mask, *, of_centre: bool) -> Overview:
    """All of it in one query. The criteria and the closure reason are for the centre only."""
    row = _one(_OVERVIEW, dossier.pk)
    centre, first_name, last_name, username, closure_reason, *lists = row
    people, offences, assessments, convocations = (json.loads(text or "[]") for text in lists)
    involved = _people(people, mask)
    names = {person.person_id: person.name for person in involved}
    return Overview(
        centre=centre,
        case_director=f"{first_name or ''} {last_name or ''}".strip() or username or "",
        closure_reason=(closure_reason or "") if of_centre else "",
        people=involved,
        facts=tuple(_fact(given, names, mask) for given in offences),
        assessment=_assessment(assessments[0], mask) if assessments and of_centre else None,
        convened=_convened(convocations),
    )


def people_in(dossier: Dossier, mask: Mask) -> tuple[Involved, ...]:
    """Who is or was involved, in order of arrival."""
    (text,) = _one(_ONLY_PEOPLE, dossier.pk)
    return _people(json.loads(text or "[]"), mask)


def assessments_of(dossier: Dossier, mask: Mask) -> tuple[Assessment, ...]:
    """Every assessment of the criteria, latest first. For the centre only."""
    (text,) = _one(_ONLY_ASSESSMENTS, dossier.pk)
    return tuple(_assessment(row, mask) for row in json.loads(text or "[]"))


def family_name_of(people: Sequence[Involved], mask: Mask) -> str:
    """The names in the heading: those involved now, each family name once."""
    names = dict.fromkeys(person.family_name for person in people if not person.has_ended)
    return mask.names(joined(list(names)))


_CRITERION_LABELS = {
    "repetition": gettext_lazy("Raised risk of repetition"),
    "integrity": gettext_lazy("Integrity threatened"),
    "coordination": gettext_lazy("Coordinated trajectory needed"),
}

# Lists as JSON text: one query for the page, and no model objects for rows that are only shown.
_PEOPLE = """
(SELECT json_agg(json_build_array(
    i.id, i.person_id, p.given_name, p.family_name, p.born_on, i.role, i.starts_on, i.ends_on,
    p.secret_address, p.contact_warning) ORDER BY i.ends_on IS NOT NULL, i.id)
 FROM cases_involvement i JOIN cases_person p ON p.id = i.person_id
 WHERE i.dossier_id = d.id)::text
"""

_OFFENCES = """
(SELECT json_agg(json_build_array(
    o.id, o.occurred_from, o.occurred_until, o.status, o.description,
    r.label, t.label, t.legal_article,
    coalesce(t.counts_as_stalking, false) OR coalesce(forms.stalking, false),
    forms.labels, parties.acted, parties.affected) ORDER BY o.occurred_from DESC, o.id DESC)
 FROM cases_offence o
 LEFT JOIN codelists_relation r ON r.id = o.relation_id
 LEFT JOIN codelists_offencetype t ON t.id = o.offence_type_id
 CROSS JOIN LATERAL (
    SELECT bool_or(v.counts_as_stalking) AS stalking,
           array_agg(v.label ORDER BY v.counts_as_stalking DESC, v.position, v.label) AS labels
    FROM cases_offenceform f JOIN codelists_formofviolence v ON v.id = f.form_id
    WHERE f.offence_id = o.id) forms
 CROSS JOIN LATERAL (
    SELECT array_agg(y.person_id ORDER BY y.id) FILTER (WHERE y.part = 'acted') AS acted,
           array_agg(y.person_id ORDER BY y.id) FILTER (WHERE y.part = 'affected') AS affected
    FROM cases_offenceparty y WHERE y.offence_id = o.id) parties
 WHERE o.dossier_id = d.id)::text
"""

_ASSESSMENTS = """
(SELECT json_agg(json_build_array(
    a.assessed_on, u.first_name, u.last_name, u.username,
    a.repetition, a.repetition_motivation, a.integrity, a.integrity_motivation,
    a.coordination, a.coordination_motivation) ORDER BY a.assessed_on DESC, a.id DESC)
 FROM cases_criteriaassessment a JOIN accounts_user u ON u.id = a.assessed_by_id
 WHERE a.dossier_id = d.id)::text
"""

_CONVOCATIONS = """
(SELECT json_agg(json_build_array(c.id, g.name, c.purpose, c.starts_on, c.ends_on)
                 ORDER BY c.starts_on DESC, c.id DESC)
 FROM cases_convocation c JOIN accounts_organisation g ON g.id = c.organisation_id
 WHERE c.dossier_id = d.id)::text
"""

# Put together from the constants above and nothing else.
_ONLY_PEOPLE = f"SELECT {_PEOPLE} FROM cases_dossier d WHERE d.id = %s"  # noqa: S608
_ONLY_ASSESSMENTS = f"SELECT {_ASSESSMENTS} FROM cases_dossier d WHERE d.id = %s"  # noqa: S608
_OVERVIEW = f"""
SELECT c.name, u.first_name, u.last_name, u.username, r.label,
       {_PEOPLE}, {_OFFENCES}, {_ASSESSMENTS}, {_CONVOCATIONS}
FROM cases_dossier d
JOIN accounts_centre c ON c.id = d.centre_id
LEFT JOIN accounts_user u ON u.id = d.case_director_id
LEFT JOIN codelists_closurereason r ON r.id = d.closure_reason_id
WHERE d.id = %s
"""  # noqa: S608


def _one(sql: str, dossier_id: int) -> Sequence[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [dossier_id])
        found: Sequence[Any] = cursor.fetchone()
        return found


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _people(rows: Sequence[Any], mask: Mask) -> tuple[Involved, ...]:
    numbers: dict[int, int] = {}
    return tuple(_involved(row, numbers.setdefault(row[1], len(numbers) + 1), mask) for row in rows)


def _involved(row: Sequence[Any], number: int, mask: Mask) -> Involved:
    pk, person_id, given, family, born_on, role, starts_on, ends_on, secret, warning = row
    return Involved(
        involvement_id=pk,
        person_id=person_id,
        url=address_of("cases:person_detail", person_id),
        name=mask.person(f"{given} {family}".strip(), number),
        family_name=family or given,
        born_on=mask.day(_day(born_on)),
        role=_label(InvolvementRole, role),
        period=_period(starts_on, ends_on),
        has_ended=ends_on is not None,
        secret_address=secret,
        contact_warning=mask.text(warning),
    )


def _fact(row: Sequence[Any], names: Mapping[int, str], mask: Mask) -> Fact:
    pk, since, until, status, description, relation, label, article, stalking, *rest = row
    forms, acted, affected = rest
    return Fact(
        offence_id=pk,
        when=_period(since, until),
        forms=", ".join(forms or ()),
        is_stalking=stalking,
        relation=relation or "",
        qualification=f"{label} ({article})" if label and article else label or "",
        status=_label(OffenceStatus, status),
        is_refuted=status == OffenceStatus.REFUTED,
        acted=_listed(acted, names),
        affected=_listed(affected, names),
        description=mask.text(description),
    )


def _listed(person_ids: Sequence[int] | None, names: Mapping[int, str]) -> str:
    return ", ".join(names[pk] for pk in person_ids or () if pk in names)


def _assessment(row: Sequence[Any], mask: Mask) -> Assessment:
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
        assessed_on=write_date(dt.date.fromisoformat(assessed_on)),
        assessed_by=f"{first_name} {last_name}".strip() or username,
        criteria=answers,
        all_met=all(answer.is_met for answer in answers),
    )


def _convened(rows: Sequence[Any]) -> tuple[Convened, ...]:
    """Running ones first."""
    today = brussels_today()
    convened = (_convocation(row, today) for row in rows)
    return tuple(sorted(convened, key=lambda one: not one.is_running))


def _convocation(row: Sequence[Any], today: dt.date) -> Convened:
    pk, organisation, purpose, first, last = row
    starts_on, ends_on = dt.date.fromisoformat(first), _day(last)
    still = ends_on is None or ends_on >= today
    since = _("since %(day)s") % {"day": write_date(starts_on)}
    return Convened(
        convocation_id=pk,
        organisation=organisation,
        purpose=purpose,
        period=since if ends_on is None else _period(first, last),
        starts_on=starts_on,
        is_running=still and starts_on <= today,
        can_end=ends_on is None or ends_on > today,
    )


def _period(first: str, last: str | None) -> str:
    """03.11.2026, or 03.11.2026 – 09.11.2026"""
    start = write_date(dt.date.fromisoformat(first))
    if last is None or last == first:
        return start
    return f"{start} – {write_date(dt.date.fromisoformat(last))}"


def _label(choices: Any, value: str) -> str:
    return capfirst(str(choices(value).label))
