"""What somebody put together: a question to the counts and how its answer is shown."""

import json
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib.calendar import brussels_day
from lib.dutch import write_date
from reporting.asking import Ask, AskError


class Show(models.TextChoices):
    NUMBER = "number", gettext_lazy("as a number")
    SHARE = "share", gettext_lazy("share of all")
    RATE = "rate", gettext_lazy("per 10,000 inhabitants")
    OF = "of", gettext_lazy("in percent of another figure")


class ChartKind(models.TextChoices):
    BAR = "bar", gettext_lazy("bars")
    LINE = "line", gettext_lazy("lines")
    MAP = "map", gettext_lazy("map")


class Compare(models.TextChoices):
    NOTHING = "", gettext_lazy("nothing")
    YEARS = "years", gettext_lazy("the first and the last year")
    ROWS = "rows", gettext_lazy("two centres")


@dataclass(frozen=True)
class Composition:
    """`measure` is one of the codes of the indicator; `of` is what stands below the line
    (`FigureColumn`), '' when nothing does. Makes a JSON round trip, to be saved."""

    ask: Ask
    measure: str
    show: Show = Show.NUMBER
    chart: ChartKind = ChartKind.BAR
    compare: Compare = Compare.NOTHING
    of: str = ""

    def to_json(self) -> dict[str, object]:
        return {
            "ask": json.loads(self.ask.to_json()),
            "measure": self.measure,
            "show": self.show.value,
            "chart": self.chart.value,
            "compare": self.compare.value,
            "of": self.of,
        }

    @classmethod
    def from_json(cls, data: object) -> "Composition":
        """Raises AskError for what is no composition."""
        try:
            if not isinstance(data, dict):
                raise TypeError("an object")
            return cls(
                ask=Ask.from_json(json.dumps(data["ask"])),
                measure=str(data["measure"]),
                show=Show(data["show"]),
                chart=ChartKind(data["chart"]),
                compare=Compare(data["compare"]),
                of=str(data.get("of") or ""),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise AskError(_("This is no question to the counts.")) from error

    def query(self) -> str:
        """The address of the answer after the question mark: enough to share it."""
        ask = self.ask
        pairs = [
            ("indicator", ask.indicator),
            ("from", str(ask.from_year)),
            ("to", str(ask.to_year)),
            ("by", ask.by),
            *(("centre", code) for code in ask.centres),
            *((f"only_{name}", code) for name, codes in ask.filters.items() for code in codes),
            ("known", write_date(brussels_day(ask.known_on)) if ask.known_on else ""),
            ("measure", self.measure),
            ("show", self.show.value),
            ("chart", self.chart.value),
            ("compare", self.compare.value),
            ("of", self.of),
        ]
        return urlencode([(name, value) for name, value in pairs if value])
