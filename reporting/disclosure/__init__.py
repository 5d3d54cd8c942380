"""Disclosure control: small numbers stay hidden, also from who can subtract."""

from reporting.disclosure.shared import for_sharing

__all__ = ["for_sharing"]
