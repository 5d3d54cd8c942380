"""The files in which a frozen answer can be had."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reporting.answers.content import AnswerContent

_OOXML = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True)
class AnswerFormat:
    """`module` has a function `write`; it is imported on first use, like in reporting.exports."""

    code: str
    extension: str
    label: str | Promise
    content_type: str
    module: str

    def write(self, content: AnswerContent, fingerprint: str) -> bytes:
        """The whole file, in Dutch whoever asks; equal answers give equal bytes."""
        write: Callable[[AnswerContent, str], bytes] = import_module(self.module).write
        with translation.override(settings.LANGUAGE_CODE):
            return write(content, fingerprint)


ANSWER_FORMATS = {
    one.code: one
    for one in (
        AnswerFormat("pdf", "pdf", "PDF", "application/pdf", "reporting.answers.pdf"),
        AnswerFormat(
            "odt", "odt", "ODT", "application/vnd.oasis.opendocument.text", "reporting.answers.odt"
        ),
        AnswerFormat(
            "docx", "docx", "DOCX", f"{_OOXML}.wordprocessingml.document", "reporting.answers.docx"
        ),
        AnswerFormat(
            "xlsx", "xlsx", "XLSX", f"{_OOXML}.spreadsheetml.sheet", "reporting.answers.xlsx"
        ),
        AnswerFormat(
            "csvw", "zip", _("CSV with metadata (zip)"), "application/zip", "reporting.answers.csvw"
        ),
    )
}
