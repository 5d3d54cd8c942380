"""Question 841 of 2023, twice: as it was answered, and as it can be answered now.

Dutch, because it is data: quotations of the printed question, and a draft for who answers it
today. The figures are not here; a block says where they come from.
"""

from dataclasses import dataclass, field
from typing import Any

from reporting.models.question import BlockKind
from reporting.question_841 import CALCULATED, PARTS, SOURCE

WELFARE, JUSTICE, BOTH = "vl_wvg", "vl_jh", ""


@dataclass(frozen=True)
class BlockToLoad:
    """A block; years in a counted one are added when it is loaded."""

    kind: str
    title: str
    spec: dict[str, Any]
    remark: str = ""


@dataclass(frozen=True)
class PartToLoad:
    number: int
    topic: str
    breakdown: str
    competence: str
    blocks: tuple[BlockToLoad, ...] = ()
    texts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Promise:
    """A promise of the answer; `due_on` is the last day that fits its words."""

    part: int
    text: str
    due_words: str
    due_on: str
    owner: str


OFFICES = (
    (WELFARE, 841, "Vlaams minister van Welzijn, Volksgezondheid en Gezin"),
    (JUSTICE, 900, "Vlaams minister van Justitie en Handhaving"),
)
SUBJECT = "Stalking - Aanpak"
ASKER = "Adeline Blancquaert"
ASKED_ON = "2023-06-19"
KEYWORDS = ("stalking", "belaging", "intrafamiliaal geweld", "1712", "gedragstraining")

TOPICS: dict[int, tuple[str, str, str]] = {
    1: ("stalking_overall_prevalence", "vrij", WELFARE),
    2: ("caw_stalking_victims", "overzicht", WELFARE),
    3: ("survey_stalking_prevalence", "", WELFARE),
    4: ("training_participants", "per jaar en per programma, laatste drie jaren", JUSTICE),
    5: ("cgg_stalking_offenders", "per jaar, laatste drie jaren", WELFARE),
    6: ("caw_stalking_offenders", "per jaar, laatste drie jaren", WELFARE),
    7: ("centre_dossiers_stalking", "per centrum en per jaar, laatste drie jaren", JUSTICE),
    8: ("", "", BOTH),
}

PROMISES = (
    Promise(
        4,
        "Deelnemers aan de gedragstrainingen kunnen worden onderverdeeld naar misdrijf.",
        "eind 2024",
        "2024-12-31",
        "Vlaams minister van Justitie en Handhaving",
    ),
    Promise(
        7,
        "Gegevens over stalking in dossiers van de centra zijn beschikbaar.",
        "voor dossiers vanaf oktober 2023",
        "2023-12-31",
        "Vlaams minister van Justitie en Handhaving",
    ),
    Promise(
        8,
        "Proefproject met de slachtofferapplicatie start.",
        "begin volgend jaar",
        "2024-03-31",
        "Vlaams minister van Justitie en Handhaving",
    ),
)


def as_answered() -> tuple[PartToLoad, ...]:
    """The eight parts with the blocks of the printed answer."""
    return tuple(_answered(number) for number in TOPICS)


def _answered(number: int) -> PartToLoad:
    printed = PARTS[number - 1]
    topic, breakdown, competence = TOPICS[number]
    details = {state: str(plan) for state, plan in printed.plans.items()}
    blocks = tuple(
        BlockToLoad(
            BlockKind.PUBLISHED,
            str(table.title),
            {
                "indicator": table.indicator,
                "breakdown": table.breakdown,
                "sources": sorted(table.sources, reverse=True),
                "statuses": sorted(table.statuses),
                "details": details,
            },
            str(table.remark or ""),
        )
        for table in printed.tables
    )
    return PartToLoad(
        number, topic, breakdown, competence, blocks, {competence or WELFARE: printed.answered}
    )


def _published(indicator: str, title: str, remark: str = "", **spec: Any) -> BlockToLoad:
    return BlockToLoad(BlockKind.PUBLISHED, title, {"indicator": indicator, **spec}, remark)


def _counted(indicator: str, title: str, remark: str = "", rows: str = "") -> BlockToLoad:
    return BlockToLoad(BlockKind.COUNTED, title, {"indicator": indicator, "rows": rows}, remark)


_SURVEY = ["genderstat", "rtl24"]

