from django.urls import URLPattern, URLResolver, path

from cases.views import people

app_name = "cases"

urlpatterns: list[URLPattern | URLResolver] = [
    path("personen/zoeken/", people.person_search, name="person_search"),
    path("personen/<int:pk>/", people.person_detail, name="person_detail"),
    path("personen/<int:pk>/wijzigen/", people.person_edit, name="person_edit"),
]
