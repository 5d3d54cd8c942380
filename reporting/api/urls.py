from django.urls import path

from reporting.api.views import IndicatorView, PublishedView, StalkingView

urlpatterns = [
    path("figures/dossiers_stalking/", StalkingView.as_view(), name="figures_stalking"),
    path("figures/published/", PublishedView.as_view(), name="figures_published"),
    path("figures/<slug:code>/", IndicatorView.as_view(), name="figures_indicator"),
]
