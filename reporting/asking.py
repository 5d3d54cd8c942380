"""What can be asked: an indicator, rows, years, filters, as known when, and for whom."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

from reporting.indicators import LIBRARY, Indicator
from reporting.indicators.dimension import CENTRE

PROFILES = ("internal", "steering", "parliament", "open_data")


class AskError(ValueError):
    """A question that cannot be asked; the text says why, in Dutch."""


@dataclass(frozen=True)
class Ask:
    """One question to the counts. `centres` are codes, none is all; `by` is the row axis.

    `filters` keep only the units with one of these categories of a dimension. `known_on` counts
    what was known at that moment, None is now. Makes a JSON round trip, so that a question can
    be saved and asked again.
    """

    indicator: str
    from_year: int
    to_year: int
    version: int = 0
    by: str = ""
    centres: tuple[str, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    known_on: dt.datetime | None = None
    profile: str = "internal"

    def __post_init__(self) -> None:
        # Frozen inside too; an Ask is a key and a saved question.
        ordered = {name: tuple(codes) for name, codes in sorted(self.filters.items())}
        object.__setattr__(self, "filters", MappingProxyType(ordered))

    def __hash__(self) -> int:
        return hash(self.to_json())

    def to_json(self) -> str:
        """The same question always gives the same text."""
        data = {
            "indicator": self.indicator,
            "version": self.version,
            "from_year": self.from_year,
            "to_year": self.to_year,
            "by": self.by,
            "centres": list(self.centres),
            "filters": {name: list(codes) for name, codes in self.filters.items()},
            "known_on": self.known_on.isoformat() if self.known_on else None,
            "profile": self.profile,
        }
        return json.dumps(data, sort_keys=True, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Ask":
        """Raises AskError for a text that is no question."""
        try:
            data = json.loads(text)
            return cls(
                indicator=str(data["indicator"]),
                version=int(data.get("version") or 0),
                from_year=int(data["from_year"]),
                to_year=int(data["to_year"]),
                by=str(data.get("by") or ""),
                centres=_texts(data.get("centres")),
                filters={
                    str(name): _texts(codes)
                    for name, codes in dict(data.get("filters") or {}).items()
                },
                known_on=_moment(data.get("known_on")),
                profile=str(data.get("profile") or "internal"),
            )
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise AskError(_("This is no question to the counts.")) from error

    def of(self) -> Indicator:
        """The indicator in the library. Raises AskError when it or a part of it is unknown."""
        indicator = LIBRARY.get(self.indicator)
        if indicator is None:
            raise AskError(_("There is no indicator %(code)s.") % {"code": self.indicator})
        if self.version not in {0, indicator.version}:
            text = _("Version %(version)s of this indicator is no longer counted.")
            raise AskError(text % {"version": self.version})
        known = {dimension.code for dimension in indicator.dimensions}
        for code in {*self.filters, *([self.by] if self.by else [])} - {CENTRE.code}:
            if code not in known:
                raise AskError(_("This figure cannot be split by %(code)s.") % {"code": code})
        if self.profile not in PROFILES:
            raise AskError(_("There is no profile %(code)s.") % {"code": self.profile})
        return indicator

    def pinned(self) -> "Ask":
        """The same question of the version that is in force now, with its rows named."""
        indicator = self.of()
        return replace(self, version=indicator.version, by=self.by or indicator.dimensions[0].code)


def _texts(given: Sequence[Any] | None) -> tuple[str, ...]:
    if isinstance(given, str):
        raise TypeError("a list of codes, not a text")
    return tuple(str(one) for one in given or ())


def _moment(given: str | None) -> dt.datetime | None:
    moment = dt.datetime.fromisoformat(given) if given else None
    if moment is not None and moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment
