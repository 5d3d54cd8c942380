"""Form fields with our rules: dates the way people type them, text without surprises."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

from lib.calendar import brussels_today
from lib.dutch import DutchDateError, read_date, write_date, write_number
from lib.text import first_forbidden, normalise_line, normalise_lines, without_surrogates

_DATE_EXAMPLE = _("Enter a date as dd.mm.yyyy, for example 03.11.2026.")


class DutchDateField(forms.Field):
    """A day typed as text: dd.mm.jjjj, 3/11/26, 2026-11-03, `vandaag` or `gisteren`.

    No `<input type="date">`: that follows the language of the browser, not of the page.
    `future=False` refuses days after today in Brussels and reads a two-digit year as one
    that has passed.
    """

    default_error_messages = {
        "required": _DATE_EXAMPLE,
        "format": _DATE_EXAMPLE,
        "impossible": _("This day does not exist. Check the day and the month."),
        "too_early": _("The year must be 1900 or later."),
        "future": _("The date lies in the future."),
    }

    def __init__(self, *, future: bool = True, **options: Any) -> None:
        self.future = future
        attrs = {"autocomplete": "off", "class": "vh-input-date"}
        options.setdefault("widget", forms.TextInput(attrs=attrs))
        super().__init__(**options)

    def to_python(self, value: object) -> dt.date | None:
        """The day, or None when nothing was typed. Raises ValidationError."""
        if value in self.empty_values or not str(value).strip():
            return None
        today = brussels_today()
        day = value if isinstance(value, dt.date) else self._read(str(value), today)
        if not self.future and day > today:
            raise self._error("future")
        return day

    def prepare_value(self, value: object) -> object:
        """Show a stored day as dd.mm.jjjj and give typed text back unchanged."""
        if isinstance(value, dt.date):
            return write_date(value)
        return without_surrogates(value) if isinstance(value, str) else value

    def has_changed(self, initial: object, data: object) -> bool:
        """Compare days, so that 3/11/26 over 03.11.2026 is no change."""
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True

    def _read(self, text: str, today: dt.date) -> dt.date:
        try:
            return read_date(text, today=today, latest=None if self.future else today)
        except DutchDateError as error:
            raise self._error(error.problem) from None

    def _error(self, code: str) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code)


class SafeTextMixin(forms.CharField):
    """Text rules for a CharField; see lib/text.py. Refuses, never silently cuts.

    The HTML attribute `maxlength` is left out on purpose: the browser would cut a pasted
    story without a word. `data-max-length` feeds the character counter instead.
    """

    normalise: Callable[[str], str] = staticmethod(normalise_lines)
    default_error_messages = {
        "forbidden": _(
            "Character %(position)s is invisible or unreadable (%(code_point)s). "
            "Remove it or type the text again."
        ),
        "too_long": _(
            "Your text has %(count)s characters. At most %(limit)s are allowed: shorten it."
        ),
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        replaced = (MaxLengthValidator, ProhibitNullCharactersValidator)
        self.validators = [rule for rule in self.validators if not isinstance(rule, replaced)]

    def to_python(self, value: object) -> str:
        """The normalised text. Raises ValidationError at the first rule that is broken.

        The length comes first: ten megabytes need no search for control characters.
        """
        text = self.normalise("" if value in self.empty_values else str(value))
        if self.max_length is not None and len(text) > self.max_length:
            params = {"count": write_number(len(text)), "limit": write_number(self.max_length)}
            raise ValidationError(self.error_messages["too_long"], code="too_long", params=params)
        if found := first_forbidden(text):
            params = {"position": write_number(found.position), "code_point": found.code_point}
            raise ValidationError(self.error_messages["forbidden"], code="forbidden", params=params)
        return text or str(self.empty_value or "")

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What was typed, fit to be shown again: a lone surrogate cannot leave as UTF-8."""
        bound = super().bound_data(data, initial)
        return without_surrogates(bound) if isinstance(bound, str) else bound

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """`data-max-length` instead of `maxlength`."""
        attrs = super().widget_attrs(widget)
        if attrs.pop("maxlength", None) is not None and isinstance(widget, forms.Textarea):
            attrs["data-max-length"] = str(self.max_length)
        return attrs


class SafeCharField(SafeTextMixin):
    """One line of text: line breaks and tabs become spaces."""

    normalise = staticmethod(normalise_line)


class SafeTextField(SafeTextMixin):
    """A note of several lines in a textarea."""

    def __init__(self, *, rows: int = 5, **options: Any) -> None:
        options.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(**options)
