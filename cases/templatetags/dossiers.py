"""{% load dossiers %}: what is drawn fifty times on one page is put together as a string.

The template language needs some 2 ms for a table of fifty dossiers, and Django's `format_html`
1 ms, because it looks at every value for lazy text. Here every value is plain text, escaped by
the standard library; `tests/cases/test_list.py` puts a tag in each of them.
"""

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString

from cases.queries.dossier_list import DossierRow

register = template.Library()

_LINE = (
    '<tr><th scope="row" class="vh-nowrap"><a href="{}{}/">{}</a></th>'
    '<td class="vh-nowrap">{}</td>{}<td{}>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>'
)


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
