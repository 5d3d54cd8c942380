"""Audit events of what comes in."""

from audit.events import Action, register

INTAKE_REGISTERED = register("registrations.intake.registered", Action.CREATE, "intake registered")
INTAKE_READ = register("registrations.intake.read", Action.READ, "intake read")
INTAKE_LISTED = register("registrations.intake.listed", Action.READ, "intakes listed")
INTAKE_EDITED = register("registrations.intake.edited", Action.UPDATE, "intake changed")
INTAKE_DECIDED = register("registrations.intake.decided", Action.UPDATE, "intake decided")
