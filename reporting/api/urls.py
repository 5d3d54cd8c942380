from django.urls import path

from reporting.api.views import PublishedView, StalkingView

urlpatterns = [
    path("figures/dossiers_stalking/", StalkingView.as_view(), name="figures_stalking"),
    path("figures/published/", PublishedView.as_view(), name="figures_published"),
]
