from django.urls import URLPattern, path

from registrations.views import (
    contact_list,
    contacts,
    detail,
    drafts,
    edit,
    listing,
    new,
    offence,
    referral_links,
    referrals,
    referring,
    report_back,
    today,
)
from registrations.views.register import ADVICE_REGISTER, HELPLINE_REGISTER, Register

app_name = "registrations"


def register_paths(address: str, register: Register) -> list[URLPattern]:
    """The pages of one register."""
    code, of = register.kind.code, {"register": register}
    one = f"{address}/<int:pk>/"
    return [
        path(f"{address}/", contact_list.contact_list, of, name=f"{code}_list"),
        path(f"{address}/nieuw/", contacts.contact_new, of, name=f"{code}_new"),
        path(one, contacts.contact_detail, of, name=f"{code}_detail"),
        path(f"{one}wijzigen/", contacts.contact_edit, of, name=f"{code}_edit"),
        path(f"{one}telling/", contacts.contact_counting, of, name=f"{code}_counting"),
    ]


urlpatterns = [
    path("", today.today, name="today"),
    path("aanmeldingen/", listing.intake_list, name="intake_list"),
    path("aanmeldingen/nieuw/", new.intake_new, name="intake_new"),
    path("aanmeldingen/concept/", drafts.intake_draft, name="intake_draft"),
    path("aanmeldingen/concept/weggooien/", drafts.draft_discard, name="draft_discard"),
    path("aanmeldingen/<int:pk>/", detail.intake_detail, name="intake_detail"),
    path("aanmeldingen/<int:pk>/wijzigen/", edit.intake_edit, name="intake_edit"),
    path(
        "aanmeldingen/<int:pk>/wijzigen/concept/",
        drafts.intake_edit_draft,
        name="intake_edit_draft",
    ),
    path("aanmeldingen/<int:pk>/beslissen/", detail.intake_decide, name="intake_decide"),
    path("aanmeldingen/<int:pk>/dossier/", detail.intake_open, name="intake_open"),
    path("aanmeldingen/<int:pk>/feit/", offence.intake_offence, name="intake_offence"),
    path("dossiers/<slug:reference>/verwijzen/", referring.referral_new, name="referral_new"),
    path("verwijzingen/", referrals.referral_list, name="referral_list"),
    path("verwijzingen/<int:pk>/", referrals.referral_detail, name="referral_detail"),
    path("verwijzingen/<int:pk>/stap/", referring.referral_step, name="referral_step"),
    path("verwijzingen/<int:pk>/verbeteren/", referring.referral_correct, name="referral_correct"),
    path("verwijzingen/<int:pk>/link/", referral_links.link_make, name="link_make"),
    path("verwijzingen/<int:pk>/link/intrekken/", referral_links.link_revoke, name="link_revoke"),
    path("terugkoppeling/<str:token>/", report_back.report_back, name="report_back"),
    *register_paths("adviesvragen", ADVICE_REGISTER),
    *register_paths("oproepen-1712", HELPLINE_REGISTER),
]
