from django.urls import path

from reporting.views.export import stalking_export
from reporting.views.exports import (
    export_cancel,
    export_detail,
    export_download,
    export_list,
    rows,
)
from reporting.views.index import index
from reporting.views.ledger import export_ledger
from reporting.views.published import published_list, question_841
from reporting.views.quality import quality, quality_dossiers, quality_sign
from reporting.views.questions.register import question, question_list
from reporting.views.stalking import stalking, stalking_dossiers

app_name = "reporting"

urlpatterns = [
    path("cijfers/", index, name="index"),
    path("cijfers/stalking/", stalking, name="stalking"),
    path("cijfers/stalking/export/", stalking_export, name="stalking_export"),
    path("cijfers/stalking/rijen/", rows, name="rows"),
    path("cijfers/stalking/dossiers/", stalking_dossiers, name="stalking_dossiers"),
    path("cijfers/vraag-841/", question_841, name="question_841"),
    path("cijfers/exports/", export_list, name="exports"),
    path("cijfers/exports/<str:watermark>/", export_detail, name="export_detail"),
    path("cijfers/exports/<str:watermark>/stop/", export_cancel, name="export_cancel"),
    path("cijfers/exports/<str:watermark>/bestand/", export_download, name="export_download"),
    path("toezicht/exports/", export_ledger, name="export_ledger"),
    path("cijfers/kwaliteit/", quality, name="quality"),
    path("cijfers/kwaliteit/dossiers/", quality_dossiers, name="quality_dossiers"),
    path("cijfers/kwaliteit/tekenen/", quality_sign, name="quality_sign"),
    path("cijfers/gepubliceerd/", published_list, name="published"),
    path("vragen/", question_list, name="questions"),
    path("vragen/<int:pk>/", question, name="question"),
]
