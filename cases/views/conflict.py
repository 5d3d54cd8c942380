"""Two people changed the same: what differs, field by field, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from cases.masking import Mask
from lib.dutch import write_date


@dataclass(frozen=True)
class Difference:
    """One field: what is stored now and what was typed."""

    label: str
    saved: str
    typed: str


def differences(form: forms.Form, values: Mapping[str, Any], mask: Mask) -> tuple[Difference, ...]:
    """The visible fields whose typed value is not the stored one."""
    return tuple(
        _difference(bound, values.get(bound.name), mask)
        for bound in form.visible_fields()
        if bound.field.has_changed(values.get(bound.name), bound.data)
    )


def _difference(bound: Any, stored: Any, mask: Mask) -> Difference:
    written = _written(bound, stored)
    if isinstance(bound.field, forms.CharField):
        written = mask.text(written)
    return Difference(str(bound.label), written, _written(bound, bound.data))


def _written(bound: Any, value: Any) -> str:
    """A value as it is read on screen: labels for choices, dd.mm.jjjj for days."""
    if hasattr(bound.field, "choices"):
        keys = {str(key) for key in (value if isinstance(value, list | tuple) else [value])}
        labels = _labels(bound.field.choices)
        return ", ".join(label for key, label in labels.items() if key in keys) or _("nothing")
    if hasattr(value, "isoformat"):
        return write_date(value)
    return str(value) if value else _("nothing")


def _labels(choices: Any) -> dict[str, str]:
    labels: dict[str, str] = {}
    for key, label in choices:
        if isinstance(label, list | tuple):
            labels.update(_labels(label))
        else:
            labels["" if key is None else str(key)] = str(label)
    return labels
