"""How Django forms are drawn: FORM_RENDERER = "design.forms.DesignRenderer"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.widgets import Input
from django.template.loader import get_template
from django.utils.translation import gettext

_OWN_TEMPLATES = {
    "django/forms/widgets/radio.html": "design/forms/widgets/choices.html",
    "django/forms/widgets/checkbox_select.html": "design/forms/widgets/choices.html",
    "django/forms/widgets/select.html": "design/forms/widgets/select.html",
}
"""Replaced here and not by shadowing the paths: the Django admin includes the originals."""


class DesignBoundField(BoundField):
    """A field that knows its CSS class, its mark and where the error summary must point."""

    def build_widget_attrs(
        self, attrs: Mapping[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        """Add the class of the widget and say "required" without the browser's own bubbles.

        The browser would stop the form with a message in its own language and style; we
        answer with a summary, so the fact goes to assistive technology only.
        """
        widget = widget or self.field.widget
        built: dict[str, Any] = super().build_widget_attrs(dict(attrs), widget)
        if built.pop("required", False) and not self.use_fieldset:
            built["aria-required"] = "true"
        if self.use_fieldset:
            built.pop("aria-invalid", None)
        if css_class := _css_class(widget):
            built["class"] = f"{widget.attrs.get('class', '')} {css_class}".strip()
        return built

    @property
    def is_optional(self) -> bool:
        """Whether to print "(niet verplicht)"; a filter form sets `marks_optional = False`."""
        marked = getattr(self.form, "marks_optional", True)
        return marked and not self.field.required and not self.is_single_checkbox

    @property
    def is_single_checkbox(self) -> bool:
        """A lone tick box: its label stands behind it and it is never "optional"."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def focus_id(self) -> str:
        """The element that gets focus from the error summary: the first choice of a group."""
        widget = self.field.widget
        if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)) and len(self):
            return str(self[0].id_for_label)
        return self.id_for_label or self.auto_id


class DesignRenderer(TemplatesSetting):
    """Draws fields as label, help, message, widget; see design/templates/design/forms/."""

    form_template_name = "design/forms/div.html"
    field_template_name = "design/forms/field.html"
    bound_field_class = DesignBoundField

    def get_template(self, template_name: str) -> Any:
        return get_template(_OWN_TEMPLATES.get(template_name, template_name))


@dataclass(frozen=True)
class Problem:
    """One line of the error summary; `target` is an element id or empty."""

    message: str
    target: str = ""


def problems_of(*given: forms.BaseForm | forms.BaseFormSet[Any] | None) -> tuple[Problem, ...]:
    """Every error of these forms and formsets, in the order of the fields on the page."""
    return tuple(problem for form in given if form is not None for problem in _problems(form))


def _problems(form: forms.BaseForm | forms.BaseFormSet[Any]) -> Iterable[Problem]:
    if isinstance(form, forms.BaseFormSet):
        yield from (Problem(str(message)) for message in form.non_form_errors())
        yield from problems_of(*form.forms)
        return
    yield from (Problem(str(message)) for message in form.non_field_errors())
    for name in form.fields:
        field = form[name]
        target = "" if field.is_hidden else field.focus_id  # type: ignore[attr-defined]
        yield from (Problem(_in_summary(str(message), field), target) for message in field.errors)


def _in_summary(message: str, field: BoundField) -> str:
    """Away from its field a message of Django must say which; so must one of a hidden field."""
    if message == str(forms.Field.default_error_messages["required"]):
        return gettext("‘%(label)s’ is required.") % {"label": field.label}
    return f"‘{field.label}’: {message}" if field.is_hidden and field.label else message


_CSS_CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.Textarea, "au-c-textarea"),
    (forms.CheckboxSelectMultiple, ""),
    (forms.RadioSelect, ""),
    (forms.Select, "vh-select"),
    (forms.CheckboxInput, "vh-choice__input"),
    (forms.FileInput, "vh-file"),
    (forms.HiddenInput, ""),
    (Input, "au-c-input"),
)


def _css_class(widget: forms.Widget) -> str:
    return next((name for kind, name in _CSS_CLASSES if isinstance(widget, kind)), "")