BLOCKS_NOW: dict[int, tuple[BlockToLoad, ...]] = {
    1: (
        _counted(
            "helpline_calls_stalking",
            "Oproepen over stalking bij 1712, naar contactnemer",
            "Geteld in de eigen registratie van de hulplijn.",
            rows="caller_class",
        ),
        _published(
            "helpline_contacts_stalking",
            "Oproepen over stalking bij 1712 in 2022, zoals gepubliceerd",
            "GP is de gemelde persoon. Een oproep is geen gemelde persoon: deel deze cijfers niet "
            "door de 12.044 gemelde personen.",
            breakdown="contactnemer",
            sources=[SOURCE],
        ),
        _published(
            "helpline_stalking_share",
            "Aandeel stalking in de oproepen bij 1712",
            "178 van 9.045 oproepen: teller en noemer hebben dezelfde teleenheid. De 1 % van 2023 "
            "mengde oproepen en gemelde personen.",
            sources=[CALCULATED],
        ),
        _published(
            "prosecution_stalking_inflow",
            "Instroom van belaging bij de correctionele parketten",
            "Federale bevoegdheid. Bronnen spreken elkaar tegen; alle gedrukte waarden staan er.",
            breakdown="",
            sources=[],
        ),
    ),
    2: (
        _counted(
            "caw_stalking_victims",
            "Slachtoffers van stalking begeleid door de CAW’s, na verwijzing door een Veilig Huis",
            "Wie zonder verwijzing van een Veilig Huis bij een CAW komt, is hier niet bij.",
        ),
    ),
    3: (
        _published(
            "survey_stalking_prevalence",
            "Ooit slachtoffer van stalking volgens de EU-GBV-enquête",
            "Verschenen op 16 april 2024. Een enquête is niet te vergelijken met geregistreerde "
            "oproepen of dossiers.",
            sources=_SURVEY,
        ),
    ),
    4: (
        _published(
            "training_referrals",
            "Verwijzingen naar een gedragstraining, alle misdrijven samen",
            "Verwezen is niet deelgenomen.",
            sources=[SOURCE],
            statuses=["delivered"],
        ),
        _counted(
            "programme_referrals",
            "Verwijzingen door de Veilige Huizen, per programma en jaar",
            "Verwezen is niet deelgenomen.",
            rows="programme",
        ),
        _counted(
            "programme_participants",
            "Deelnemers, per programma en jaar",
            "Met de splitsing naar stalking die voor eind 2024 beloofd was.",
            rows="programme",
        ),
    ),
    5: (
        _published(
            "cgg_stalking_offenders",
            "Daders van stalking in behandeling bij de CGG",
            "De vraag ging over de forensische teams, het antwoord over de CGG.",
            sources=[SOURCE],
        ),
        _counted(
            "cgg_stalking_offenders",
            "Daders van stalking in een forensisch team, na verwijzing door een Veilig Huis",
            "De CGG leverden na 2022 geen nieuwe cijfers over al hun patiënten.",
        ),
    ),
    6: (
        _counted(
            "caw_stalking_offenders",
            "Daders van stalking geholpen door de CAW’s, na verwijzing door een Veilig Huis",
            "Wie zonder verwijzing van een Veilig Huis bij een CAW komt, is hier niet bij.",
        ),
    ),
    7: (
        BlockToLoad(
            BlockKind.COUNTED,
            "Dossiers met stalking, per Veilig Huis en jaar",
            {"indicator": "dossiers_stalking", "by": "centre,year"},
        ),
    ),
    8: (),
}

TEXTS_NOW: dict[int, dict[str, str]] = {
    1: {
        WELFARE: "Vlaanderen beschikt over de oproepen bij de hulplijn 1712. Zij geven een "
        "onderschatting: wie niet belt, wordt niet geteld. Cijfers van politie en parket zijn "
        "federaal en staan erbij met hun bron."
    },
    3: {WELFARE: "De resultaten van de enquête zijn bekend sinds 16 april 2024."},
    7: {
        JUSTICE: "Sinds 1 oktober 2023 beantwoordt elk Veilig Huis voor elk dossier de vraag of er "
        "stalking is. Onbekend blijft apart staan en telt niet als nee."
    },
    8: {
        WELFARE: "Voorbeeldtekst voor de demo: voor het eerst zijn er eigen tellingen naast de "
        "cijfers van 1712 en de CGG. Waar nog niets geregistreerd wordt, staat dat er zo bij.",
        JUSTICE: "Voorbeeldtekst voor de demo: de Veilige Huizen tellen dossiers met stalking "
        "zelf. Wat in 2023 werd beloofd, staat als afspraak met een datum in het vragenregister.",
    },
}


def as_answerable_now() -> tuple[PartToLoad, ...]:
    """The same eight parts with what can be said today."""
    return tuple(
        PartToLoad(
            number,
            topic,
            breakdown,
            competence,
            BLOCKS_NOW[number],
            TEXTS_NOW.get(number, {}),
        )
        for number, (topic, breakdown, competence) in TOPICS.items()
    )
