"""The export ledger in words."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import Centre, User
from lib.dutch import write_moment
from reporting.disclosure import PROFILES
from reporting.exports.document import BREAKDOWNS
from reporting.fact_rows import KIND
from reporting.indicators import LIBRARY
from reporting.models import ExportEntry
from reporting.services.ledger import Purpose


@dataclass(frozen=True)
class LedgerLine:
    """One line as it is read; `details` says over what."""

    entry: ExportEntry
    who: str
    title: str
    details: str
    profile: str
    reason: str


def shown(entries: Iterable[ExportEntry]) -> list[LedgerLine]:
    """The lines in words, with names of today where the account still exists."""
    given = list(entries)
    users = User.objects.filter(pk__in={entry.actor_id for entry in given if entry.actor_id})
    names = {user.pk: user.display_name for user in users}
    centres = dict(Centre.objects.values_list("code", "name"))
    return [_line(entry, names, centres) for entry in given]


def _line(entry: ExportEntry, names: Mapping[int, str], centres: Mapping[str, str]) -> LedgerLine:
    purposes = dict(Purpose.choices)
    return LedgerLine(
        entry=entry,
        who=names.get(entry.actor_id or 0) or entry.actor_name,
        title=_title(entry),
        details="; ".join(_details(entry.what, centres)),
        profile=_profile(entry.profile),
        reason=capfirst(str(purposes.get(entry.reason, entry.reason))),
    )


def _profile(code: str) -> str:
    return str(PROFILES[code].label) if code in PROFILES else code


def _title(entry: ExportEntry) -> str:
    if entry.kind == "answer":
        return _("Frozen answer to a question")
    code = entry.what.get("indicator", entry.kind)
    title = str(LIBRARY[code].title) if code in LIBRARY else entry.kind
    return _("%(figure)s: the rows behind it") % {"figure": title} if entry.kind == KIND else title


def _details(what: Mapping[str, Any], centres: Mapping[str, str]) -> Iterator[str]:
    if "edition" in what:
        yield _("edition %(edition)s") % {"edition": what["edition"]}
    if "from" in what:
        yield f"{what['from']}–{what['to']}"
    if what.get("per") in BREAKDOWNS:
        yield _("per %(what)s") % {"what": _per(what["per"])}
    codes = what.get("centres", [])
    if codes:
        everywhere = set(codes) >= set(centres)
        yield _("all centres") if everywhere else ", ".join(centres.get(c, c) for c in codes)
    if what.get("known_on"):
        moment = dt.datetime.fromisoformat(what["known_on"])
        yield _("as known on %(moment)s") % {"moment": write_moment(moment)}


def _per(breakdown: str) -> str:
    words = {"centre": _("centre"), "year": _("year")}
    return _(" and ").join(words[part] for part in breakdown.split(","))
