"""The catalogue of released answers in DCAT-AP, with what DCAT-AP Vlaanderen asks beside it."""

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Iterable, Sequence

from django.utils.translation import gettext as _

from lib.calendar import brussels_day
from reporting.answers.content import AnswerContent
from reporting.answers.csvw import write
from reporting.answers.outline import title_of_answer
from reporting.answers.rdf import Literal, Node, Uri, dutch
from reporting.models import Answer

_EU = "http://publications.europa.eu/resource/authority"
LICENCE = "https://data.vlaanderen.be/id/licentie/modellicentie-gratis-hergebruik/v1.0"
FLANDERS = "http://data.europa.eu/nuts/code/BE2"
THEME = f"{_EU}/data-theme/JUST"
PUBLIC = f"{_EU}/access-right/PUBLIC"
DUTCH = f"{_EU}/language/NLD"
ZIP = f"{_EU}/file-type/ZIP"
STATUS = f"{_EU}/distribution-status"
_YEAR = re.compile(r"\b(?:19|20)\d\d\b", re.ASCII)

Address = Callable[[Answer, str], str]
"""The absolute address of the page ("page") or the file ("file") of an answer."""


def catalogue(answers: Iterable[Answer], *, home: str, address: Address) -> Node:
    """Every released answer as a dataset with its file, and the record of when it changed.

    A withdrawn edition keeps its dataset and its record: harvesters must hear that it is gone.
    The newest edition of an answer that stands replaces those before it.
    """
    given = list(answers)
    datasets = [
        ("dcat:dataset", _dataset(answer, _succession(answer, given, address), home, address))
        for answer in given
    ]
    records = [("dcat:record", _record(answer, home, address)) for answer in given]
    return Node(
        "dcat:Catalog",
        (
            ("dct:title", dutch(_("Released figures of the Veilige Huizen"))),
            (
                "dct:description",
                dutch(
                    _("Figures that were released as open data, frozen, with their definitions.")
                ),
            ),
            ("dct:publisher", _publisher(home)),
            ("dct:language", Uri(DUTCH)),
            ("dct:license", Uri(LICENCE)),
            ("dct:spatial", Uri(FLANDERS)),
            ("foaf:homepage", Uri(home)),
            *datasets,
            *records,
        ),
        address=f"{home}#catalogus",
    )


def _publisher(home: str) -> Node:
    name = "Agentschap Justitie en Handhaving"
    return Node("foaf:Agent", (("foaf:name", dutch(name)),), address=f"{home}#uitgever")


def _succession(answer: Answer, given: Sequence[Answer], address: Address) -> list[tuple[str, Uri]]:
    """By which edition this one is replaced, or which ones it replaces."""
    same = [one for one in given if one.question_id == answer.question_id]
    standing = [one.edition for one in same if one.taken_back is None]
    newest = max(standing, default=0)
    if newest > answer.edition:
        name, found = "dct:isReplacedBy", [one for one in same if one.edition == newest]
    else:
        name, found = "dct:replaces", [one for one in same if one.edition < answer.edition]
    if answer.taken_back is not None and name == "dct:replaces":
        return []
    return [(name, Uri(address(one, "page"))) for one in found]


def _dataset(
    answer: Answer, succession: list[tuple[str, Uri]], home: str, address: Address
) -> Node:
    content = AnswerContent.from_text(answer.content)
    page = address(answer, "page")
    day = _day(content.approved_at)
    contact = Node(
        "vcard:Organization",
        (("vcard:fn", dutch("Veilige Huizen")), ("vcard:hasURL", Uri(home))),
    )
    return Node(
        "dcat:Dataset",
        (
            ("dct:identifier", Literal(f"sha256:{answer.fingerprint}")),
            ("dct:title", dutch(title_of_answer(content))),
            ("dct:description", dutch(" ".join(part.asked for part in content.parts))),
            ("dct:publisher", Uri(f"{home}#uitgever")),
            ("dcat:contactPoint", contact),
            ("dct:issued", day),
            ("dct:language", Uri(DUTCH)),
            ("dct:accessRights", Uri(PUBLIC)),
            ("dct:spatial", Uri(FLANDERS)),
            *(("dct:temporal", period) for period in _periods(content)),
            ("dcat:theme", Uri(THEME)),
            *(("dcat:keyword", dutch(word)) for word in content.keywords),
            ("dcat:version", Literal(str(content.edition))),
            ("dcat:landingPage", Uri(page)),
            *succession,
            *_versions(answer),
            ("dcat:distribution", _distribution(answer, content, address)),
        ),
        address=page,
    )


