"""Panels that upper floors hang on the page of a dossier.

This floor may not import the ones above. Whoever has something to show registers a function in
`AppConfig.ready`; it gets the reader, the dossier and the mask, and answers with a panel or None.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from accounts.models import User
from cases.masking import Mask
from cases.models import Dossier


@dataclass(frozen=True)
class Panel:
    """A part of the page: `template` is included with `panel` being the context.

    `fields` are the names of what it shows, for the log.
    """

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    fields: tuple[str, ...] = ()


PanelMaker = Callable[[User, Dossier, Mask], Panel | None]

_makers: dict[str, PanelMaker] = {}


def register_panel(key: str, maker: PanelMaker) -> None:
    """Register a panel once. Raises ValueError for a second one with the same key."""
    if key in _makers:
        raise ValueError(f"panel {key} is registered twice")
    _makers[key] = maker


def panels_for(user: User, dossier: Dossier, mask: Mask) -> list[Panel]:
    """What the upper floors show this user about this dossier, in order of registration."""
    made = (maker(user, dossier, mask) for maker in _makers.values())
    return [panel for panel in made if panel is not None]
