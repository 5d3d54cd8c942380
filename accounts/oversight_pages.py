"""Pages that upper floors add to Toezicht, registered in their `AppConfig.ready`."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class OversightPage:
    """A page for the privacy officer; `url_name` takes no arguments."""

    title: str | Promise
    text: str | Promise
    url_name: str


_pages: list[OversightPage] = []


def register_page(page: OversightPage) -> None:
    """Add a page once. Raises ValueError for a second one at the same address."""
    if any(known.url_name == page.url_name for known in _pages):
        raise ValueError(f"oversight page {page.url_name} is registered twice")
    _pages.append(page)


def oversight_pages() -> tuple[OversightPage, ...]:
    """What upper floors added, in order of registration."""
    return tuple(_pages)
