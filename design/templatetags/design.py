"""{% load design %}: icons, pills, Dutch dates and numbers, and small parts of pages.

A list page draws some two hundred of these, so the small ones build a string and do not
render a template.
"""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe

from design.forms import problems_of
from lib.dutch import write_date, write_moment, write_number

register = template.Library()

PILL_KINDS = frozenset({"default", "border", "success", "warning", "error", "ongoing", "link"})


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon from the sprite; decoration unless it gets a label of its own."""
    address = f"{static('design/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="vh-icon" role="img" aria-label="{}"><use href="{}"></use></svg>',
            label,
            address,
        )
    return _decoration(address)


@cache
def _decoration(address: str) -> SafeString:
    return format_html(
        '<svg class="vh-icon" aria-hidden="true"><use href="{}"></use></svg>', address
    )


@register.simple_tag
def pill(label: object, kind: str = "border", icon_name: str = "") -> SafeString:
    """A short state in words; the colour only repeats what the words say."""
    kind = kind if kind in PILL_KINDS else "border"
    drawing = icon(icon_name) if icon_name else ""
    return format_html(
        '<span class="au-c-pill au-c-pill--{} vh-pill">{}{}</span>', kind, drawing, label
    )


@register.filter
def dutch_date(day: dt.date | None) -> str:
    """23.11.2026; nothing for None."""
    return write_date(day) if day else ""


@register.filter(expects_localtime=False)
def dutch_moment(instant: dt.datetime | None) -> str:
    """23.11.2026, 13.30 u. in Brussels; nothing for None."""
    return write_moment(instant) if instant else ""


@register.filter
def dutch_number(number: int | float | Decimal | None) -> str:
    """1.204; nothing for None, and 0 for a real zero."""
    return "" if number is None else write_number(number)


@register.simple_tag
def empty_state(message: str, url: str = "", label: str = "") -> SafeString:
    """What to say when a list is empty, with the one thing to do about it."""
    if not url:
        return format_html('<p class="vh-empty">{}</p>', message)
    return format_html('<p class="vh-empty">{} <a href="{}">{}</a></p>', message, url, label)


@register.simple_tag
def select_options(groups: Iterable[tuple[str | None, list[dict[str, Any]], int]]) -> SafeString:
    """The options of a select: Flanders has 285 municipalities, and a template loop is slow."""
    return mark_safe("".join(_option_group(name, options) for name, options, _ in groups))  # noqa: S308


def _option_group(name: str | None, options: list[dict[str, Any]]) -> str:
    drawn = "".join(_option(option) for option in options)
    return f'<optgroup label="{escape(name)}">{drawn}</optgroup>' if name else drawn


def _option(option: dict[str, Any]) -> str:
    flags = "".join(_attribute(name, value) for name, value in option["attrs"].items())
    label = conditional_escape(option["label"])
    return f'<option value="{escape(str(option["value"]))}"{flags}>{label}</option>'


def _attribute(name: str, value: object) -> str:
    if value is False:
        return ""
    return f" {escape(name)}" if value is True else f' {escape(name)}="{escape(value)}"'


@register.inclusion_tag("design/forms/error_summary.html")
def error_summary(*given: Any) -> dict[str, object]:
    """Every problem of the given forms and formsets; put it above the page heading."""
    return {"problems": problems_of(*given)}


@register.inclusion_tag("design/pagination_keyset.html")
def pagination_keyset(
    previous_url: str = "", next_url: str = "", first_url: str = "", shown: int | None = None
) -> dict[str, object]:
    """Previous and next of a keyset list; an empty address leaves that link out."""
    return {
        "previous_url": previous_url,
        "next_url": next_url,
        "first_url": first_url,
        "shown": shown,
    }
