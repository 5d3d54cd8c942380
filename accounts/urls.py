from django.urls import path

from accounts.views import oversight, preferences, sign_in

app_name = "accounts"

urlpatterns = [
    path("aanmelden/", sign_in.SignIn.as_view(), name="sign_in"),
    path("afmelden/", sign_in.sign_out, name="sign_out"),
    path("wachtwoord/", sign_in.ChangePassword.as_view(), name="change_password"),
    path("voorkeuren/namen/", preferences.toggle_names, name="toggle_names"),
    path("voorkeuren/sneltoetsen/", preferences.toggle_shortcuts, name="toggle_shortcuts"),
    path("toezicht/", oversight.index, name="oversight"),
    path("toezicht/dossier/", oversight.by_dossier, name="oversight_dossier"),
    path("toezicht/gebruiker/", oversight.by_user, name="oversight_user"),
]
