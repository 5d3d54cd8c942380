"""Referring somebody from the dossier, the next step of a referral, and correcting it."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from cases.masking import mask_of
from cases.views.dossier import form_page
from cases.views.editing import Editing, handle
from cases.views.frame import find_to_edit
from cases.views.once import signed_in
from codelists.models import ReferralEndReason
from lib.calendar import brussels_today
from registrations.chain import Chain, course, initial_of
from registrations.forms.referral import CorrectionForm, ReferralForm, StepForm
from registrations.models import Referral
from registrations.referral_choices import choices_for, proposal_for
from registrations.services.referrals import correct_referral, make_referral, record_step
from registrations.views.referrals import find_referral

_SHOWN = ("people", "referrals")


@form_page
def referral_new(request: HttpRequest, reference: str) -> HttpResponse:
    """Refer somebody: a short form that knows the people and the facts of the dossier."""
    dossier, by = find_to_edit(request, reference), signed_in(request)
    choices = choices_for(dossier, mask_of(request))

    def save(form: ReferralForm) -> str:
        return make_referral(by=by, dossier=dossier, content=form.content()).get_absolute_url()

    editing = Editing(
        dossier=dossier,
        heading=_("Refer"),
        form=partial(ReferralForm, choices=choices),
        stored=lambda: proposal_for(dossier),
        save=save,
        saved=_("Referral saved."),
        save_label=_("Save referral"),
        template="registrations/referral_form.html",
        anchor="#referrals",
        fields=_SHOWN,
    )
    return handle(request, editing)


@form_page
def referral_step(request: HttpRequest, pk: int) -> HttpResponse:
    """The next step of the chain."""
    referral = find_referral(request, pk)
    by, chain = signed_in(request), Chain.of(referral)

    def stored() -> Mapping[str, Any]:
        # The days belong to what was shown: another step meanwhile is a conflict.
        return {"version": referral.version, "day": brussels_today(), "shown": chain.days()}

    def save(form: StepForm) -> str:
        record_step(by=by, referral=referral, **form.arguments())
        return referral.get_absolute_url()

    editing = Editing(
        **_page(referral),
        heading=_("Next step of the referral"),
        form=partial(StepForm, steps=chain.next_steps, end_reasons=ReferralEndReason.objects.all()),
        stored=stored,
        save=save,
        saved=_("Step saved."),
        template="registrations/referral_step.html",
        context={"course": course(chain), "has_steps": bool(chain.next_steps)},
    )
    return handle(request, editing)


@form_page
def referral_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Put right what is wrong in a referral; the log keeps which fields were changed."""
    referral, by = find_referral(request, pk), signed_in(request)
    choices = choices_for(referral.dossier, mask_of(request), referral)

    def save(form: CorrectionForm) -> str:
        version = form.cleaned_data["version"]
        correct_referral(by=by, referral=referral, version=version, content=form.content())
        return referral.get_absolute_url()

    editing = Editing(
        **_page(referral),
        heading=_("Correct the referral"),
        form=partial(CorrectionForm, choices=choices),
        stored=lambda: _stored(referral),
        save=save,
        saved=_("Referral saved."),
        template="registrations/referral_form.html",
    )
    return handle(request, editing)


def _page(referral: Referral) -> dict[str, Any]:
    return {
        "dossier": referral.dossier,
        "fields": _SHOWN,
        "back_url": referral.get_absolute_url(),
    }


def _stored(referral: Referral) -> dict[str, Any]:
    """The values as they are now: somebody may have saved since the page was made."""
    referral.refresh_from_db()
    return {
        "version": referral.version,
        "person": referral.person_id,
        "programme": referral.programme_id,
        "provider": referral.provider_id,
        "stalking": referral.stalking,
        "offence_types": list(referral.offence_types.values_list("pk", flat=True)),
        **initial_of(Chain.of(referral)),
    }
