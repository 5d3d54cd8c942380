"""Audit events of what comes in and what goes out."""

from audit.events import Action, Rows, register

INTAKE_REGISTERED = register("registrations.intake.registered", Action.CREATE, "intake registered")
INTAKE_READ = register("registrations.intake.read", Action.READ, "intake read")
INTAKE_LISTED = register(
    "registrations.intake.listed", Action.READ, "intakes listed", rows=Rows.INTAKES
)
INTAKE_EDITED = register("registrations.intake.edited", Action.UPDATE, "intake changed")
REFERRAL_MADE = register("registrations.referral.made", Action.CREATE, "referral made")
REFERRAL_READ = register("registrations.referral.read", Action.READ, "referral read")
REFERRAL_LISTED = register("registrations.referral.listed", Action.READ, "referrals listed")
REFERRAL_STEP = register(
    "registrations.referral.step", Action.UPDATE, "step of a referral recorded"
)
REFERRAL_CORRECTED = register(
    "registrations.referral.corrected", Action.UPDATE, "referral corrected"
)
LINK_MADE = register("registrations.referral.link_made", Action.CREATE, "link for a provider made")
LINK_REVOKED = register(
    "registrations.referral.link_revoked", Action.UPDATE, "link for a provider revoked"
)
LINK_READ = register(
    "registrations.referral.link_read", Action.READ, "referral read by its provider"
)
LINK_REPORTED = register(
    "registrations.referral.link_reported", Action.UPDATE, "step reported by the provider"
)
INTAKE_DECIDED = register("registrations.intake.decided", Action.UPDATE, "intake decided")

ADVICE_REGISTERED = register(
    "registrations.advice.registered", Action.CREATE, "advice request registered"
)
ADVICE_READ = register("registrations.advice.read", Action.READ, "advice request read")
ADVICE_LISTED = register(
    "registrations.advice.listed", Action.READ, "advice requests listed", rows=Rows.CONTACTS
)
ADVICE_EDITED = register("registrations.advice.edited", Action.UPDATE, "advice request changed")
ADVICE_EXCLUDED = register(
    "registrations.advice.excluded",
    Action.UPDATE,
    "advice request left out of the counts or taken back in",
)
HELPLINE_REGISTERED = register(
    "registrations.helpline.registered", Action.CREATE, "contact with the helpline registered"
)
HELPLINE_READ = register(
    "registrations.helpline.read", Action.READ, "contact with the helpline read"
)
HELPLINE_LISTED = register(
    "registrations.helpline.listed",
    Action.READ,
    "contacts with the helpline listed",
    rows=Rows.CONTACTS,
)
HELPLINE_EDITED = register(
    "registrations.helpline.edited", Action.UPDATE, "contact with the helpline changed"
)
HELPLINE_EXCLUDED = register(
    "registrations.helpline.excluded",
    Action.UPDATE,
    "contact with the helpline left out of the counts or taken back in",
)
