"""Audit events of figures. They hold no personal data: which figure, over what, in which file."""

from audit.events import Action, Rows, register

FIGURES_READ = register("reporting.figures.read", Action.READ, "figures read")
FIGURES_EXPORTED = register("reporting.figures.exported", Action.READ, "figures exported")
COUNTED_DOSSIERS_LISTED = register(
    "reporting.figures.dossiers_listed", Action.READ, "dossiers behind a figure listed"
)
COUNTED_INTAKES_LISTED = register(
    "reporting.figures.intakes_listed",
    Action.READ,
    "intakes behind a figure listed",
    rows=Rows.INTAKES,
)
COUNTED_ADVICE_LISTED = register(
    "reporting.figures.advice_listed",
    Action.READ,
    "advice requests behind a figure listed",
    rows=Rows.CONTACTS,
)
QUESTION_READ = register("reporting.question.read", Action.READ, "question read")
QUESTIONS_LISTED = register("reporting.question.listed", Action.READ, "questions listed")
QUESTION_EDITED = register("reporting.question.edited", Action.UPDATE, "question changed")
ANSWER_APPROVED = register("reporting.answer.approved", Action.CREATE, "answer approved and frozen")
ANSWER_READ = register("reporting.answer.read", Action.READ, "frozen answer read")
ANSWER_DOWNLOADED = register("reporting.answer.downloaded", Action.READ, "answer downloaded")
ANSWER_WITHDRAWN = register(
    "reporting.answer.withdrawn", Action.UPDATE, "open-data edition withdrawn"
)
EXPORT_REQUESTED = register("reporting.export.requested", Action.EXECUTE, "export asked for")
EXPORT_CANCELLED = register("reporting.export.cancelled", Action.UPDATE, "export stopped")
EXPORT_DOWNLOADED = register("reporting.export.downloaded", Action.READ, "export downloaded")
LEDGER_READ = register("reporting.ledger.read", Action.READ, "export ledger read")
QUALITY_READ = register("reporting.quality.read", Action.READ, "quality report read")
QUALITY_DOSSIERS_LISTED = register(
    "reporting.quality.dossiers_listed", Action.READ, "dossiers that need work listed"
)
YEAR_SIGNED = register("reporting.quality.year_signed", Action.CREATE, "year signed")
YEAR_SIGNATURE_WITHDRAWN = register(
    "reporting.quality.signature_withdrawn", Action.UPDATE, "signature under a year withdrawn"
)
DELIVERY_RECEIVED = register(
    "reporting.delivery.received", Action.CREATE, "delivery of figures received"
)
DELIVERY_READ = register("reporting.delivery.read", Action.READ, "delivery of figures read")
DELIVERY_FILE_READ = register(
    "reporting.delivery.file_read", Action.READ, "file of a delivery downloaded"
)
DELIVERY_CHECKED = register("reporting.delivery.checked", Action.UPDATE, "delivery checked")
DELIVERY_SIGNED_OFF = register(
    "reporting.delivery.signed_off", Action.EXECUTE, "delivery signed off"
)
DELIVERY_WITHDRAWN = register("reporting.delivery.withdrawn", Action.UPDATE, "delivery withdrawn")
SAVED_QUESTION_KEPT = register(
    "reporting.saved_question.kept", Action.CREATE, "question to the counts saved"
)
SAVED_QUESTION_CHANGED = register(
    "reporting.saved_question.changed", Action.UPDATE, "saved question changed"
)
SAVED_QUESTION_DELETED = register(
    "reporting.saved_question.deleted", Action.DELETE, "saved question deleted"
)
