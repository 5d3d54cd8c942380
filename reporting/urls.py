from django.urls import path

from reporting.views.export import stalking_export
from reporting.views.index import index
from reporting.views.published import published_list, question_841
from reporting.views.questions.register import question, question_list
from reporting.views.stalking import stalking, stalking_dossiers

app_name = "reporting"

urlpatterns = [
    path("cijfers/", index, name="index"),
    path("cijfers/stalking/", stalking, name="stalking"),
    path("cijfers/stalking/export/", stalking_export, name="stalking_export"),
    path("cijfers/stalking/dossiers/", stalking_dossiers, name="stalking_dossiers"),
    path("cijfers/vraag-841/", question_841, name="question_841"),
    path("cijfers/gepubliceerd/", published_list, name="published"),
    path("vragen/", question_list, name="questions"),
    path("vragen/<int:pk>/", question, name="question"),
]
