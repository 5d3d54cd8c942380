"""The front door: each app brings its own URLs."""

from django.contrib import admin
from django.urls import include, path

from config.health import live, ready

handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"

urlpatterns = [
    path("health/live", live, name="health_live"),
    path("health/ready", ready, name="health_ready"),
    path("beheer/", admin.site.urls),
    path("api/v1/", include("config.api_urls", namespace="v1")),
    path("", include("design.urls")),
    path("", include("accounts.urls")),
    path("", include("cases.urls")),
    path("", include("registrations.urls")),
    path("", include("reporting.urls")),
]
