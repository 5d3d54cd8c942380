"""Only the pages of this app: its tests need no other room of the house."""

from django.urls import include, path

urlpatterns = [path("", include("design.urls"))]
