"""What a delivery of each indicator must look like: reporting/data/deliveries/catalogue.toml."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Any

from reporting.models.published import PeriodReference
from reporting.published.labels import breakdown_label, indicator_label

TOTAL = "Totaal"
"""How our own templates call a total; the other names of TOTALS are accepted as well."""

_CATALOGUE = Path(__file__).resolve().parent.parent / "data" / "deliveries" / "catalogue.toml"


@dataclass(frozen=True)
class Dimension:
    """A breakdown and its code list, in the order in which it is printed."""

    code: str
    values: tuple[str, ...]
    additive: bool = True

    @property
    def label(self) -> str:
        return breakdown_label(self.code)


@dataclass(frozen=True)
class Deliverer:
    """Whose figures these are; the code becomes the key of its source.

    `organisation` is the code of the only organisation that hands these tables in itself.
    """

    code: str
    name: str
    organisation: str

    @property
    def source_key(self) -> str:
        return f"levering_{self.code}"


@dataclass(frozen=True)
class DeliveredIndicator:
    """One indicator that is delivered. `bound` is a percentage."""

    code: str
    deliverer: Deliverer
    organisation: str
    unit: str
    place_level: str
    places: tuple[str, ...]
    competence: str
    bound: int
    source_system: str = ""
    reference: str = PeriodReference.PERIOD
    whole: bool = True
    dimensions: tuple[Dimension, ...] = ()

    @property
    def title(self) -> str:
        return indicator_label(self.code)

    @property
    def is_stock(self) -> bool:
        return self.reference == PeriodReference.STOCK

    @property
    def parts(self) -> tuple[tuple[str, ...], ...]:
        """Every combination of categories, totals left out; one empty one without breakdowns."""
        return tuple(product(*(dimension.values for dimension in self.dimensions)))

    @property
    def categories(self) -> tuple[tuple[str, ...], ...]:
        """Every combination that a template asks for, with its totals."""
        lists = [
            (*dimension.values, TOTAL) if dimension.additive else dimension.values
            for dimension in self.dimensions
        ]
        return tuple(product(*lists))


@lru_cache(maxsize=1)
def catalogue() -> dict[str, DeliveredIndicator]:
    """Every indicator that is delivered, by code."""
    with _CATALOGUE.open("rb") as stream:
        data = tomllib.load(stream)
    deliverers = {code: Deliverer(code, **one) for code, one in data["deliverers"].items()}
    entries = (_entry(one, deliverers) for one in data["indicator"])
    return {entry.code: entry for entry in entries}


@lru_cache(maxsize=1)
def deliverers() -> tuple[Deliverer, ...]:
    """Everybody whose figures are delivered, in the order of the catalogue."""
    return tuple(dict.fromkeys(one.deliverer for one in catalogue().values()))


def _entry(data: dict[str, Any], deliverers: dict[str, Deliverer]) -> DeliveredIndicator:
    dimensions = tuple(
        Dimension(one["code"], tuple(one["values"]), one.get("additive", True))
        for one in data.get("dimensions", ())
    )
    lists = {"places": tuple(data["places"]), "dimensions": dimensions}
    return DeliveredIndicator(**{**data, **lists, "deliverer": deliverers[data["deliverer"]]})
