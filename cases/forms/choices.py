"""Choice fields over rows that were fetched already: no second query per field."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django import forms
from django.utils.functional import lazy
from django.utils.text import capfirst

_T = TypeVar("_T")


def _capitalise(label: object) -> str:
    return capfirst(str(label))


_capfirst = lazy(_capitalise, str)


def capitalised(choices: Iterable[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """Choices as they start a line: Ja, Nee, Onbekend."""
    return [(value, _capfirst(label)) for value, label in choices]


@dataclass(frozen=True)
class Option(Generic[_T]):
    """One row to choose, under its key; `group` is a heading in a drop-down list."""

    key: int
    label: Any
    row: _T
    group: str = ""


class _OfRows(Generic[_T]):
    """What both fields share: options given at runtime."""

    choices: Any
    rows: dict[str, _T]

    def offer(self, options: Iterable[Option[_T]], *, empty_label: Any = None) -> None:
        """Offer these rows, and an empty choice when it has a label."""
        options = list(options)
        self.rows = {str(option.key): option.row for option in options}
        groups: dict[str, list[tuple[int, Any]]] = {}
        for option in options:
            groups.setdefault(option.group, []).append((option.key, option.label))
        loose = groups.pop("", [])
        empty = [("", empty_label)] if empty_label is not None else []
        self.choices = [*empty, *loose, *groups.items()]


class RowChoiceField(_OfRows[_T], forms.ChoiceField):
    """One row out of a list; `clean` gives the row itself, or None."""

    def clean(self, value: Any) -> Any:
        return self.rows.get(super().clean(value))


class RowsChoiceField(_OfRows[_T], forms.MultipleChoiceField):
    """Several rows out of a list; `clean` gives a tuple of rows."""

    def clean(self, value: Any) -> Any:
        return tuple(self.rows[key] for key in dict.fromkeys(super().clean(value)))
