"""Cards that upper floors add to the page Today, registered in their `AppConfig.ready`."""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.models import User


@dataclass(frozen=True)
class CardLine:
    """One thing that waits, with the page where it is done."""

    label: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class Card:
    """A card with what waits. `key` is its id on the page; `all_label` leads to all of it."""

    key: str
    title: str
    count: int
    lines: tuple[CardLine, ...]
    all_label: str
    all_url: str
    is_late: bool = False


CardMaker = Callable[[User], Card | None]

_makers: dict[str, CardMaker] = {}


def register_card(key: str, maker: CardMaker) -> None:
    """Add a card once. Raises ValueError for a second one with the same key."""
    if key in _makers:
        raise ValueError(f"card {key} is registered twice")
    _makers[key] = maker


def cards_for(user: User) -> list[Card]:
    """What upper floors show this user, in order of registration; None shows nothing."""
    made = (maker(user) for maker in _makers.values())
    return [card for card in made if card is not None]
