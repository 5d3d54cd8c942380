"""Audit events of accounts."""

from audit.events import Action, register

SIGNED_IN = register("accounts.signed_in", Action.EXECUTE, "signed in")
SIGNED_OUT = register("accounts.signed_out", Action.EXECUTE, "signed out")
SIGN_IN_FAILED = register("accounts.sign_in_failed", Action.EXECUTE, "sign-in failed")
DENIED = register("accounts.denied", Action.READ, "page asked for")
ACCOUNT_CHANGED = register("accounts.changed", Action.UPDATE, "account, centre or code changed")
LOG_READ = register("accounts.log_read", Action.READ, "the log itself was read")
REFERENCE_LOADED = register("accounts.reference_loaded", Action.UPDATE, "reference data loaded")
