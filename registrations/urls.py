from django.urls import path

from registrations.views import detail, drafts, edit, listing, new, offence, today

app_name = "registrations"

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
]
