"""Addresses of pages, without searching all of them each time.

Django's `reverse` walks the whole list of pages; a page that names fifteen others spends a
twentieth of its time on it.
"""

from functools import cache
from urllib.parse import quote

from django.urls import reverse


@cache
def address(name: str) -> str:
    """The address of a page without arguments."""
    return reverse(name)


def address_of(name: str, key: int | str) -> str:
    """The address of the page of one thing, by its only argument: an id or a number."""
    before, after = _around_key(name)
    return f"{before}{quote(str(key), safe='')}{after}"


@cache
def _around_key(name: str) -> tuple[str, str]:
    before, _key, after = reverse(name, args=[0]).rpartition("0")
    return before, after
