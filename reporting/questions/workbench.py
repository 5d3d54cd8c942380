"""The parts of a question as the workbench shows them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from reporting.answers.content import PartContent
from reporting.answers.screen import Table, table_of
from reporting.models import Addressee, Block, Narrative, SubQuestion
from reporting.questions.comparing import EarlierAnswer


@dataclass(frozen=True)
class Text:
    """What a minister says on a part; `narrative` None when nothing was written yet."""

    addressee: Addressee
    narrative: Narrative | None


@dataclass(frozen=True)
class Shown:
    """A table with the block it comes from, and its place among those of its part."""

    block: Block
    table: Table
    place: int
    is_last: bool


@dataclass(frozen=True)
class Earlier:
    """An earlier answer with its tables."""

    answer: EarlierAnswer
    tables: tuple[Table, ...]


@dataclass(frozen=True)
class Part:
    """One part of the workbench."""

    part: SubQuestion
    content: PartContent
    texts: tuple[Text, ...]
    shown: tuple[Shown, ...]
    earlier: tuple[Earlier, ...]


def workbench(
    rows: Sequence[SubQuestion],
    contents: Sequence[PartContent],
    earlier: Mapping[int, tuple[EarlierAnswer, ...]],
) -> tuple[Part, ...]:
    """Every part with what belongs to it."""
    return tuple(
        Part(
            part=part,
            content=content,
            texts=tuple(_texts(part)),
            shown=tuple(_shown(part, content)),
            earlier=tuple(_earlier(one) for one in earlier[part.number]),
        )
        for part, content in zip(rows, contents, strict=True)
    )


def _shown(part: SubQuestion, content: PartContent) -> Iterator[Shown]:
    pairs = list(zip(part.blocks.all(), content.exhibits, strict=True))
    for place, (block, exhibit) in enumerate(pairs, start=1):
        table = table_of(exhibit, key=f"t{part.number}-{place}")
        yield Shown(block, table, place, is_last=place == len(pairs))


def _texts(part: SubQuestion) -> Iterator[Text]:
    """The competent minister first; without one, all of them."""
    written = {one.addressee_id: one for one in part.narratives.all()}
    offices = part.question.addressees.all()
    for office in offices:
        competent = part.addressee_id in {None, office.pk}
        if competent or office.pk in written:
            yield Text(office, written.get(office.pk))


def _earlier(found: EarlierAnswer) -> Earlier:
    base = f"e{found.answer.question_id}-{found.answer.edition}"
    return Earlier(
        found,
        tuple(
            table_of(exhibit, key=f"{base}-{exhibit.key.replace('.', '-')}")
            for exhibit in found.part.exhibits
        ),
    )
