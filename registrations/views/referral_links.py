"""Making and revoking the link with which a provider reports back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases.errors import Refused
from cases.views.once import signed_in
from registrations.services.provider_links import make_link, revoke_link
from registrations.views.referrals import find_referral, show_referral


@require_POST
def link_make(request: HttpRequest, pk: int) -> HttpResponse:
    """A new link. It is in this answer and nowhere else, so there is no redirect."""
    referral = find_referral(request, pk)
    try:
        token = make_link(by=signed_in(request), referral=referral)
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return HttpResponseRedirect(referral.get_absolute_url())
    return show_referral(request, referral, new_token=token)


@require_POST
def link_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """The link works no longer."""
    referral = find_referral(request, pk)
    revoke_link(by=signed_in(request), referral=referral)
    messages.success(request, _("The link works no longer."))
    return HttpResponseRedirect(f"{referral.get_absolute_url()}#terugkoppeling")
