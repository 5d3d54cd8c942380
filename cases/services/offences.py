"""Recording and changing facts. A wrong fact is refuted, never deleted."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cases.errors import Refused, StaleVersion
from cases.events import OFFENCE_EDITED, OFFENCE_RECORDED
from cases.log import record_on
from cases.models import (
    Dossier,
    Involvement,
    Offence,
    OffenceForm,
    OffenceParty,
    OffenceStatus,
    Part,
    Person,
)
from cases.policies import require_open
from cases.services.locking import lock_to_write, save_if_unchanged
from codelists.models import CodeListEntry, FormOfViolence, OffenceType, Relation
from lib.calendar import brussels_today
from lib.dutch import EARLIEST_YEAR

FIELDS = (
    "occurred_from",
    "occurred_until",
    "forms",
    "relation",
    "offence_type",
    "status",
    "description",
    "acted",
    "affected",
)
"""The parts of a fact, named as in the log, the form and the API."""


@dataclass(frozen=True)
class OffenceContent:
    """All of a fact: a day or a period, forms, relation, qualification, who did it to whom.

    `occurred_until` None means one day. `status` is an OffenceStatus.
    """

    occurred_from: dt.date
    occurred_until: dt.date | None = None
    forms: Sequence[FormOfViolence] = ()
    relation: Relation | None = None
    offence_type: OffenceType | None = None
    status: str = OffenceStatus.SUSPECTED
    description: str = ""
    acted: Sequence[Person] = ()
    affected: Sequence[Person] = ()


@transaction.atomic
def record_offence(*, by: User, dossier: Dossier, content: OffenceContent) -> Offence:
    """Add a fact to an open dossier.

    Raises PermissionDenied for readers, and Refused with every broken rule at its field: the
    fact lies in the past, its period ends after it starts, it has a form, its codes are valid
    on its first or last day, and everybody named in it is involved in this dossier.
    """
    dossier = lock_to_write(by=by, dossier=dossier)
    require_open(dossier)
    _require_sound(dossier, content)
    offence = Offence.objects.create(dossier=dossier, recorded_by=by, **_columns(content))
    _write_forms(offence, content)
    _write_parties(offence, content)
    record_on(
        dossier,
        OFFENCE_RECORDED,
        by=by,
        fields=FIELDS,
        object_type="offence",
        object_id=str(offence.pk),
    )
    return offence


@transaction.atomic
def edit_offence(*, by: User, offence: Offence, version: int, content: OffenceContent) -> Offence:
    """Replace the content of a fact; only what differs is logged as changed.

    Raises like `record_offence`, and StaleVersion when somebody saved in between. Codes that
    the fact already had may stay while its days stay, also when they have ended since.
    """
    dossier = lock_to_write(by=by, dossier=offence.dossier)
    require_open(dossier)
    offence = Offence.objects.select_related(None).get(pk=offence.pk)
    if offence.version != version:
        raise StaleVersion
    before = content_of(offence)
    _require_sound(dossier, content, before)
    changed = _changed(before, content)
    if not changed:
        return offence
    offence = save_if_unchanged(offence, version=version, changes=_columns(content))
    if "forms" in changed:
        _write_forms(offence, content)
    if {"acted", "affected"} & set(changed):
        _write_parties(offence, content)
    record_on(
        dossier,
        OFFENCE_EDITED,
        by=by,
        fields=changed,
        object_type="offence",
        object_id=str(offence.pk),
    )
    return offence


def content_of(offence: Offence) -> OffenceContent:
    """The stored content of a fact."""
    parties = list(OffenceParty.objects.filter(offence=offence).select_related("person"))
    return OffenceContent(
        occurred_from=offence.occurred_from,
        occurred_until=offence.occurred_until,
        forms=tuple(offence.forms.all()),
        relation=offence.relation,
        offence_type=offence.offence_type,
        status=offence.status,
        description=offence.description,
        acted=tuple(party.person for party in parties if party.part == Part.ACTED),
        affected=tuple(party.person for party in parties if party.part == Part.AFFECTED),
    )


def _columns(content: OffenceContent) -> dict[str, Any]:
    return {
        "occurred_from": content.occurred_from,
        "occurred_until": content.occurred_until,
        "relation": content.relation,
        "offence_type": content.offence_type,
        "status": content.status,
        "description": content.description,
    }


def _write_forms(offence: Offence, content: OffenceContent) -> None:
    OffenceForm.objects.filter(offence=offence).delete()
    OffenceForm.objects.bulk_create(
        OffenceForm(offence=offence, form=form) for form in dict.fromkeys(content.forms)
    )


def _write_parties(offence: Offence, content: OffenceContent) -> None:
    OffenceParty.objects.filter(offence=offence).delete()
    OffenceParty.objects.bulk_create(
        OffenceParty(offence=offence, person=person, part=part)
        for part, people in ((Part.ACTED, content.acted), (Part.AFFECTED, content.affected))
        for person in dict.fromkeys(people)
    )


def _changed(before: OffenceContent, after: OffenceContent) -> list[str]:
    return [name for name in FIELDS if _comparable(before, name) != _comparable(after, name)]


def _comparable(content: OffenceContent, name: str) -> object:
    value = getattr(content, name)
    return set(value) if isinstance(value, tuple | list) else value


def _require_sound(
    dossier: Dossier, content: OffenceContent, before: OffenceContent | None = None
) -> None:
    problems = {
        **_period_problems(content),
        **_code_problems(content, before),
        **_people_problems(dossier, content),
    }
    if not content.forms:
        problems["forms"] = _("Choose at least one form of violence.")
    if content.status not in OffenceStatus.values:
        problems["status"] = _("Choose a status from the list.")
    if problems:
        raise Refused(problems)


def _period_problems(content: OffenceContent) -> dict[str, str]:
    problems = {}
    for name in ("occurred_from", "occurred_until"):
        day = getattr(content, name)
        if day is None:
            continue
        if day > brussels_today():
            problems[name] = _("The date lies in the future.")
        elif day.year < EARLIEST_YEAR:
            problems[name] = _("The year must be 1900 or later.")
    if content.occurred_until and content.occurred_until < content.occurred_from:
        problems["occurred_until"] = _("The last day lies before the first day.")
    return problems


def _code_problems(content: OffenceContent, before: OffenceContent | None) -> dict[str, str]:
    kept = _codes(before) if before and _days(before) == _days(content) else {}
    problems = {}
    for name, codes in _codes(content).items():
        new = [code for code in codes if code not in kept.get(name, ())]
        for code in _not_valid(new, _days(content)):
            problems[name] = _(
                "‘%(label)s’ was not valid on the day of the fact. Choose another one."
            ) % {"label": code.label}
    return problems


def _codes(content: OffenceContent) -> dict[str, list[CodeListEntry]]:
    return {
        "forms": list(content.forms),
        "relation": [content.relation] if content.relation else [],
        "offence_type": [content.offence_type] if content.offence_type else [],
    }


def _days(content: OffenceContent) -> tuple[dt.date, dt.date]:
    return content.occurred_from, content.occurred_until or content.occurred_from


def _not_valid(codes: list[CodeListEntry], days: tuple[dt.date, dt.date]) -> list[CodeListEntry]:
    """A period may run on into another law: a code of its first or of its last day will do."""
    if not codes:
        return []
    entries: Any = type(codes[0])._default_manager.all()
    chosen = entries.filter(pk__in=[code.pk for code in codes])
    valid = {code.pk for day in set(days) for code in chosen.valid_on(day)}
    return [code for code in codes if code.pk not in valid]


def _people_problems(dossier: Dossier, content: OffenceContent) -> dict[str, str]:
    named = {person.pk for person in (*content.acted, *content.affected)}
    if not named:
        return {}
    involved = set(
        Involvement.objects.filter(dossier=dossier, person__in=named).values_list(
            "person", flat=True
        )
    )
    return {
        name: _("Choose people who are involved in this dossier.")
        for name, people in (("acted", content.acted), ("affected", content.affected))
        if any(person.pk not in involved for person in people)
    }
