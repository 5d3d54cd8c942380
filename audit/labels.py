"""Words for what the log holds as codes. The log itself keeps codes: labels change."""

from functools import lru_cache

from django.apps import apps
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext

from audit.events import registered


def event_label(code: str) -> str:
    """The event type in words; the labels in events.py are source strings for gettext."""
    event_type = registered().get(code)
    return capfirst(gettext(event_type.label)) if event_type else code


def object_label(object_type: str) -> str:
    """The kind of thing, by the name its model has on screen."""
    model = _models().get(object_type)
    return capfirst(str(model._meta.verbose_name)) if model else object_type


def field_label(object_type: str, name: str) -> str:
    """A field by the name it has on screen.

    `model.field` names its model itself. A bare name is looked up in the model of the object,
    then among the names that pages have of their own (`people` of a list), then in any model,
    because a page shows fields of several. Else it stays what it is.
    """
    owner, _dot, bare = name.rpartition(".")
    label = _fields().get((owner or object_type, bare))
    if label:
        return f"{object_label(owner)}: {label}" if owner else label
    own_word = pgettext("field in the log", name)
    if own_word != name or owner:
        return own_word
    elsewhere = (_fields().get((model, bare)) for model in _models())
    return next((found for found in elsewhere if found), name)


@lru_cache
def _models() -> dict[str, type[models.Model]]:
    """Every model of this project by its name in lower case; they do not share names."""
    return {str(model._meta.model_name): model for model in apps.get_models() if _is_ours(model)}


@lru_cache
def _fields() -> dict[tuple[str, str], str]:
    """On-screen names by model and field. Read after the language is known, and there is one."""
    found = {}
    for name, model in _models().items():
        for field in model._meta.get_fields():
            if isinstance(field, models.Field):
                label = str(field.verbose_name)
                # Django's own guess from the name is no word on any screen.
                found[name, field.name] = "" if label == field.name.replace("_", " ") else label
            elif isinstance(field, models.ManyToOneRel) and field.related_name:
                plural = field.related_model._meta.verbose_name_plural
                found[name, str(field.related_name)] = str(plural)
    return found


def _is_ours(model: type[models.Model]) -> bool:
    return "site-packages" not in (apps.get_app_config(model._meta.app_label).path)
