"""Parliamentary question 841 of 19 June 2023: which published figures answer which part.

`asked` and `answered` are quotations of the printed question and answer, so they stay Dutch.
Everything else on the screen is ours and is translated. The figures are not here: they are
rows of reporting/data/published/observations.csv, chosen by indicator and breakdown.
"""

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reporting.models.published import ObservationStatus

SOURCE = "sv841"
CALCULATED = "calc"
"""Our own arithmetic, shown next to a printed figure that is wrong."""


@dataclass(frozen=True)
class Table:
    """Rows shown together: one indicator, with or without one breakdown.

    `breakdown` is the name in the file; empty takes the rows without a breakdown. `statuses`
    narrows to those states, so that figures and the lack of figures can stand apart.
    """

    title: Promise
    indicator: str
    breakdown: str | None = None
    statuses: frozenset[str] = frozenset(ObservationStatus.values)
    sources: frozenset[str] = frozenset({SOURCE})
    remark: Promise | None = None


@dataclass(frozen=True)
class Part:
    """One of the eight numbered parts."""

    number: int
    asked: str
    answered: str
    minister: Promise
    tables: tuple[Table, ...] = ()
    plans: dict[str, Promise] = field(default_factory=dict)
    """Per state: what the answer promised, or that it promised nothing."""


_WELFARE = _("Minister of Welfare, Public Health and Family")
_JUSTICE = _("Minister of Justice and Enforcement")
_DELIVERED = frozenset({ObservationStatus.DELIVERED.value})
_MISSING = frozenset(ObservationStatus.values) - _DELIVERED

