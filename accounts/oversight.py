"""Lines of the log in words, for the oversight screens.

The officer sees numbers, names of fields and names of colleagues; never text of a dossier.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext, pgettext

from accounts.models import Centre, Role, User
from audit.events import Rows
from audit.labels import event_label, field_label, object_label
from audit.queries import Line
from lib.dutch import write_number


@dataclass(frozen=True)
class LineInWords:
    """One row of the table on screen."""

    at: dt.datetime
    who: str
    username: str
    role: str
    centre: str
    what: str
    kind: str
    on: str
    fields: tuple[str, ...]
    shown: str
    reason: str
    denied: bool
    address: str


@dataclass(frozen=True)
class _Names:
    """Names the lines of one page ask for, fetched at once."""

    users: Mapping[int, str]
    centres: Mapping[int, str]


def in_words(lines: Iterable[Line]) -> tuple[LineInWords, ...]:
    """Two queries, whatever the number of lines."""
    given = tuple(lines)
    names = _names_for(given)
    return tuple(_line_in_words(line, names) for line in given)


def _line_in_words(line: Line, names: _Names) -> LineInWords:
    full_name = names.users.get(line.actor_id or 0, "")
    return LineInWords(
        at=line.at,
        who=full_name or _unnamed(line),
        username=line.actor_name if full_name not in {"", line.actor_name} else "",
        role=_role(line.role),
        centre=names.centres.get(line.centre_id or 0, ""),
        what=event_label(line.event_type),
        kind=_kind(line),
        on=_on(line, names),
        fields=tuple(field_label(line.object_type, name) for name in line.fields),
        shown=_shown(line),
        reason=_reason(line),
        denied=line.denied,
        address=line.address,
    )


def _names_for(lines: tuple[Line, ...]) -> _Names:
    users = {line.actor_id for line in lines if line.actor_id}
    users |= {int(line.object_id) for line in lines if _is_account(line)}
    found = User.objects.filter(pk__in=users).only("pk", "username", "first_name", "last_name")
    return _Names(
        users={account.pk: account.display_name for account in found},
        centres=dict(Centre.objects.values_list("pk", "name")),
    )


def _is_account(line: Line) -> bool:
    return line.object_type == "user" and line.object_id.isdigit() and len(line.object_id) < 19


def _kind(line: Line) -> str:
    """What sort of thing; a refusal knows the page that was asked for."""
    return gettext("Page") if ":" in line.object_type else object_label(line.object_type)


def _on(line: Line, names: _Names) -> str:
    """Which one: a number, a code, or the account by name. A page without one by its own name."""
    if _is_account(line):
        return names.users.get(int(line.object_id), line.object_id)
    return line.object_id or (line.object_type if ":" in line.object_type else "")


def _shown(line: Line) -> str:
    """How many of what a list showed; nothing for what is no list."""
    if not line.shown:
        return ""
    return _list_of(line.shown_rows, line.shown) % {"number": write_number(line.shown)}


def _list_of(rows: Rows, number: int) -> str:
    match rows:
        case Rows.DOSSIERS:
            return ngettext("list of %(number)s dossier", "list of %(number)s dossiers", number)
        case Rows.INTAKES:
            return ngettext("list of %(number)s intake", "list of %(number)s intakes", number)
        case Rows.PEOPLE:
            return ngettext("list of %(number)s person", "list of %(number)s people", number)
        case Rows.CONTACTS:
            return ngettext(
                "list of %(number)s registration", "list of %(number)s registrations", number
            )


def _reason(line: Line) -> str:
    """RecordDenials notes the method and the status; the rest is in words already."""
    _method, _space, status = line.reason.partition(" ")
    if line.denied and status == "404":
        return gettext("does not exist, or no access")
    if line.denied and status == "403":
        return gettext("may see it, may not do it")
    return pgettext("reason in the log", line.reason) if line.reason else ""


def _unnamed(line: Line) -> str:
    """Who is no user: the provider behind a link, the operator, or nobody we know."""
    if line.role == "provider_link":
        return gettext("a provider")
    return line.actor_name or gettext("nobody we know")


def _role(code: str) -> str:
    special = {
        "operator": gettext("server operator"),
        "anonymous": gettext("not signed in"),
        "provider_link": gettext("link for a provider"),
    }
    return capfirst(special.get(code) or str(dict(Role.choices).get(code, code)))
