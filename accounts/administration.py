"""What every page of the administration has in common: rights by role, no delete, a log line.

Deleting is refused everywhere: accounts are closed and codes are ended, because dossiers and
the log go on naming them. The database refuses it too (no DELETE for the application role).
"""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.widgets import (
    AdminDateWidget,
    AdminEmailInputWidget,
    AdminTextareaWidget,
    AdminTextInputWidget,
    RelatedFieldWidgetWrapper,
)
from django.core.exceptions import BadRequest
from django.db import models
from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.text import capfirst

from accounts.models import User
from accounts.policies import may_administer
from accounts.services.administration import record_change
from design.fields import DutchDateField, SafeCharField, SafeTextField

if TYPE_CHECKING:
    # Django's own classes take no type arguments while the program runs.
    _ModelForm = forms.ModelForm[Any]
    _ModelAdmin = admin.ModelAdmin[Any]
    _TabularInline = admin.TabularInline[Any, Any]
else:
    _ModelForm, _ModelAdmin = forms.ModelForm, admin.ModelAdmin
    _TabularInline = admin.TabularInline

FIELD_RULES: "dict[type[models.Field[Any, Any]], dict[str, Any]]" = {
    models.CharField: {"form_class": SafeCharField, "widget": AdminTextInputWidget},
    # Text too, but with a form field of their own.
    models.SlugField: {"widget": AdminTextInputWidget},
    models.EmailField: {"widget": AdminEmailInputWidget},
    models.TextField: {"form_class": SafeTextField, "widget": AdminTextareaWidget},
    models.DateField: {"form_class": DutchDateField, "widget": AdminDateWidget},
}


# A table row has little room; the input itself takes as much text.
ROW_RULES: "dict[type[models.Field[Any, Any]], dict[str, Any]]" = {
    **FIELD_RULES,
    models.CharField: {
        "form_class": SafeCharField,
        "widget": AdminTextInputWidget(attrs={"class": "", "size": "18"}),
    },
}


class AdminForm(_ModelForm):
    """Drawn by Django's own templates: the administration keeps its own look."""

    default_renderer = DjangoTemplates()


class _Rights:
    """The role decides. Django's permissions and the superuser flag open nothing."""

    def formfield_for_dbfield(self, db_field: Any, request: Any, **options: Any) -> Any:
        """Without the pencil, plus and eye that open a second window beside every list."""
        field = super().formfield_for_dbfield(db_field, request, **options)  # type: ignore[misc]
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_administer(request.user)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_administer(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_administer(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class RoleAdmin(_Rights, _ModelAdmin):
    """One kind of row. `fixed_fields` are what the row means: read-only once it exists."""

    form = AdminForm
    formfield_overrides = FIELD_RULES
    fixed_fields: tuple[str, ...] = ()
    list_per_page = 100
    view_on_site = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_administer(request.user)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        fixed = self.fixed_fields if obj else ()
        return (*super().get_readonly_fields(request, obj), *fixed)

    def response_action(self, request: HttpRequest, *args: Any, **options: Any) -> Any:
        """Django trusts the ids of the ticked rows."""
        ids = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if not all(each.isascii() and each.isdigit() and len(each) < 19 for each in ids):
            raise BadRequest
        return super().response_action(request, *args, **options)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if form.changed_data or not change:
            self.log_for_oversight(
                request, obj, form.changed_data, "changed" if change else "added"
            )

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        kind = formset.model._meta.model_name
        for each in formset.forms:
            if each.has_changed():
                fields = [f"{kind}.{name}" for name in each.changed_data]
                added = each.instance in formset.new_objects
                reason = f"{kind} {'added' if added else 'changed'}"
                self.log_for_oversight(request, form.instance, fields, reason)

    def log_for_oversight(
        self, request: HttpRequest, obj: Any, fields: list[str], reason: str
    ) -> None:
        """The privacy officer sees which fields an administrator touched, never their values."""
        assert isinstance(request.user, User)  # noqa: S101 - only administrators come here
        record_change(by=request.user, instance=obj, fields=fields, reason=reason)


class RoleInline(_Rights, _TabularInline):
    """Rows that hang on another one; one empty row is there for who has no JavaScript."""

    form = AdminForm
    formfield_overrides = ROW_RULES
    can_delete = False
    extra = 1

    def formfield_for_dbfield(self, db_field: Any, request: Any, **options: Any) -> Any:
        """Django heads the columns only; a screen reader needs the name at every input."""
        field = super().formfield_for_dbfield(db_field, request, **options)
        if field:
            field.widget.attrs["aria-label"] = capfirst(db_field.verbose_name)
        return field
