"""Version 1 of the API. Every app adds its machine URLs here."""

from django.urls import include, path
from drf_spectacular.views import SpectacularJSONAPIView

app_name = "api"

urlpatterns = [
    path("", include("cases.api.urls")),
    path("", include("reporting.api.urls")),
    path("schema.json", SpectacularJSONAPIView.as_view(api_version="v1"), name="schema"),
]
