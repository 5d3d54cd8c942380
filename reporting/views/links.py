"""Links from a page of figures to another page with the same question."""

from django.urls import reverse

from reporting.indicators import Indicator


def difference_url(asked: Indicator, query: str) -> str:
    """The same question at an earlier moment too; nothing where nothing can be counted."""
    if asked.missing:
        return ""
    return f"{reverse('reporting:difference', args=[asked.code])}?{query}"
