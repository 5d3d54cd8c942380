from django.urls import URLPattern, URLResolver, include, path

from cases.views import (
    criteria,
    detail,
    dossier,
    involved,
    listing,
    offence,
    partners,
    people,
)

app_name = "cases"

# dossier_detail.html links to these by the address of the dossier and the words below: a page
# with fifty `{% url %}` is slow. tests/cases/test_links.py follows every link.
of_dossier: list[URLPattern | URLResolver] = [
    path("", detail.dossier_detail, name="dossier_detail"),
    path("samenvatting/", dossier.summary, name="summary"),
    path("stalking/", dossier.stalking, name="stalking"),
    path("casusregisseur/", dossier.case_director, name="case_director"),
    path("telling/", dossier.counting, name="counting"),
    path("afsluiten/", dossier.close, name="close"),
    path("heropenen/", dossier.reopen, name="reopen"),
    path("betrokkenen/toevoegen/", involved.involve, name="involve"),
    path("betrokkenen/<int:involvement_id>/", involved.involvement, name="involvement"),
    path("feiten/toevoegen/", offence.offence_new, name="offence_new"),
    path("feiten/<int:offence_id>/", offence.offence_edit, name="offence_edit"),
    path("criteria/", criteria.criteria, name="criteria"),
    path("partners/uitnodigen/", partners.convene, name="convene"),
    path(
        "partners/<int:convocation_id>/beeindigen/",
        partners.end_access,
        name="end_convocation",
    ),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("dossiers/", listing.dossier_list, name="dossier_list"),
    path("dossiers/zoeken/", listing.search, name="search"),
    path("dossiers/<slug:reference>/", include(of_dossier)),
    path("personen/zoeken/", people.person_search, name="person_search"),
    path("personen/<int:pk>/", people.person_detail, name="person_detail"),
    path("personen/<int:pk>/wijzigen/", people.person_edit, name="person_edit"),
]
