"""Serializer fields that follow the same rules as the forms."""

from typing import Any, TypeVar

from django.core.exceptions import ValidationError as FormError
from django.db import models
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from design.fields import SafeTextField

_M = TypeVar("_M", bound=models.Model)


class Text(serializers.CharField):
    """Text by the rules of design.fields: NFC, no control characters, a length that is told."""

    def __init__(self, *, max_length: int, **options: Any) -> None:
        super().__init__(trim_whitespace=False, **options)
        self.rules = SafeTextField(max_length=max_length, required=False)
        self.validators = []

    def run_validation(self, data: Any = serializers.empty) -> Any:
        text = super().run_validation(data)
        if not isinstance(text, str):
            return text
        try:
            return self.rules.clean(text)
        except FormError as error:
            raise serializers.ValidationError(error.messages) from error


class Code(serializers.SlugRelatedField[_M]):
    """A code of a code list, by its code. Whether it is valid on a day is the service's rule."""

    default_error_messages = {"does_not_exist": _("Choose a code from the list.")}

    def __init__(self, **options: Any) -> None:
        super().__init__(slug_field="code", **options)

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str) or len(data) > 60 or "\x00" in data:
            self.fail("does_not_exist")
        try:
            data.encode()
        except UnicodeEncodeError:
            self.fail("does_not_exist")
        return super().to_internal_value(data)
