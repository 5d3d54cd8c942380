"""Two registers without text that work alike: advice requests, and contacts with helpline 1712."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from accounts.models import Centre, Organisation, User
from audit.events import EventType
from registrations import events
from registrations.models import AdviceRequest, HelplineContact
from registrations.models.counted import CountedContact

Place = Centre | Organisation


@dataclass(frozen=True)
class Kind:
    """One register: its rows, what is filled in, where it belongs, and how the log calls it."""

    code: str
    model: type[CountedContact]
    content: tuple[str, ...]
    """The fields that a person fills in."""
    place_model: type[Place]
    channels: Mapping[str, bool]
    """Which channels may be chosen, as a filter of ContactChannel."""
    registered: EventType
    read: EventType
    listed: EventType
    edited: EventType
    excluded: EventType

    def places(self, user: User) -> list[Any]:
        """The centres or helplines for which this user registers today."""
        places: QuerySet[Any] = self.place_model._default_manager.filter(
            pk__in=self.model.place_ids(user)
        )
        return list(places.order_by("name"))


ADVICE = Kind(
    code="advice",
    model=AdviceRequest,
    content=("received_on", "channel", "asker_sector", "theme", "advice", "outcome"),
    place_model=Centre,
    channels={"for_advice": True},
    registered=events.ADVICE_REGISTERED,
    read=events.ADVICE_READ,
    listed=events.ADVICE_LISTED,
    edited=events.ADVICE_EDITED,
    excluded=events.ADVICE_EXCLUDED,
)
HELPLINE = Kind(
    code="helpline",
    model=HelplineContact,
    content=(
        *("received_on", "channel", "caller_class", "caller_sex", "caller_age", "anonymous"),
        *("theme", "main_form", "context", "reported_people", "referred_to"),
    ),
    place_model=Organisation,
    channels={"for_helpline": True},
    registered=events.HELPLINE_REGISTERED,
    read=events.HELPLINE_READ,
    listed=events.HELPLINE_LISTED,
    edited=events.HELPLINE_EDITED,
    excluded=events.HELPLINE_EXCLUDED,
)
KINDS = (ADVICE, HELPLINE)


def kind_of(row: CountedContact) -> Kind:
    """The register to which a row belongs."""
    return next(kind for kind in KINDS if isinstance(row, kind.model))