def _record(answer: Answer, home: str, address: Address) -> Node:
    changed = answer.taken_back.withdrawn_at if answer.taken_back else answer.approved_at
    return Node(
        "dcat:CatalogRecord",
        (
            ("dct:issued", _day(answer.approved_at)),
            ("dct:modified", _day(changed)),
            ("foaf:primaryTopic", Uri(address(answer, "page"))),
        ),
        address=f"{home}#{answer.question_id}-{answer.edition}",
    )


def _versions(answer: Answer) -> list[tuple[str, Literal]]:
    """Of a withdrawn edition: since when, and why."""
    if answer.taken_back is None:
        return []
    note = _("Withdrawn: %(reason)s") % {"reason": answer.taken_back.reason}
    return [
        ("dct:modified", _day(answer.taken_back.withdrawn_at)),
        ("adms:versionNotes", dutch(note)),
    ]


def _distribution(answer: Answer, content: AnswerContent, address: Address) -> Node:
    """The file; of a withdrawn edition only that it was there."""
    file = address(answer, "file")
    title, licence = dutch(_("CSV with metadata (zip)")), Uri(LICENCE)
    known = (
        ("dct:title", title),
        ("dcat:accessURL", Uri(address(answer, "page"))),
        ("dct:license", licence),
        ("dct:format", Uri(ZIP)),
    )
    if answer.taken_back is not None:
        status = ("adms:status", Uri(f"{STATUS}/WITHDRAWN"))
        return Node("dcat:Distribution", (*known, status), address=file)
    body = write(content, answer.fingerprint)
    checksum = Node(
        "spdx:Checksum",
        (
            ("spdx:algorithm", Uri("http://spdx.org/rdf/terms#checksumAlgorithm_sha256")),
            (
                "spdx:checksumValue",
                Literal(hashlib.sha256(body).hexdigest(), datatype="xsd:hexBinary"),
            ),
        ),
    )
    return Node(
        "dcat:Distribution",
        (
            *known,
            ("adms:status", Uri(f"{STATUS}/COMPLETED")),
            ("dcat:downloadURL", Uri(file)),
            ("dcat:mediaType", Uri("http://www.iana.org/assignments/media-types/application/zip")),
            ("dct:conformsTo", Uri("http://www.w3.org/ns/csvw")),
            ("dcat:byteSize", Literal(str(len(body)), datatype="xsd:nonNegativeInteger")),
            ("spdx:checksum", checksum),
        ),
        address=file,
    )


def _day(moment: dt.datetime) -> Literal:
    return Literal(brussels_day(moment).isoformat(), datatype="xsd:date")


def _periods(content: AnswerContent) -> list[Node]:
    """From the first to the last year that a table names; nothing when none does."""
    years = [
        year
        for exhibit in content.exhibits
        for row in exhibit.document.rows
        for value in row.values[1:2]
        if isinstance(value, str)
        for year in _YEAR.findall(value)
    ]
    if not years:
        return []
    bounds = (
        ("dcat:startDate", Literal(f"{min(years)}-01-01", datatype="xsd:date")),
        ("dcat:endDate", Literal(f"{max(years)}-12-31", datatype="xsd:date")),
    )
    return [Node("dct:PeriodOfTime", bounds)]
