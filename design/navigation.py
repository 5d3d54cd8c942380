"""What the page frame needs to know; the rights behind it are decided elsewhere."""

from dataclasses import dataclass


@dataclass(frozen=True)
class NavigationItem:
    """One link of the main navigation; `base.html` draws the tuple `navigation`."""

    label: str
    url: str
    active: bool = False
