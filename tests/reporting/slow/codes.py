"""The code lists of the generated world, with what the rules say about single codes."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from codelists.models import (
    AdviceGiven,
    AdviceOutcome,
    AdviceTheme,
    CallerClass,
    ClosureReason,
    CodeListEntry,
    ContactChannel,
    FormOfViolence,
    HelplineContext,
    HelplineReferral,
    HelplineTheme,
    IntakeOutcome,
    OffenceType,
    Programme,
    ReferralEndReason,
    Relation,
    ReporterSector,
)

List = type[CodeListEntry]


@dataclass(frozen=True)
class Code:
    """One code, from a day to a day."""

    code: str
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    stalking: bool = False
    sector: str = ""
    """Of who gives a programme."""

    def existed_in(self, year: int) -> bool:
        begins = self.valid_from or dt.date.min
        ends = self.valid_until or dt.date.max
        return begins < dt.date(year + 1, 1, 1) and ends >= dt.date(year, 1, 1)


def _plain(*codes: str) -> list[Code]:
    return [Code(code) for code in codes]


CODES: dict[List, list[Code]] = {
    FormOfViolence: [
        *_plain("physical", "psychological", "sexual", "economic", "coercive_control", "threat"),
        Code("stalking", stalking=True),
    ],
    Relation: _plain("partner", "ex_partner", "dating_partner", "parent_child", "acquaintance"),
    OffenceType: [
        *_plain("assault", "homicide"),
        Code("belaging_442bis", valid_from=dt.date(1998, 12, 27), stalking=True),
        Code("rape_until_2022", valid_until=dt.date(2022, 5, 31)),
        Code("rape", valid_from=dt.date(2022, 6, 1)),
    ],
    ReporterSector: _plain("police", "school", "caw"),
    IntakeOutcome: _plain("dossier", "refused", "redirected"),
    ClosureReason: _plain("stopped", "moved"),
    ReferralEndReason: _plain("other_help", "absent"),
    Programme: [
        Code("ifg_training", valid_from=dt.date(2012, 7, 1), sector="caw"),
        Code("dader_in_zicht", valid_until=dt.date(2012, 6, 30), sector="caw"),
        Code("cgg_forensic", sector="cgg"),
        Code("caw_victim", sector="caw"),
        Code("elsewhere"),
    ],
    ContactChannel: _plain("phone", "chat"),
    AdviceTheme: [*_plain("partner_violence"), Code("stalking", stalking=True)],
    AdviceGiven: _plain("information", "referral"),
    AdviceOutcome: _plain("asker_continues", "intake"),
    CallerClass: _plain("work", "sport", "reported_person_side"),
    HelplineTheme: [
        *_plain("adults", "children"),
        Code("stalking", valid_from=dt.date(2019, 1, 1), stalking=True),
        Code("list_of_2018", valid_until=dt.date(2018, 12, 31)),
    ],
    HelplineContext: _plain("household", "work"),
    HelplineReferral: _plain("none", "caw"),
}
STALKING = {
    kind: frozenset(one.code for one in codes if one.stalking) for kind, codes in CODES.items()
}
GIVEN_BY = {one.code: one.sector for one in CODES[Programme]}
_MORE: dict[List, dict[str, Any]] = {
    Programme: {"audience": "offender", "kind": "training"},
    ReferralEndReason: {"moment": "both"},
}


def make_lists() -> dict[tuple[List, str], int]:
    """Write them; gives the key of each code."""
    keys = {}
    for kind, codes in CODES.items():
        for position, one in enumerate(codes):
            fields: dict[str, Any] = {"valid_from": one.valid_from, "valid_until": one.valid_until}
            fields |= {"counts_as_stalking": True} if one.stalking else {}
            fields |= {"provider_sector": one.sector} if kind is Programme else {}
            fields |= {"label": one.code, "position": position, **_MORE.get(kind, {})}
            made, _new = kind._default_manager.update_or_create(code=one.code, defaults=fields)
            keys[kind, one.code] = made.pk
    return keys
