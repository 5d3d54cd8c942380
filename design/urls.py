from django.urls import path

from design import views

app_name = "design"

urlpatterns = [
    path("toegankelijkheid/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("sneltoetsen/", views.shortcuts, name="shortcuts"),
]
