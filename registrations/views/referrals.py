"""Referrals of my centre: the list, and the page of one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.log import actor_of
from accounts.models import User
from audit.log import Subject, record
from cases.log import record_on
from cases.masking import mask_of
from cases.models import StalkingAnswer
from cases.views.frame import crumbs_of
from cases.views.once import signed_in
from codelists.models import Programme
from lib.calendar import brussels_today
from lib.keyset import BadCursorError, Cursor
from registrations.chain import ENDS, Chain, course, step_label
from registrations.events import REFERRAL_LISTED, REFERRAL_READ
from registrations.forms.referral import ReferralFilter
from registrations.models import Referral, ReferralLink
from registrations.referral_queries import (
    LISTED,
    Narrowed,
    ReferralPage,
    referral_page,
    waits_long,
)
from registrations.views.desk import own_centres

SHOWN = ("people", "programme", "provider", "stalking", "offence_types", "state", "links")
_RELATED = ("dossier__centre", "person", "programme", "provider", "end_reason", "referred_by")


def find_referral(request: HttpRequest, pk: int) -> Referral:
    """The referral, or 404 when it is not of a centre of this user."""
    seen = Referral.objects.visible_to(request.user).select_related(*_RELATED)
    return get_object_or_404(seen, pk=pk)


@require_safe
def referral_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of one referral."""
    return show_referral(request, find_referral(request, pk))


@require_safe
def referral_list(request: HttpRequest) -> HttpResponse:
    """One page of the referrals of my centres, newest first."""
    by = signed_in(request)
    centres = own_centres(by)
    form = ReferralFilter(request.GET, programmes=Programme.objects.all())
    page = ReferralPage((), "", "")
    if form.is_valid():
        page = referral_page(
            by=by, narrowed=_narrowed(form), cursor=_cursor(request), mask=mask_of(request)
        )
        _record_listing(by, page)
    context = {
        "form": form,
        "page": page,
        "list_url": reverse("registrations:referral_list"),
        "shows_centre": len(centres) > 1,
        "names_hidden": mask_of(request).hidden,
        **_addresses(request, page),
    }
    status = 200 if form.is_valid() else 422
    return render(request, "registrations/referral_list.html", context, status=status)


def show_referral(request: HttpRequest, referral: Referral, *, new_token: str = "") -> HttpResponse:
    """Draw the page and log that it was read. `new_token` is shown this once and never again."""
    by, mask = signed_in(request), mask_of(request)
    chain = Chain.of(referral)
    record_on(
        referral.dossier,
        REFERRAL_READ,
        by=by,
        fields=SHOWN,
        object_type="referral",
        object_id=str(referral.pk),
    )
    link = ReferralLink.objects.visible_to(by).filter(referral=referral, revoked_at__isnull=True)
    context = {
        "referral": referral,
        "person_name": mask.names(referral.person.full_name),
        "names_hidden": mask.hidden,
        "role": capfirst(referral.get_role_display()),
        "stalking": capfirst(StalkingAnswer(referral.stalking).label),
        "offence_types": list(referral.offence_types.all()),
        "state": step_label(chain.state),
        "course": course(chain),
        "chain": chain,
        "has_ended": chain.state in ENDS,
        "waits_long": waits_long(referral, brussels_today()),
        "link": link.select_related("created_by").first(),
        "new_link": _address(request, new_token) if new_token else "",
        "crumbs": crumbs_of(referral.dossier, _("Referral %(number)s") % {"number": referral}),
    }
    return render(request, "registrations/referral_detail.html", context)


def _address(request: HttpRequest, token: str) -> str:
    return request.build_absolute_uri(reverse("registrations:report_back", args=[token]))


def _narrowed(form: ReferralFilter) -> Narrowed:
    data = form.cleaned_data
    return Narrowed(data["programme"], data["state"], waits_long=data["waits"] == "long")


def _cursor(request: HttpRequest) -> Cursor | None:
    try:
        return Cursor.decode(request.GET.get("na", ""))
    except BadCursorError:
        return None


def _addresses(request: HttpRequest, page: ReferralPage) -> dict[str, str]:
    """This list from its first page, and a page newer or older; '' where there is nothing."""
    query = request.GET.copy()
    paged = query.pop("na", None) is not None

    def at(cursor: str) -> str:
        query["na"] = cursor
        return f"?{query.urlencode()}"

    return {
        "first_url": f"?{query.urlencode()}" if paged else "",
        "newer_url": at(page.newer) if page.newer else "",
        "older_url": at(page.older) if page.older else "",
    }


def _record_listing(by: User, page: ReferralPage) -> None:
    """`row_ids` are dossiers, so that the log of a dossier names the lists that showed it."""
    centres = by.centre_ids()
    record(
        REFERRAL_LISTED,
        actor=actor_of(by, centres[0]),
        subject=Subject(
            object_type="referral", centre_id=centres[0] if len(centres) == 1 else None
        ),
        fields=LISTED,
        row_ids=[row.referral.dossier_id for row in page.rows],
    )
