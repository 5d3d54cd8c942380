from django.urls import path

from reporting.views.published import published_list, question_841

app_name = "reporting"

urlpatterns = [
    path("cijfers/vraag-841/", question_841, name="question_841"),
    path("cijfers/gepubliceerd/", published_list, name="published"),
]
