"""By what a figure can be broken down: the rows of its table."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from codelists.models import CodeListEntry
from reporting.indicators.condition import Condition

UNKNOWN = ""
"""The code of the row for units of which the dimension is not known."""
SAID_UNKNOWN = "unknown"
"""The code in a list with which somebody said that it is not known."""


@dataclass(frozen=True)
class Category:
    """One row: its code, its words and, for a code list, when it could be chosen."""

    code: str
    label: str
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None

    def existed_in(self, year: int) -> bool:
        begins = self.valid_from.year if self.valid_from else year
        ends = self.valid_until.year if self.valid_until else year
        return begins <= year <= ends


@dataclass(frozen=True)
class Dimension:
    """`code` is the key in the facts. With `multiple` a unit can stand in several rows at once:
    the rows then do not add up to the total, which is counted from the units. `none` is what a
    unit without a code is called, where that does not mean that it is not known.
    """

    code: str
    label: str | Promise
    categories: Callable[[], tuple[Category, ...]]
    multiple: bool = False
    none: str | Promise = ""

    def one_of(self, codes: tuple[str, ...]) -> Condition:
        """That a unit is in one of these categories, as query and in words."""
        labels = {category.code: category.label for category in self.categories()}
        named = ", ".join(labels.get(code, code or self.label_of_none) for code in codes)
        query = Q(pk__in=[])
        for code in codes:
            query |= self._is(code)
        return Condition(f"{self.label}: {named}", query)

    @property
    def label_of_none(self) -> str:
        """The row for units without a code."""
        return str(self.none) or _("unknown")

    def _is(self, code: str) -> Q:
        if code == UNKNOWN:
            return Q(**{f"dims__{self.code}__isnull": True})
        if self.multiple:
            return Q(**{f"dims__{self.code}__contains": [code]})
        return Q(**{f"dims__{self.code}": code})


def of_list(
    code: str,
    label: Promise,
    model: type[CodeListEntry],
    *,
    multiple: bool = False,
    none: str | Promise = "",
) -> Dimension:
    """A dimension whose categories are a code list, in the order of that list."""

    def categories() -> tuple[Category, ...]:
        rows = model._default_manager.values_list("code", "label", "valid_from", "valid_until")
        return tuple(Category(*row) for row in rows)

    return Dimension(code, label, categories, multiple, none)


def of_choices(code: str, label: Promise, choices: Mapping[str, str | Promise]) -> Dimension:
    """A dimension with fixed categories."""

    def categories() -> tuple[Category, ...]:
        return tuple(Category(key, str(text)) for key, text in choices.items())

    return Dimension(code, label, categories)


CENTRE = Dimension("centre", gettext_lazy("centre"), tuple)
"""The rows of nearly every table; the table fills in the centres that were asked."""
WHOLE = Dimension("whole", gettext_lazy("everything together"), tuple)
"""One row: for figures that belong to no centre."""
