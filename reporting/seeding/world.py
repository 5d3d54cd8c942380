"""What synthetic dossiers point at: centres, colleagues, partners and codes, read once."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from accounts.models import Centre, Membership, Organisation, Partnership, Role
from cases.imports.directory import Code, Directory, read_directory
from codelists.models import IntakeOutcome, ReferralEndReason, ReporterRole, ReporterSector
from codelists.models import Programme as ProgrammeEntry
from lib.calendar import brussels_today

# Old files that were taken over: since when, and since when they answer the stalking question.
# Limburg never asked, Kempen kept no file that could be taken over: both are honest gaps.
OLD_FILES: dict[str, tuple[dt.date, dt.date | None]] = {
    "antwerpen": (dt.date(2018, 1, 1), dt.date(2022, 1, 1)),
    "mechelen": (dt.date(2018, 1, 1), dt.date(2021, 1, 1)),
    "limburg": (dt.date(2018, 1, 1), None),
}
# Compared with each other; from the published yearly numbers where there are any.
SIZES = {"limburg": 15.0, "antwerpen": 13.0, "mechelen": 7.0, "oost_vlaanderen": 7.0}
SIZES |= {"leuven": 5.0, "noord_west_vlaanderen": 1.5, "zuid_west_vlaanderen": 1.5}
USUAL_SIZE = 4.0


class NotReady(Exception):
    """The database lacks what dossiers must point at."""


@dataclass(frozen=True, slots=True)
class Programme:
    """What somebody is referred to: for whom, and the sector of who gives it."""

    pk: int
    audience: str
    sector: str


@dataclass(frozen=True)
class SeedCentre:
    """A centre with its colleagues; days are ordinals."""

    pk: int
    code: str
    name: str
    first_day: int
    """The first intake it can have: old files taken over, or the new system."""
    last_day: int | None
    answers_since: int
    caseworkers: tuple[int, ...]
    directors: tuple[int, ...]
    organisations: tuple[int, ...]
    providers: Mapping[str, int]
    """A partner of each sector."""

    @property
    def size(self) -> float:
        return SIZES.get(self.code, USUAL_SIZE)


@dataclass(frozen=True)
class World:
    """Everything a dossier may point at."""

    centres: tuple[SeedCentre, ...]
    directory: Directory
    sectors: Mapping[str, int]
    reporter_roles: Mapping[str, int]
    outcomes: Mapping[str, int]
    programmes: Mapping[str, Programme]
    end_reasons: Mapping[str, int]
    until: int
    """No dossier knows a later day."""
    new_system: int
    """Intakes before this day were registered elsewhere and imported."""


def read_world(until: dt.date | None = None) -> World:
    """The world as it is in the database. Raises NotReady when something is missing."""
    directory = read_directory()
    centres = _centres()
    if not centres or not directory.forms:
        raise NotReady("There are no centres or code lists: run load_reference_data first.")
    return World(
        centres=centres,
        directory=directory,
        sectors=_keys(ReporterSector),
        reporter_roles=_keys(ReporterRole),
        outcomes=_keys(IntakeOutcome),
        programmes={
            entry.code: Programme(entry.pk, entry.audience, entry.provider_sector)
            for entry in ProgrammeEntry.objects.filter(valid_until=None)
        },
        end_reasons=_keys(ReferralEndReason),
        until=min(until or brussels_today(), brussels_today()).toordinal(),
        new_system=settings.STALKING_REGISTERED_SINCE.toordinal(),
    )


def code_on(codes: Mapping[str, Code], code: str, day: int) -> int | None:
    """The key of a code, if it is there and valid on this day."""
    found = codes.get(code)
    return found.pk if found and found.is_valid_on(dt.date.fromordinal(day)) else None


def _keys(model: Any) -> dict[str, int]:
    return dict(model.objects.values_list("code", "pk"))


def _centres() -> tuple[SeedCentre, ...]:
    staff: dict[tuple[int | None, str], list[int]] = defaultdict(list)
    for member in Membership.objects.order_by("user__username"):
        staff[member.centre_id, member.role].append(member.user_id)
    partners: dict[int, list[int]] = defaultdict(list)
    for partnership in Partnership.objects.order_by("organisation__code", "pk"):
        partners[partnership.centre_id].append(partnership.organisation_id)
    sectors = dict(Organisation.objects.values_list("pk", "sector"))
    return tuple(
        SeedCentre(
            pk=centre.pk,
            code=centre.code,
            name=centre.name,
            last_day=centre.closed_on.toordinal() if centre.closed_on else None,
            caseworkers=tuple(staff[centre.pk, Role.CASEWORKER]),
            directors=tuple(staff[centre.pk, Role.CASE_DIRECTOR]),
            organisations=tuple(dict.fromkeys(partners[centre.pk])),
            providers={sectors[pk]: pk for pk in reversed(partners[centre.pk])},
            **_first_days(centre),
        )
        for centre in Centre.objects.order_by("code")
        if staff[centre.pk, Role.CASEWORKER] and staff[centre.pk, Role.CASE_DIRECTOR]
    )


def _first_days(centre: Centre) -> dict[str, int]:
    new_system = settings.STALKING_REGISTERED_SINCE
    taken_over, answers_since = OLD_FILES.get(centre.code, (new_system, None))
    return {
        "first_day": max(centre.opened_on, taken_over).toordinal(),
        "answers_since": (answers_since or new_system).toordinal(),
    }
