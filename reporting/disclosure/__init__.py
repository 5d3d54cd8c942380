"""Disclosure control: small numbers stay hidden, also from who can subtract."""

from reporting.disclosure.profiles import PROFILES, Profile
from reporting.disclosure.shared import Release, for_sharing, protect, released

__all__ = ["PROFILES", "Profile", "Release", "for_sharing", "protect", "released"]
