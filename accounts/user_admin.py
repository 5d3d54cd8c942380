"""Accounts in the administration: made, closed, given roles; never deleted."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts import lockout
from accounts.administration import RoleAdmin, RoleInline
from accounts.forms.accounts import AccountForm, NewAccountForm, SetPasswordForm
from accounts.models import Membership, User
from accounts.policies import may_administer, may_change_rights_of
from accounts.services.administration import record_change
from audit.models import Outcome
from lib.calendar import brussels_today

if TYPE_CHECKING:
    _DjangoUserAdmin = DjangoUserAdmin[User]
else:
    _DjangoUserAdmin = DjangoUserAdmin

RIGHTS = ("is_active", "is_staff")


class MembershipInline(RoleInline):
    """Roles with a first and a last day. A role ends; it is not removed."""

    model = Membership
    fields = ("role", "centre", "organisation", "starts_on", "ends_on")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_change(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_change(request, obj)

    def _may_change(self, request: HttpRequest, account: User | None) -> bool:
        if not isinstance(request.user, User):
            return False
        return account is None or may_change_rights_of(request.user, account)


@admin.register(User)
class UserAdmin(RoleAdmin, _DjangoUserAdmin):
    """No search on names: the administration searches with the address bar, which is kept."""

    form = AccountForm  # type: ignore[assignment]
    add_form = NewAccountForm
    change_password_form = SetPasswordForm
    # Django's own page for a new account offers accounts without a password.
    add_form_template = "admin/change_form.html"
    inlines = (MembershipInline,)
    fixed_fields = ("username",)
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (gettext_lazy("Person"), {"fields": ("first_name", "last_name", "email")}),
        (gettext_lazy("Access"), {"fields": RIGHTS}),
        (gettext_lazy("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "first_name", "last_name", "email")}),
        (gettext_lazy("Password"), {"fields": ("password1", "password2")}),
    )
    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ()
    search_fields = ()
    list_display = ("username", "name", "roles_today", *RIGHTS, "last_login")
    list_filter = (*RIGHTS, "memberships__role", "memberships__centre")
    actions = ("lift_lockout",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        today = Membership.objects.on(brussels_today()).select_related("centre", "organisation")
        return (
            super()
            .get_queryset(request)
            .prefetch_related(Prefetch("memberships", today, to_attr="listed_memberships"))
        )

    @admin.display(description=gettext_lazy("name"), ordering="last_name")
    def name(self, account: User) -> str:
        return account.get_full_name() or "–"

    @admin.display(description=gettext_lazy("roles today"))
    def roles_today(self, account: User) -> str:
        listed: list[Membership] = getattr(account, "listed_memberships", [])
        return ", ".join(_role_in_words(membership) for membership in listed) or "–"

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Roles come after the account exists."""
        return self.inlines if obj else ()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        own = RIGHTS if obj and obj.pk == request.user.pk else ()
        return (*super().get_readonly_fields(request, obj), *own)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if may_administer(request.user) and object_id == str(request.user.pk):
            if request.method == "POST" and _names_rights(request):
                return self._refuse_own_rights(request)
            messages.info(
                request, _("This is your own account. Another administrator changes its roles.")
            )
        return super().change_view(request, object_id, form_url, extra_context)

    def user_change_password(
        self,
        request: HttpRequest,
        id: str,  # noqa: A002 - Django names it
        form_url: str = "",
    ) -> HttpResponse:
        response: HttpResponse = super().user_change_password(request, id, form_url)
        if request.method == "POST" and isinstance(response, HttpResponseRedirect):
            account = self.get_object(request, id)
            self.log_for_oversight(request, account, ["password"], "password set")
        return response

    def log_for_oversight(
        self, request: HttpRequest, obj: Any, fields: list[str], reason: str
    ) -> None:
        """The two boxes of a new password are one field in the log."""
        once = dict.fromkeys("password" if name.startswith("password") else name for name in fields)
        super().log_for_oversight(request, obj, list(once), reason)

    @admin.action(description=gettext_lazy("Let these users try their password again"))
    def lift_lockout(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        lifted = 0
        for account in queryset:
            if lockout.lift(account.username):
                lifted += 1
                self.log_for_oversight(request, account, ["lockout"], "lockout lifted")
        text = ngettext("%(count)s user may try again.", "%(count)s users may try again.", lifted)
        self.message_user(request, text % {"count": lifted})

    def _refuse_own_rights(self, request: HttpRequest) -> HttpResponse:
        assert isinstance(request.user, User)  # noqa: S101 - checked by the caller
        record_change(
            by=request.user,
            instance=request.user,
            fields=["membership"],
            reason="own rights",
            outcome=Outcome.DENIED,
        )
        messages.error(
            request,
            _("You cannot change your own roles or access. Ask another functional administrator."),
        )
        return HttpResponseRedirect(request.path)


def _names_rights(request: HttpRequest) -> bool:
    """Whether a form that does not offer them sends rights all the same."""
    return any(
        name in {*RIGHTS, "is_superuser", "groups", "user_permissions"}
        or (name.startswith("memberships-") and name.endswith(("-role", "-starts_on", "-ends_on")))
        for name in request.POST
    )


def _role_in_words(membership: Membership) -> str:
    where = membership.centre or membership.organisation
    role = membership.get_role_display()
    return f"{role} ({where})" if where else role
