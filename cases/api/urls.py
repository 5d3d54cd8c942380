from django.urls import path

from cases.api.list import DossierListView
from cases.api.views import DossierView, OffenceListView, OffenceView

urlpatterns = [
    path("dossiers/", DossierListView.as_view(), name="dossiers"),
    path("dossiers/<str:reference>/", DossierView.as_view(), name="dossier"),
    path("dossiers/<str:reference>/offences/", OffenceListView.as_view(), name="offences"),
    path(
        "dossiers/<str:reference>/offences/<int:offence_id>/",
        OffenceView.as_view(),
        name="offence",
    ),
]
