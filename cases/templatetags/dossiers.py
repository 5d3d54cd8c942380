"""{% load dossiers %}: the tables of dossiers, people and facts, put together as strings.

The template language needs some 2 ms for a table of fifty dossiers, and Django's `format_html`
1 ms, because it looks at every value for lazy text. Here every value is plain text, escaped by
the standard library; the tests put a tag in each of them.
"""

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cases.queries.dossier_list import DossierRow
from cases.queries.overview import Fact, Involved

register = template.Library()

_LINE = (
    '<tr><th scope="row" class="vh-nowrap"><a href="{}{}/">{}</a></th>'
    '<td class="vh-nowrap">{}</td>{}<td{}>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>'
)
_PERSON = '<tr{}><td>{}</td><td class="vh-nowrap">{}</td><td>{}</td><td>{}</td>{}</tr>'
_FACT = "<tr{}><td>{}</td><td><strong>{}</strong>{}</td><td>{}</td><td>{}</td>{}</tr>"
_CHANGE = '<td><a href="{}">{}<span class="vh-sr-only"> {}</span></a></td>'
_PAST = ' class="vh-quiet"'


@register.simple_tag
def dossier_lines(
    rows: Iterable[DossierRow], list_url: str, shows_centre: bool, hidden: bool
) -> SafeString:
    """The lines of the table of dossiers."""
    name_class = "" if hidden else ' class="vh-name"'
    return SafeString(
        "\n".join(
            _LINE.format(
                escape(list_url),
                escape(row.reference),
                escape(row.reference),
                escape(row.received_on),
                f"<td>{escape(row.centre)}</td>" if shows_centre else "",
                name_class,
                escape(row.people),
                escape(row.case_director),
                escape(row.stalking),
                escape(row.status),
            )
            for row in rows
        )
    )


@register.simple_tag
def people_lines(
    people: Iterable[Involved], base: str, may_change: bool, hidden: bool, secret: str
) -> SafeString:
    """The lines of the people involved. `secret` is the drawn mark of a secret address."""
    return SafeString(
        "\n".join(
            _PERSON.format(
                _PAST if person.has_ended else "",
                _name(person, hidden),
                escape(person.born_on),
                escape(person.role) + (f" ({escape(person.period)})" if person.has_ended else ""),
                f"{secret if person.secret_address else ''} {escape(person.contact_warning)}",
                _change_person(person, base) if may_change else "",
            )
            for person in people
        )
    )


@register.simple_tag
def fact_lines(facts: Iterable[Fact], base: str, may_change: bool) -> SafeString:
    """The lines of the facts, with who did it to whom."""
    against = escape(_("Against"))
    return SafeString(
        "\n".join(
            _FACT.format(
                _PAST if fact.is_refuted else "",
                escape(fact.when),
                escape(fact.forms),
                _what(fact),
                _who(fact, against),
                escape(fact.status),
                _change_fact(fact, base) if may_change else "",
            )
            for fact in facts
        )
    )


def _name(person: Involved, hidden: bool) -> str:
    if hidden:
        return escape(person.name)
    name = f'<span class="vh-name">{escape(person.name)}</span>'
    return f'<a href="{escape(person.url)}">{name}</a>'


def _change_person(person: Involved, base: str) -> str:
    if person.has_ended:
        return "<td></td>"
    address = f"{escape(base)}betrokkenen/{person.involvement_id}/"
    return _CHANGE.format(address, escape(_("Edit")), escape(person.name))


def _change_fact(fact: Fact, base: str) -> str:
    address = f"{escape(base)}feiten/{fact.offence_id}/"
    return _CHANGE.format(address, escape(_("Edit")), escape(f"{fact.forms} {fact.when}"))


def _what(fact: Fact) -> str:
    parts = (
        (fact.qualification, "<br>{}"),
        (fact.relation, '<br><span class="vh-quiet">{}</span>'),
        (fact.description, '<p class="vh-pre">{}</p>'),
    )
    return "".join(shape.format(escape(text)) for text, shape in parts if text)


def _who(fact: Fact, against: str) -> str:
    if not fact.affected:
        return escape(fact.acted)
    whom = f'<span class="vh-quiet">{against}</span> {escape(fact.affected)}'
    return f"{escape(fact.acted)}<br>{whom}" if fact.acted else whom
