"""From a block of an answer to its figures: counted now, looked up, or a state in words."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Centre, User
from reporting.asking import Ask, AskError
from reporting.disclosure import PROFILES, Profile
from reporting.disclosure.profiles import INTERNAL
from reporting.exports.document import Amount, Column, Document, Line, Maker, Row, document_of
from reporting.indicators import LIBRARY
from reporting.models import Block, BlockKind, PublishedObservation, Question
from reporting.policies import countable_centres
from reporting.protected import Families, count_as
from reporting.published.document import published_document
from reporting.questions.exhibits import Exhibit, Source
from reporting.questions.percentages import (
    below_the_line,
    counted_in_percent,
    published_in_percent,
)
from reporting.questions.specs import SPECS, CountedSpec, PublishedSpec, SpecError, StateSpec
from reporting.signatures import say_what_is_signed
from reporting.tables import FigureTable, State


@dataclass(frozen=True)
class Setting:
    """For whom and as known when: the same setting gives the same figures.

    `known_on` is also the moment printed in the tables. With `hides_small` the rule of the
    profile is applied to what is counted here; what others published is public already. `live`
    is for a screen: it counts what is known while it counts, by the index of current facts, and
    `known_on` is only printed. `families` keeps what the tables of one answer have in common.
    """

    by: User | None
    known_on: dt.datetime
    maker_name: str
    profile: Profile = PROFILES["internal"]
    hides_small: bool = False
    live: bool = False
    families: Families = field(default_factory=Families, compare=False)

    @cached_property
    def centres(self) -> list[Centre]:
        """Over which is counted; none where only published figures are printed."""
        return list(countable_centres(self.by)) if self.by else []

    @property
    def maker(self) -> Maker:
        return Maker(self.maker_name, self.known_on)


def evaluate(block: Block, *, setting: Setting) -> Exhibit:
    """The figures of a block. Raises SpecError for a block that asks for what does not exist."""
    spec = SPECS[block.kind].from_json(block.spec)
    if isinstance(spec, CountedSpec):
        return _counted(block, spec, setting)
    if isinstance(spec, PublishedSpec):
        return _published(block, spec, setting)
    return _state(block, spec, setting)


def _counted(block: Block, spec: CountedSpec, setting: Setting) -> Exhibit:
    indicator = LIBRARY.get(spec.indicator)
    if indicator is None or setting.by is None:
        raise SpecError(f"no such indicator: {spec.indicator}")
    ask = _ask(spec, setting)
    table = _count(ask, setting)
    document = document_of(table, per=spec.by, maker=setting.maker)
    document = replace(document, title=block.title or document.title)
    if spec.share_of:
        document = counted_in_percent(
            document,
            table,
            spec=spec,
            ask=ask,
            count=lambda asked: _count(asked, setting),
        )
    return Exhibit(
        key=_key(block),
        kind=block.kind,
        indicator=indicator.code,
        version=indicator.version,
        unit=indicator.unit.label,
        moment=table.moment.isoformat(timespec="seconds"),
        remark=block.remark,
        sources=(Source("own", str(indicator.source), _("Veilige Huizen")),),
        document=document,
    )


def counted_tables(question: Question, *, setting: Setting) -> Iterator[FigureTable]:
    """The tables of our own in an answer, as its profile prints them."""
    for block in Block.objects.filter(part__question=question, kind=BlockKind.COUNTED):
        spec = CountedSpec.from_json(block.spec)
        ask = _ask(spec, setting)
        yield _count(ask, setting)
        if spec.share_of:
            *_columns, below = below_the_line(spec, ask)
            yield _count(below, setting)


def _ask(spec: CountedSpec, setting: Setting) -> Ask:
    return Ask(
        indicator=spec.indicator,
        from_year=spec.from_year,
        to_year=spec.to_year,
        by=spec.rows,
        known_on=None if setting.live else setting.known_on,
        profile=setting.profile.code if setting.hides_small else INTERNAL.code,
    )


def _count(ask: Ask, setting: Setting) -> FigureTable:
    """The table as the profile may print it."""
    try:
        table = count_as(ask, setting.centres, setting.families)
        return say_what_is_signed(table, setting.centres)
    except AskError as error:
        raise SpecError(str(error)) from error


def _published(block: Block, spec: PublishedSpec, setting: Setting) -> Exhibit:
    rows = rows_of(spec)
    document = published_document(
        rows, title=block.title, maker=setting.maker, details=spec.details
    )
    if spec.share_of:
        document = published_in_percent(document, rows, share_of=spec.share_of)
    sources = {row.source.key: row.source for row in rows}
    return Exhibit(
        key=_key(block),
        kind=block.kind,
        indicator=spec.indicator,
        version=None,
        unit="; ".join(dict.fromkeys(row.unit for row in rows)),
        moment=_extracted_at(rows),
        remark=block.remark,
        sources=tuple(
            Source(one.key, one.title, one.publisher, one.url) for one in sources.values()
        ),
        document=document,
    )


def _extracted_at(rows: list[PublishedObservation]) -> str:
    """The day that holds for every row; nothing when one of them has another day or none."""
    days = {row.extracted_on for row in rows}
    day = days.pop() if len(days) == 1 else None
    return day.isoformat() if day else ""


def rows_of(spec: PublishedSpec) -> list[PublishedObservation]:
    wanted = Q(indicator=spec.indicator)
    if spec.sources:
        wanted &= Q(source__key__in=spec.sources)
    if spec.statuses:
        wanted &= Q(status__in=spec.statuses)
    if spec.breakdown is not None:
        wanted &= Q(dim1=spec.breakdown)
    return list(PublishedObservation.objects.with_source().filter(wanted))


def _state(block: Block, spec: StateSpec, setting: Setting) -> Exhibit:
    state = State(spec.state)
    words = f"{state.label} ({spec.detail})" if spec.detail else state.label
    lines = [Line(_("State “%(state)s”") % {"state": state.label}, state.explanation)]
    if spec.source:
        lines.append(Line(_("Source"), spec.source))
    return Exhibit(
        key=_key(block),
        kind=block.kind,
        indicator=block.part.topic,
        version=None,
        unit="",
        moment=setting.known_on.isoformat(timespec="seconds"),
        remark=block.remark,
        sources=(),
        document=Document(
            title=block.title,
            subtitle="",
            columns=(Column(_("Asked"), is_wide=True), Column(_("Value"), is_amount=True)),
            rows=(Row((spec.asked_for, Amount(None, words, state)), is_total=False),),
            explanation=tuple(lines),
            file_stem=f"deel-{block.part.number}-{block.position}",
            maker=setting.maker,
        ),
    )


def _key(block: Block) -> str:
    return f"{block.part.number}.{block.position}"
