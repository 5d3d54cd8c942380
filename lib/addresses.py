"""Addresses of pages that are the same in every request."""

from functools import cache

from django.urls import reverse


@cache
def address(name: str) -> str:
    """The address of a page without arguments: a top bar has ten, and each search takes time."""
    return reverse(name)
