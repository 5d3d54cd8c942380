"""What the codes in the published files are called on screen.

Titles of indicators are data beside the files (they come with new figures); the names of
breakdowns and competences are ours and go through gettext.
"""

import csv
from functools import lru_cache
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_TITLES = Path(__file__).resolve().parent.parent / "data" / "published" / "indicators.csv"

TOTALS = frozenset({"Totaal", "TOTAAL", "Som"})
"""Categories that are printed totals: never add them to the rows they total."""

BREAKDOWNS: dict[str, Promise] = {
    "age": _("age"),
    "bound": _("bound"),
    "channel": _("channel"),
    "contactnemer": _("caller"),
    "context": _("context"),
    "form": _("form of violence"),
    "ground": _("ground"),
    "measure": _("measure"),
    "municipality": _("municipality"),
    "offence": _("offence"),
    "phase": _("phase"),
    "police_zone": _("police zone"),
    "programme": _("programme"),
    "province": _("province"),
    "qualification": _("qualification"),
    "recall": _("recall period"),
    "relation": _("relation"),
    "reporter": _("reporter"),
    "risk": _("risk"),
    "severity": _("severity"),
    "sex": _("sex"),
    "theme": _("theme"),
    "track": _("track"),
    "training": _("training"),
}

COMPETENCES: dict[str, Promise] = {
    "vl_wvg": _("Flanders: Welfare, Public Health and Family"),
    "vl_jh": _("Flanders: Justice and Enforcement"),
    "fed_justitie": _("federal: Justice"),
    "fed_binnenlandse_zaken": _("federal: Home Affairs"),
    "statistiek": _("statistics offices"),
    "lokale_politie": _("local police"),
}


def indicator_label(code: str) -> str:
    """The Dutch title of an indicator; an unknown code shows itself."""
    return _titles().get(code, code)


def breakdown_label(code: str) -> str:
    """What a breakdown is called, for example "contactnemer"."""
    return str(BREAKDOWNS.get(code, code))


def competence_label(code: str) -> str:
    """Who is competent for the figure; nobody in particular shows as not assigned."""
    return str(COMPETENCES.get(code, code) if code else _("not assigned"))


@lru_cache(maxsize=1)
def _titles() -> dict[str, str]:
    with _TITLES.open(encoding="utf-8", newline="") as stream:
        return {row["indicator"]: row["label"] for row in csv.DictReader(stream)}
