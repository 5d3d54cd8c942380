"""Figures on the command line: the same numbers as on the screen."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import CommandError

from accounts.models import Centre
from lib.calendar import brussels_day, brussels_today
from lib.maintenance import MaintenanceCommand
from reporting.asking import Ask, AskError
from reporting.disclosure import PROFILES
from reporting.disclosure.profiles import profile_for
from reporting.exports import FORMATS
from reporting.exports.document import BOTH, BREAKDOWNS
from reporting.indicators import DOSSIERS_STALKING, LIBRARY
from reporting.moments import MomentError, read_moment
from reporting.queries import NotYetError
from reporting.services.figures import Selection, export_as_operator, json_as_operator
from reporting.services.indicator_files import export_answer_as_operator, json_answer_as_operator


class Command(MaintenanceCommand):
    help = (
        "Print a figure. Example: figures dossiers_stalking --from 2021 --to 2025 "
        "--by centre,year --format csv"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("indicator", help=f"one of: {', '.join(LIBRARY)}")
        parser.add_argument("--from", dest="from_year", type=int, help="four years before the last")
        parser.add_argument("--to", dest="to_year", type=int, help="the running year, then or now")
        parser.add_argument(
            "--by",
            default=BOTH,
            help="centre,year | centre | year, or the code of a dimension of another indicator",
        )
        parser.add_argument(
            "--centre", action="append", default=[], metavar="CODE", help="may be repeated"
        )
        parser.add_argument("--format", default="csv", choices=["csv", "json"])
        parser.add_argument(
            "--shared", action="store_true", help="for outside the house: --profile parliament"
        )
        parser.add_argument(
            "--profile", choices=list(PROFILES), help="for whom: what of the figures they may have"
        )
        parser.add_argument(
            "--known-on",
            default="",
            metavar="DATE",
            help="the end of a day, 2026-01-15, or a moment, 2026-01-15T09:00+01:00",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        options |= _when(options)
        options["profile"] = profile_for(options["profile"] or "", shared=options["shared"])
        if options["indicator"] in LIBRARY and options["indicator"] != DOSSIERS_STALKING.code:
            self._print(_any(options))
            return
        selection = _selection(options)
        try:
            if options["format"] == "json":
                text = json_as_operator(selection=selection, profile=options["profile"])
            else:
                file = export_as_operator(
                    selection=selection, file_format=FORMATS["csv"], profile=options["profile"]
                )
                text = file.body.decode()
        except NotYetError as error:
            raise CommandError(str(error)) from error
        self._print(text)

    def _print(self, text: str) -> None:
        self.stdout.write(text, ending="" if text.endswith("\n") else "\n")


def _any(options: dict[str, Any]) -> str:
    """Any indicator of the library: `--by` is then the code of a dimension."""
    ask = Ask(
        indicator=options["indicator"],
        from_year=options["from_year"],
        to_year=options["to_year"],
        by="" if options["by"] == BOTH else options["by"],
        centres=tuple(options["centre"]),
        known_on=options["known_on"],
        profile=options["profile"],
    )
    try:
        if options["format"] == "json":
            return json_answer_as_operator(ask=ask)
        return export_answer_as_operator(ask=ask, file_format=FORMATS["csv"]).body.decode()
    except (AskError, NotYetError) as error:
        raise CommandError(str(error)) from error


def _selection(options: dict[str, Any]) -> Selection:
    if options["indicator"] not in LIBRARY:
        known = ", ".join(LIBRARY)
        raise CommandError(f"There is no figure {options['indicator']}. Known: {known}.")
    if options["by"] not in BREAKDOWNS:
        raise CommandError(f"--by is one of: {' | '.join(BREAKDOWNS)}")
    if not 1900 <= options["from_year"] <= options["to_year"]:
        raise CommandError("--from must not lie after --to, nor before 1900.")
    centres = list(Centre.objects.all())
    rows = [
        centre for centre in centres if not options["centre"] or centre.code in options["centre"]
    ]
    unknown = set(options["centre"]) - {centre.code for centre in rows}
    if unknown:
        known = ", ".join(centre.code for centre in centres)
        raise CommandError(f"There is no centre {', '.join(sorted(unknown))}. Known: {known}.")
    if not rows:
        raise CommandError("There are no centres yet: load the reference data first.")
    return Selection(
        centres=rows,
        among=centres,
        from_year=options["from_year"],
        to_year=options["to_year"],
        per=options["by"],
        known_on=options["known_on"],
    )


def _when(options: dict[str, Any]) -> dict[str, Any]:
    """As known when, and five years up to the one that ran then."""
    try:
        known_on = read_moment(options["known_on"]) if options["known_on"] else None
    except MomentError as error:
        raise CommandError(f"--known-on: {error}") from error
    running = brussels_day(known_on).year if known_on else brussels_today().year
    to_year = options["to_year"] if options["to_year"] is not None else running
    from_year = options["from_year"] if options["from_year"] is not None else to_year - 4
    return {"known_on": known_on, "to_year": to_year, "from_year": from_year}
