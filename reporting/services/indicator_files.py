"""Files of any indicator: the question, counted, hidden as its profile says, and in the ledger."""

import json
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.log import actor_of
from accounts.models import Centre, User
from audit.log import OPERATOR, Actor
from reporting.asking import Ask
from reporting.events import FIGURES_EXPORTED
from reporting.exports import FileFormat
from reporting.exports.document import BOTH
from reporting.exports.json import as_json
from reporting.exports.watermark import new_watermark
from reporting.policies import countable_centres, may_export_figures
from reporting.services.figures import (
    CountedFile,
    ExportedFile,
    count_for,
    document_for,
    let_go,
    record_answer,
)
from reporting.services.ledger import Leaving, Purpose


def export_answer(
    *, by: User, ask: Ask, file_format: FileFormat, purpose: Purpose = Purpose.OWN_WORK
) -> ExportedFile:
    """Count and write a file.

    Raises PermissionDenied for who may see figures but not hand them on, AskError and
    NotYetError for what cannot be asked.
    """
    if not may_export_figures(by):
        raise PermissionDenied
    among = list(countable_centres(by))
    return _file(actor_of(by), by.display_name, ask, among, file_format, purpose)


def export_answer_as_operator(*, ask: Ask, file_format: FileFormat) -> ExportedFile:
    """The same file for the command line of the server."""
    among = list(Centre.objects.all())
    return _file(OPERATOR, _("the operator"), ask, among, file_format, Purpose.OPERATION)


def json_answer_as_operator(*, ask: Ask) -> str:
    """The same table as JSON, for the command line of the server."""
    among = list(Centre.objects.all())
    table = count_for(ask, among)
    number = new_watermark()
    content = {"export": number, **as_json(table, per=BOTH)}
    text = json.dumps(content, ensure_ascii=False, indent=2)
    file = CountedFile(table, among, number, text.encode())
    log_file(OPERATOR, ask, file, "json", Purpose.OPERATION)
    return text


def _file(
    actor: Actor,
    name: str,
    ask: Ask,
    among: Sequence[Centre],
    file_format: FileFormat,
    purpose: Purpose,
) -> ExportedFile:
    table = count_for(ask, among)
    number = new_watermark()
    document = document_for(table, made_by=name, watermark=number)
    body = file_format.write(document)
    log_file(actor, ask, CountedFile(table, among, number, body), file_format.code, purpose)
    return ExportedFile(f"{document.file_stem}.{file_format.code}", file_format.content_type, body)


def log_file(actor: Actor, ask: Ask, file: CountedFile, file_format: str, purpose: Purpose) -> None:
    """The line in the log and that in the ledger, of a file that answers this question."""
    record_answer(FIGURES_EXPORTED, actor, ask)
    what = json.loads(ask.to_json())
    let_go(actor, file, Leaving(ask.indicator, what, file_format, ask.profile, purpose.value))