PARTS = (
    Part(
        number=1,
        asked="Over welke cijfers beschikt Vlaanderen rond stalking?",
        answered=(
            "Een globaal beeld over het voorkomen van stalking in Vlaanderen ligt niet binnen "
            "mijn bevoegdheid. Binnen mijn bevoegdheid Welzijn, Volksgezondheid en Gezin "
            "ontvangt en behandelt de hulplijn 1712 oproepen rond stalking. In 2022 ging er 178 "
            "keer een oproep over de problematiek stalking op een totaal van 12.044 gemelde "
            "personen (1%). Hieronder vindt u meer informatie terug wie de contactnemer is die "
            "belt naar 1712 als het over deze problematiek gaat.\n\n"
            "De categorie Welzijn, Gezondheid en Gezin zijn bijvoorbeeld huisartsen, andere "
            "artsen,…\n\n"
            "Deze cijfers geven natuurlijk een onderschatting weer van de werkelijke cijfers, "
            "maar het is belangrijk om aan te halen dat 1712 ook voor dit soort problematiek een "
            "luisterend oor biedt, advies geeft en doorverwijst."
        ),
        minister=_WELFARE,
        tables=(
            Table(
                title=_("Calls about stalking to helpline 1712, by caller"),
                indicator="helpline_contacts_stalking",
                breakdown="contactnemer",
                remark=_(
                    "GP is the reported person (gemelde persoon). The nine classes add up to the "
                    "printed total."
                ),
            ),
            Table(
                title=_("Calls about stalking to helpline 1712"),
                indicator="helpline_contacts_stalking",
                breakdown="",
            ),
            Table(
                title=_("Reported persons, all themes"),
                indicator="helpline_reported_persons",
                breakdown="",
            ),
            Table(
                title=_("Share of stalking, as printed and recalculated"),
                indicator="helpline_stalking_share",
                sources=frozenset({SOURCE, CALCULATED}),
                remark=_(
                    "The printed 1 % is wrong and is kept only because it was printed: it divides "
                    "178 calls by 12.044 reported persons, and one call can concern several "
                    "persons. Calls against calls (178 of 9.045) gives 1,97 %. A ratio needs the "
                    "same counting unit above and below the line."
                ),
            ),
            Table(
                title=_("Overall picture of stalking in Flanders"),
                indicator="stalking_overall_prevalence",
            ),
        ),
    ),
    Part(
        number=2,
        asked=(
            "Zijn er cijfers beschikbaar over het aantal slachtoffers van stalking dat door de "
            "CAW’s begeleid wordt? Graag een overzicht. Als die cijfers er niet zijn, worden er "
            "dan initiatieven genomen om ze in de toekomst wel te verzamelen?"
        ),
        answered=(
            "Deze cijfers zijn niet beschikbaar. Er zijn momenteel ook geen plannen om deze in "
            "de toekomst te verzamelen."
        ),
        minister=_WELFARE,
        tables=(
            Table(
                title=_("Victims of stalking supported by the CAWs"),
                indicator="caw_stalking_victims",
            ),
        ),
        plans={ObservationStatus.NOT_REGISTERED: _("no plans")},
    ),
    Part(
        number=3,
        asked=(
            "In het verleden werd gewezen naar de gender based violence survey. Daarin zou ook "
            "gepolst worden naar ervaringen met stalking. Welke beleidsinitiatieven zijn er "
            "genomen naar aanleiding van de resultaten?"
        ),
        answered=(
            "De data van deze survey worden volop verwerkt. De resultaten zijn momenteel dus nog "
            "niet bekend. Het is dan ook te vroeg om eventuele beleidsinitiatieven te formuleren "
            "gelinkt aan de resultaten van deze survey."
        ),
        minister=_WELFARE,
        tables=(
            Table(
                title=_("Stalking in the gender-based violence survey"),
                indicator="survey_stalking_prevalence",
                remark=_(
                    "The results appeared on 16 April 2024, after this answer. Prevalence in a "
                    "survey is not comparable with registered calls or dossiers."
                ),
            ),
        ),
    ),
    Part(
        number=4,
        asked=(
            "Zijn er cijfers beschikbaar over het aantal daders dat de laatste drie jaren heeft "
            "deelgenomen aan een programma? Zo ja, graag een overzicht per jaar en programma. "
            "Zo niet, hoe komt dat en worden er initiatieven genomen om ze in de toekomst wel te "
            "verzamelen?"
        ),
        answered=(
            "De programma’s Slachtoffer in Beeld en Daders in Zicht werden in 2021 door minister "
            "Demir hervormd naar gedragstrainingen. Voor twee van die gedragstrainingen kunnen "
            "personen die stalking hebben gepleegd, in aanmerking komen.\n\n"
            "Sinds de opstart van deze hervormde gedragstrainingen begin 2022 zijn er in totaal "
            "360 personen verwezen naar de vaardigheidstraining en 376 personen naar de "
            "gedragstraining IFG. Op dit ogenblijk kunnen de deelnemers aan de gedragstrainingen "
            "nog niet worden onderverdeeld op basis van het gepleegde misdrijf. De technische "
            "mogelijkheid wordt wel voorbereid. De verwachting is dat dergelijke cijfers eind "
            "2024 beschikbaar zijn.\n\n"
            "Daarnaast worden justitiabelen ook verwezen naar de centra geestelijke "
            "gezondheidszorg waar therapeutische behandeling wordt geboden. In tegenstelling tot "
            "de gedragstraining is dergelijk aanbod eerder fragmentarisch georganiseerd en nog "
            "niet in alle regio’s in dezelfde mate voorhanden."
        ),
        minister=_JUSTICE,
        tables=(
            Table(
                title=_("Persons referred to a training since early 2022, all offences together"),
                indicator="training_referrals",
                statuses=_DELIVERED,
                remark=_("Referred is not taken part. The two do not say anything about stalking."),
            ),
            Table(
                title=_("The same referrals for stalking"),
                indicator="training_referrals",
                statuses=_MISSING,
            ),
            Table(
                title=_("Participants for stalking, by year and programme as asked"),
                indicator="training_participants",
            ),
        ),
        plans={ObservationStatus.NOT_SPLITTABLE: _("expected end of 2024")},
    ),
    Part(
        number=5,
        asked=(
            "Hoeveel daders van stalking zijn er in de forensische teams van de CGG’s "
            "terechtgekomen? Graag een overzicht voor de voorbije drie jaren."
        ),
        answered=(
            "Het aantal daders van stalking dat jaarlijks door de CGG wordt behandeld blijft "
            "relatief stabiel."
        ),
        minister=_WELFARE,
        tables=(
            Table(
                title=_("Stalking offenders treated by the CGGs"),
                indicator="cgg_stalking_offenders",
                remark=_(
                    "The question was about the forensic teams, the answer speaks of the CGGs. "
                    "Whether persons or periods of care are counted is not said."
                ),
            ),
        ),
    ),
    Part(
        number=6,
        asked=(
            "Hoeveel daders van stalking hebben hulpverlening via de CAW’s ontvangen? Graag een "
            "overzicht voor de voorbije drie jaren."
        ),
        answered=(
            "Er zijn geen cijfers beschikbaar over het aantal daders van stalking dat beroep "
            "heeft gedaan op een begeleidingsaanbod van de CAW."
        ),
        minister=_WELFARE,
        tables=(
            Table(
                title=_("Stalking offenders helped by the CAWs"),
                indicator="caw_stalking_offenders",
            ),
        ),
    ),
    Part(
        number=7,
        asked=(
            "Hoeveel dossiers rond stalking zijn er de laatste drie jaren aangemeld bij de "
            "Family Justice Centers (FJC’s)? Graag een overzicht per FJC."
        ),
        answered=(
            "De centra intrafamiliaal geweld kunnen een intersectorale aanpak bieden in "
            "stalkingdossiers als het dossier voldoet aan de criteria voor casusoverleg tussen "
            "justitie, politie en hulpverlening. Dit betekent dat er sprake moet zijn van een "
            "verhoogd risico op herhaald intrafamiliaal geweld waarbij de fysieke en/of "
            "psychische integriteit van één of meerdere leden van het gezin in het gedrang "
            "dreigt te komen. Bovendien moet er een nood zijn aan een afgestemd traject om de "
            "geweldscyclus te doorbreken.\n\n"
            "In heel wat dossiers die behandeld worden binnen de centra is er sprake van "
            "stalking/belaging, maar precieze cijfers kunnen er op dit moment nog niet gegeven "
            "worden vanwege de beperkingen van het huidige dossiersysteem en de verschillende "
            "werkingen bij de huidige Family Justice Centers en ketenaanpakken. In het kader van "
            "de aangekondigde uitrol van de centra intrafamiliaal geweld in Vlaanderen, wordt "
            "momenteel een nieuw dossierbeheersysteem ontwikkeld dat vanaf oktober, samen met de "
            "opening van de centra, in gebruik wordt genomen. Het nieuwe dossierbeheersysteem "
            "zal er voor zorgen dat er op een veilige, uniforme en efficiënte manier "
            "samengewerkt, geregistreerd en gerapporteerd kan worden. Voor dossiers vanaf "
            "oktober zullen die gegevens dus wel beschikbaar zijn."
        ),
        minister=_JUSTICE,
        tables=(
            Table(
                title=_("Stalking dossiers reported at the Family Justice Centers"),
                indicator="centre_dossiers_stalking",
                remark=_(
                    "Asked per centre. This product counts them itself for dossiers from "
                    "1 October 2023: see Figures, Stalking by centre and year."
                ),
            ),
        ),
        plans={
            ObservationStatus.NOT_SPLITTABLE: _("announced for dossiers from October 2023"),
        },
    ),
    Part(
        number=8,
        asked=(
            "Hoe evalueert de minister bovenstaande cijfers en welke initiatieven neemt ze nog "
            "omtrent de problematiek?"
        ),
        answered=(
            "De cijfers waarover we beschikken, geven relatief lage waarden aan. Maar cijfers "
            "zeggen vaak niet alles. Het stalkingsgedrag maakt deel uit van een meer omvattende "
            "en complexe problematiek, denken we maar aan bepaalde persoonlijkheidsproblematieken "
            "of intrafamiliaal geweld. Aan slachtofferkant zetten we dan naast het erkennen van "
            "het probleem onder meer in op het versterken van de weerbaarheid. We wachten de "
            "resultaten van de gender based violence survey af om eventueel bijkomende "
            "beleidsinitiatieven op de zetten.\n\n"
            "Daarnaast zet Minister Demir verdere stappen om de registratie van deze dossiers "
            "verder op punt te stellen. De investeringen in de centra intrafamiliaal geweld "
            "zullen sterk bijdragen aan een effectieve, intersectorale aanpak van deze "
            "problematiek. Ten slotte werkt minister Demir ook verder aan de slachtofferapplicatie "
            "waarbij slachtoffers en daders, in een gerechtelijk traject, via gps gevolgd kunnen "
            "worden en er een melding kan komen wanneer een perimeter, bepaald door een rechter, "
            "wordt geschonden. Op die manier zullen slachtoffers van stalking ook beter beschermd "
            "kunnen worden. De ontwikkeling van de slachtofferapplicatie zit mee in de openbare "
            "aanbesteding voor de enkelbanden. Begin volgend jaar wordt gestart met een "
            "proefproject bij een afgebakend mandaat, een afgebakende doelgroep en afgebakend "
            "gebied om het systeem te testen vooraleer we uitrollen."
        ),
        minister=_("both ministers"),
    ),
)
