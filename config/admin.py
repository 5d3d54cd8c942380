"""The Django admin: accounts, centres, partners and code lists. Never dossiers or people."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Beheer(AdminSite):
    """The functional administrator's site; it signs in through the one sign-in page."""

    site_header = _("Administration of the Veilige Huizen")
    site_title = _("Administration")
    index_title = _("Accounts, centres and code lists")
    enable_nav_sidebar = False

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect(f"{reverse('accounts:sign_in')}?next={reverse('admin:index')}")


class BeheerConfig(AdminConfig):
    default_site = "config.admin.Beheer"
