"""Disclosure control: small numbers stay hidden, also from who can subtract."""

from reporting.disclosure.found import Found
from reporting.disclosure.linked import Release
from reporting.disclosure.profiles import PROFILES, Profile
from reporting.disclosure.shared import protect, released

__all__ = ["PROFILES", "Found", "Profile", "Release", "protect", "released"]
