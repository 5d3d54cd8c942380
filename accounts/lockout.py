"""Too many wrong passwords: what the lockout counts, and how it is lifted.

The rule is in the settings (AXES_*): five failures from one address on one name close that
pair for fifteen minutes. Never the name alone, or anybody could lock a caseworker out.
"""

from typing import Any

from axes.models import AccessAttempt
from django.http import HttpRequest
from django.utils.crypto import salted_hmac


def lockout_key(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """What a failed attempt is remembered under (AXES_USERNAME_CALLABLE).

    Keyed hash of what was typed: people type passwords and e-mail addresses in this field,
    and the table of attempts must not keep them.
    """
    typed = (credentials or {}).get("username") or request.POST.get("username", "")
    return _key(str(typed))


def lift(username: str) -> int:
    """Let this user try again from every address; returns how many addresses were closed."""
    deleted, _rows = AccessAttempt.objects.filter(username=_key(username)).delete()
    return int(deleted)


def _key(username: str) -> str:
    return salted_hmac("accounts.lockout", username.strip().casefold()).hexdigest()
