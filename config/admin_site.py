"""The administration: accounts, centres, partners and code lists. Never dossiers or people."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _


class Beheer(AdminSite):
    """The functional administrator's site. For everybody else it does not exist (404)."""

    site_header = _("Administration of the Veilige Huizen")
    site_title = _("Administration")
    index_title = _("Accounts, centres and code lists")
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        from accounts.policies import may_administer

        return may_administer(request.user)

    def register(
        self,
        model_or_iterable: type[Model] | Iterable[type[Model]],
        admin_class: "type[ModelAdmin[Any]] | None" = None,
        **options: Any,
    ) -> None:
        """Only pages built on RoleAdmin: those of libraries (groups, tokens) ask no role."""
        from accounts.administration import RoleAdmin

        if admin_class is not None and issubclass(admin_class, RoleAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def admin_view(self, view: Callable[..., HttpResponseBase], cacheable: bool = False) -> Any:
        """What you may not see is 404; who is not signed in goes to the one sign-in page."""
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.user.is_authenticated and not self.has_permission(request):
                raise Http404
            if _holds_nul(request):
                raise BadRequest
            return guarded(request, *args, **kwargs)

        return inner

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Without Django's redirect to any row of any table that has a page."""
        return [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """No way "to the site" for who has no other room: it leads back here."""
        from accounts.models import Role, User

        context = super().each_context(request)
        others = [role for role in Role if role != Role.FUNCTIONAL_ADMIN]
        if not isinstance(request.user, User) or not request.user.has_role(*others):
            context["site_url"] = None
        return context

    @method_decorator(login_not_required)
    def login(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        if request.user.is_authenticated:
            if self.has_permission(request):
                return redirect("admin:index")
            raise Http404
        return redirect_to_login(
            request.GET.get("next") or reverse("admin:index"), reverse("accounts:sign_in")
        )

    def logout(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        from accounts.views.sign_in import sign_out

        return sign_out(request)

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        return redirect("accounts:change_password")

    def password_change_done(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        return redirect("accounts:change_password")


def _holds_nul(request: HttpRequest) -> bool:
    """Filters go from the address bar to PostgreSQL unread, and it cannot store NUL."""
    return any("\x00" in text for key, texts in request.GET.lists() for text in (key, *texts))
