"""Tables that the partners of the demo handed in themselves: invented figures, not signed off."""

import csv
import io
from collections.abc import Sequence

from accounts.models import User
from lib.calendar import brussels_today
from reporting.deliveries.catalogue import catalogue
from reporting.deliveries.columns import Column
from reporting.deliveries.forms import last_year
from reporting.deliveries.templates import Template
from reporting.models import Delivery
from reporting.services.deliveries import Received, check_delivery, receive_delivery

INVENTED = "verzonnen cijfer van de demo"
BY_CALLER = (61, 9, 14, 2, 5, 1, 38, 17, 42)


def deliver_wrong_sum(by: User) -> None:
    """The helpline's calls about stalking, with a total that does not add up: the check says so."""
    _deliver(by, "helpline_contacts_stalking", [*BY_CALLER, sum(BY_CALLER) - 10])


def deliver_to_sign(by: User) -> None:
    """Offenders of stalking at the CAWs: checked, and waiting for a coordinator."""
    delivery = _deliver(by, "caw_stalking_offenders", [131])
    # Its only row carries a note, which explains whatever is strange in it.
    check_delivery(by=by, delivery=delivery, explanations={})


def _deliver(by: User, code: str, values: Sequence[int]) -> Delivery:
    template = Template(catalogue()[code], *last_year())
    return receive_delivery(
        by=by,
        received=Received(
            indicator=template.indicator,
            period_start=template.period_start,
            period_end=template.period_end,
            source_system="demo",
            extracted_on=brussels_today(),
            content=_filled(template, values),
            name="demo.csv",
        ),
    )


def _filled(template: Template, values: Sequence[int]) -> bytes:
    headings = template.headings()
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";")
    writer.writerow(headings)
    for row, value in zip(template.rows(), values, strict=True):
        filled: dict[str, str] = {Column.VALUE: str(value), Column.NOTE: INVENTED}
        writer.writerow(filled.get(name, text) for name, text in zip(headings, row, strict=True))
    return stream.getvalue().encode()
