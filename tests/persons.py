"""Named people who make access tests readable."""

from dataclasses import dataclass

from accounts.models import Centre, Organisation, Role, User
from registrations.models.helpline import HELPLINE_CODE
from tests import make


@dataclass(frozen=True)
class Cast:
    """Two centres, four partner organisations and one person for every way of looking in."""

    antwerp: Centre
    leuven: Centre
    police: Organisation
    care: Organisation
    helpline: Organisation
    cgg_figures: Organisation
    case_director: User
    colleague: User
    coordinator: User
    former_colleague: User
    convened_partner: User
    other_partner: User
    helpline_partner: User
    figures_partner: User
    other_centre: User
    analyst: User
    functional_admin: User
    privacy_officer: User


def cast() -> Cast:
    """All of them, newly made."""
    import datetime as dt

    antwerp, leuven = make.centre("Veilig Huis Antwerpen"), make.centre("Veilig Huis Leuven")
    police, care = make.organisation("Politie Voorbeeldzone"), make.organisation("CAW Voorbeeld")
    helpline = make.organisation("Hulplijn 1712", code=HELPLINE_CODE)
    cgg_figures = make.deliverer("cgg")
    return Cast(
        antwerp=antwerp,
        leuven=leuven,
        police=police,
        care=care,
        helpline=helpline,
        cgg_figures=cgg_figures,
        case_director=make.member("regisseur", Role.CASE_DIRECTOR, at=antwerp),
        colleague=make.member("collega", Role.CASEWORKER, at=antwerp),
        coordinator=make.member("coordinator", Role.COORDINATOR, at=antwerp),
        former_colleague=make.member(
            "vertrokken", Role.CASEWORKER, at=antwerp, ends_on=dt.date(2024, 12, 31)
        ),
        convened_partner=make.member("partner", Role.PARTNER, of=police),
        other_partner=make.member("anderepartner", Role.PARTNER, of=care),
        helpline_partner=make.member("hulplijn", Role.PARTNER, of=helpline),
        figures_partner=make.member("cijferpartner", Role.PARTNER, of=cgg_figures),
        other_centre=make.member("anderhuis", Role.CASEWORKER, at=leuven),
        analyst=make.member("analist", Role.ANALYST),
        functional_admin=make.member("beheerder", Role.FUNCTIONAL_ADMIN),
        privacy_officer=make.member("privacy", Role.PRIVACY_OFFICER),
    )
