"""The code lists from codelists/data, loaded by code; see docs/adr/0005-code-lists.md."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.db.models import TextChoices

from accounts.services.reference_checks import problems_in, refuse
from accounts.services.reference_data import LoadReport, load
from accounts.services.reference_tables import Table
from codelists.models import (
    AdviceGiven,
    AdviceOutcome,
    AdviceTheme,
    CallerClass,
    ClosureReason,
    CodeListEntry,
    ContactChannel,
    FormOfViolence,
    HelplineContext,
    HelplineReferral,
    HelplineTheme,
    IntakeOutcome,
    Municipality,
    OffenceType,
    PoliceZone,
    Programme,
    ReferralEndReason,
    Relation,
    ReporterRole,
    ReporterSector,
)
from lib.reference_file import (
    Column,
    Reader,
    ReadFile,
    Row,
    day,
    one_of,
    read_file,
    text,
    yes_or_no,
)

DATA_FOLDER = Path(__file__).resolve().parent.parent / "data"

_EVERY_LIST = {
    "code": Column("code", text, required=True),
    "label": Column("label", text, required=True),
    "valid_from": Column("valid_from", day),
    "valid_until": Column("valid_until", day),
    "verified": Column("verified", yes_or_no, required=True),
    "source": Column("source", text),
}
_DESCRIPTION = {"description": Column("description", text)}
_WITH_STALKING = {**_DESCRIPTION, "counts_as_stalking": Column("counts_as_stalking", yes_or_no)}
_LEGAL_CODE = one_of(
    {
        "": OffenceType.LegalCode.OTHER,
        "old": OffenceType.LegalCode.OLD,
        "new": OffenceType.LegalCode.NEW,
    }
)


def _value_of(choices: type[TextChoices], *more: str) -> Reader:
    """A reader that accepts the stored values of these choices."""
    return one_of({str(value): str(value) for value in (*choices.values, *more)})


@dataclass(frozen=True)
class CodeListFile:
    """One file of codelists/data. `ordered`: the order of the rows is the order on screen."""

    model: type[CodeListEntry]
    name: str
    columns: Mapping[str, Column] = field(default_factory=lambda: dict(_DESCRIPTION))
    unused: tuple[str, ...] = ()
    ordered: bool = True

    @property
    def table(self) -> Table:
        return Table(
            self.name,
            self.model,
            ("code",),
            silent=frozenset({"position"}),
            period=("valid_from", "valid_until"),
        )


CODE_LISTS = (
    CodeListFile(FormOfViolence, "forms_of_violence", _WITH_STALKING),
    CodeListFile(
        Relation,
        "relations",
        {**_DESCRIPTION, "intrafamilial": Column("intrafamilial", yes_or_no)},
    ),
    CodeListFile(
        OffenceType,
        "offence_types",
        {
            **_DESCRIPTION,
            "legal_article": Column("legal_article", text),
            "code_system": Column("code_system", text),
            "legal_code": Column("legal_code", _LEGAL_CODE),
            "counts_as_stalking": Column("counts_as_stalking", yes_or_no),
        },
    ),
    CodeListFile(ReporterSector, "reporter_sectors"),
    CodeListFile(ReporterRole, "reporter_roles"),
    CodeListFile(
        IntakeOutcome,
        "intake_outcomes",
        {**_DESCRIPTION, "opens_dossier": Column("opens_dossier", yes_or_no)},
    ),
    CodeListFile(ClosureReason, "closure_reasons"),
    CodeListFile(
        Programme,
        "programmes",
        {
            **_DESCRIPTION,
            "audience": Column("audience", _value_of(Programme.Audience), required=True),
            "kind": Column("kind", _value_of(Programme.Kind), required=True),
            "provider_sector": Column("provider_sector", _value_of(Programme.ProviderSector, "")),
            "successors": Column("successors", text),
        },
    ),
    CodeListFile(
        ReferralEndReason,
        "referral_end_reasons",
        {
            **_DESCRIPTION,
            "moment": Column("moment", _value_of(ReferralEndReason.Moment), required=True),
        },
    ),
    CodeListFile(
        ContactChannel,
        "contact_channels",
        {
            **_DESCRIPTION,
            "for_advice": Column("for_advice", yes_or_no),
            "for_helpline": Column("for_helpline", yes_or_no),
        },
    ),
    CodeListFile(AdviceTheme, "advice_themes", _WITH_STALKING),
    CodeListFile(AdviceGiven, "advice_given"),
    CodeListFile(AdviceOutcome, "advice_outcomes"),
    CodeListFile(CallerClass, "caller_classes"),
    CodeListFile(HelplineTheme, "helpline_themes", _WITH_STALKING),
    CodeListFile(
        HelplineContext,
        "helpline_contexts",
        {**_DESCRIPTION, "in_family": Column("in_family", yes_or_no)},
    ),
    CodeListFile(HelplineReferral, "helpline_referrals"),
    CodeListFile(
        Municipality,
        "municipalities",
        {
            "province": Column("province", text),
            "judicial_arrondissement": Column("district", text),
            "note": Column("description", text),
        },
        unused=("arrondissement", "successor"),
        ordered=False,
    ),
    CodeListFile(
        PoliceZone,
        "police_zones",
        {"note": Column("description", text)},
        unused=("zone_number", "province", "municipalities"),
        ordered=False,
    ),
)


def load_code_lists(*, folder: Path = DATA_FOLDER, dry_run: bool = False) -> tuple[LoadReport, ...]:
    """Load every list, all or nothing. Raises ReferenceFilesError with every mistake."""
    loading = [(each.table, _read(folder, each)) for each in CODE_LISTS]
    refuse(problem for table, file in loading for problem in problems_in(table, file))
    return load(loading, dry_run=dry_run)


def _read(folder: Path, each: CodeListFile) -> ReadFile:
    file = read_file(
        folder / f"{each.name}.csv", {**_EVERY_LIST, **each.columns}, unused=each.unused
    )
    if not each.ordered:
        return file
    # Tens, so that an administrator can put a code in between.
    ordered = (
        Row(row.line, {**row.values, "position": place * 10})
        for place, row in enumerate(file.rows, start=1)
    )
    return replace(file, rows=tuple(ordered))
