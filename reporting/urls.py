from django.urls import path

from reporting.views.counted_units import indicator_dossiers
from reporting.views.deliveries import (
    delivery,
    delivery_check,
    delivery_file,
    delivery_grid,
    delivery_list,
    delivery_new,
    delivery_sign_off,
    delivery_template,
    delivery_withdraw,
)
from reporting.views.differences import difference
from reporting.views.export import stalking_export
from reporting.views.exports import (
    export_cancel,
    export_detail,
    export_download,
    export_list,
    rows,
)
from reporting.views.index import index
from reporting.views.indicators import indicator, indicator_export, indicator_list
from reporting.views.ledger import export_ledger
from reporting.views.published import published_list, question_841
from reporting.views.quality import quality, quality_dossiers, quality_sign
from reporting.views.questions.answers import answer, answer_file, answer_withdraw, approval
from reporting.views.questions.blocks import block_edit, block_new, block_place, block_remove
from reporting.views.questions.changing import (
    commitment_form,
    narrative_form,
    part_form,
    question_form,
)
from reporting.views.questions.open_data import catalogue, catalogue_file, dataset, dataset_file
from reporting.views.questions.register import question, question_list
from reporting.views.saved_questions import saved_delete, saved_edit, saved_list
from reporting.views.self_service import question_save, self_service, self_service_export
from reporting.views.stalking import stalking

app_name = "reporting"

urlpatterns = [
    path("cijfers/", index, name="index"),
    path("cijfers/stalking/", stalking, name="stalking"),
    path("cijfers/stalking/export/", stalking_export, name="stalking_export"),
    path("cijfers/stalking/rijen/", rows, name="rows"),
    path("cijfers/zelf/", self_service, name="self_service"),
    path("cijfers/zelf/export/", self_service_export, name="self_service_export"),
    path("cijfers/zelf/bewaren/", question_save, name="question_save"),
    path("cijfers/bewaard/", saved_list, name="saved_questions"),
    path("cijfers/bewaard/<int:pk>/", saved_edit, name="saved_question"),
    path("cijfers/bewaard/<int:pk>/verwijderen/", saved_delete, name="saved_question_delete"),
    path("cijfers/indicatoren/", indicator_list, name="indicators"),
    path("cijfers/indicatoren/<slug:code>/", indicator, name="indicator"),
    path(
        "cijfers/indicatoren/<slug:code>/dossiers/", indicator_dossiers, name="indicator_dossiers"
    ),
    path("cijfers/indicatoren/<slug:code>/export/", indicator_export, name="indicator_export"),
    path("cijfers/indicatoren/<slug:code>/verschil/", difference, name="difference"),
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
    path("vragen/nieuw/", question_form, name="question_new"),
    path("vragen/<int:pk>/", question, name="question"),
    path("vragen/<int:pk>/bewerken/", question_form, name="question_edit"),
    path("vragen/<int:pk>/deel/", part_form, name="part_new"),
    path("vragen/<int:pk>/deel/<int:number>/", part_form, name="part"),
    path(
        "vragen/<int:pk>/deel/<int:number>/tekst/<int:position>/", narrative_form, name="narrative"
    ),
    path(
        "vragen/<int:pk>/deel/<int:number>/cijfers/<slug:kind>/nieuw/", block_new, name="block_new"
    ),
    path("vragen/<int:pk>/deel/<int:number>/cijfers/<int:block_id>/", block_edit, name="block"),
    path(
        "vragen/<int:pk>/deel/<int:number>/weg/<int:block_id>/", block_remove, name="block_remove"
    ),
    path(
        "vragen/<int:pk>/deel/<int:number>/plaats/<int:block_id>/", block_place, name="block_place"
    ),
    path("vragen/<int:pk>/belofte/", commitment_form, name="commitment_new"),
    path("vragen/<int:pk>/belofte/<int:commitment_id>/", commitment_form, name="commitment"),
    path("vragen/<int:pk>/goedkeuren/", approval, name="approval"),
    path("vragen/<int:pk>/antwoord/<int:edition>/", answer, name="answer"),
    path(
        "vragen/<int:pk>/antwoord/<int:edition>/intrekken/", answer_withdraw, name="answer_withdraw"
    ),
    path("vragen/<int:pk>/antwoord/<int:edition>/<slug:code>/", answer_file, name="answer_file"),
    path("open-data/", catalogue, name="open_data"),
    path("open-data/catalogus.<slug:code>", catalogue_file, name="open_data_catalogue"),
    path("open-data/<int:pk>/<int:edition>/", dataset, name="open_data_set"),
    path("open-data/<int:pk>/<int:edition>/csvw.zip", dataset_file, name="open_data_file"),
    path("cijfers/leveringen/", delivery_list, name="deliveries"),
    path("cijfers/leveringen/nieuw/", delivery_new, name="delivery_new"),
    path("cijfers/leveringen/invullen/<slug:indicator>/", delivery_grid, name="delivery_grid"),
    path(
        "cijfers/leveringen/sjabloon/<slug:indicator>/",
        delivery_template,
        name="delivery_template",
    ),
    path("cijfers/leveringen/<int:pk>/", delivery, name="delivery"),
    path("cijfers/leveringen/<int:pk>/gecontroleerd/", delivery_check, name="delivery_check"),
    path("cijfers/leveringen/<int:pk>/aftekenen/", delivery_sign_off, name="delivery_sign_off"),
    path("cijfers/leveringen/<int:pk>/intrekken/", delivery_withdraw, name="delivery_withdraw"),
    path("cijfers/leveringen/<int:pk>/bestand/", delivery_file, name="delivery_file"),
]
