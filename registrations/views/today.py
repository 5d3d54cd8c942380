"""The page Today: what waits for me."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.log import actor_of
from accounts.models import Role, User
from audit.log import Subject, record
from cases.events import DOSSIER_LISTED
from cases.masking import Mask, mask_of
from cases.models import Dossier
from cases.queries.dossier_list import DossierRow, rows_of
from cases.views.listing import LISTED as DOSSIER_FIELDS
from cases.views.once import signed_in
from lib.calendar import brussels_today
from registrations.cards import cards_for
from registrations.contact_queries import label_of, latest_of_mine, written
from registrations.kinds import HELPLINE
from registrations.log import record_contacts_listed, record_listing
from registrations.policies import answers_1712, may_be_convened
from registrations.queries import LISTED, latest_undecided
from registrations.referral_queries import count_waiting_long
from registrations.views.drafts import kept_drafts
from registrations.views.register import HELPLINE_REGISTER

INTAKES_SHOWN = 8
DOSSIERS_SHOWN = 20
CONTACTS_SHOWN = 10

OTHER_ROOMS = (
    (Role.ANALYST, "reporting:index"),
    (Role.PRIVACY_OFFICER, "accounts:oversight"),
    (Role.FUNCTIONAL_ADMIN, "admin:index"),
)
"""Who does not work on dossiers starts in her own room."""


@dataclass(frozen=True)
class Shortened:
    """The first rows of a list, and whether there are more."""

    rows: tuple[Any, ...]
    has_more: bool

    @property
    def count(self) -> str:
        """How many, for the heading: 8+ when the list goes on."""
        return f"{len(self.rows)}+" if self.has_more else str(len(self.rows))


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """New intakes, my dossiers, my drafts; a partner what he is convened for or delivers."""
    user, mask = signed_in(request), mask_of(request)
    if user.centre_ids():
        return render(request, "registrations/today.html", _of_staff(user, mask))
    if user.has_role(Role.PARTNER):
        return render(request, "registrations/today_partner.html", _of_partner(user, mask))
    for role, room in OTHER_ROOMS:
        if user.has_role(role):
            return HttpResponseRedirect(reverse(room))
    return render(request, "registrations/today_without_role.html")


def _of_staff(user: User, mask: Mask) -> dict[str, Any]:
    intakes = _shortened(
        latest_undecided(by=user, limit=INTAKES_SHOWN + 1, mask=mask), INTAKES_SHOWN
    )
    record_listing([row.intake for row in intakes.rows], by=user, fields=LISTED)
    own = Dossier.objects.visible_to(user).open().filter(case_director=user)
    return {
        "today": brussels_today(),
        "intakes": intakes,
        "drafts": kept_drafts(user),
        "dossiers": _dossiers(user, own, mask),
        "convened": _dossiers(user, _convened(user), mask) if user.organisation_ids() else None,
        "shows_centre": len(user.centre_ids()) > 1,
        "waiting_long": count_waiting_long(user),
        "counts": user.has_role(Role.COORDINATOR),
        "cards": cards_for(user),
        "list_url": reverse("cases:dossier_list"),
    }


def _of_partner(user: User, mask: Mask) -> dict[str, Any]:
    return {
        **_of_helpline(user),
        "today": brussels_today(),
        "dossiers": _dossiers(user, _convened(user), mask) if may_be_convened(user) else None,
        "shows_centre": True,
        "cards": cards_for(user),
        "list_url": reverse("cases:dossier_list"),
    }


def _of_helpline(user: User) -> dict[str, Any]:
    """What I registered last, for who answers 1712."""
    if not answers_1712(user):
        return {"contacts": None}
    columns = HELPLINE_REGISTER.columns
    rows = latest_of_mine(by=user, kind=HELPLINE, limit=CONTACTS_SHOWN)
    record_contacts_listed(HELPLINE, rows, by=user, fields=columns)
    return {
        "contact_labels": [label_of(HELPLINE, name) for name in columns],
        "contacts": [(row, [written(row, name) for name in columns]) for row in rows],
    }


def _convened(user: User) -> Any:
    """What others opened and asked his organisation to join."""
    return Dossier.objects.visible_to(user).exclude(centre__in=user.centre_ids()).open()


def _dossiers(user: User, found: Any, mask: Mask) -> Shortened:
    newest = found.order_by("-received_on", "-pk")[: DOSSIERS_SHOWN + 1]
    shown = _shortened(rows_of(newest, mask), DOSSIERS_SHOWN)
    _record(user, shown.rows)
    return shown


def _record(user: User, rows: tuple[DossierRow, ...]) -> None:
    if not rows:
        return
    centres = user.centre_ids()
    record(
        DOSSIER_LISTED,
        actor=actor_of(user, centres[0] if centres else None),
        subject=Subject(object_type="dossier", centre_id=centres[0] if len(centres) == 1 else None),
        fields=DOSSIER_FIELDS,
        row_ids=[row.dossier_id for row in rows],
    )


def _shortened(rows: tuple[Any, ...], limit: int) -> Shortened:
    return Shortened(rows[:limit], has_more=len(rows) > limit)
