"""Coming in, going out and a new password: each leaves a line in the log."""

from accounts.events import ACCOUNT_CHANGED, SIGN_IN_FAILED, SIGNED_IN, SIGNED_OUT
from accounts.log import actor_of
from accounts.models import User
from audit.log import Actor, Subject, record
from audit.models import Outcome


def record_sign_in(*, by: User) -> None:
    """Log that this user came in."""
    record(SIGNED_IN, actor=actor_of(by), subject=_account(by))


def record_sign_out(*, by: User) -> None:
    """Log that this user went out."""
    record(SIGNED_OUT, actor=actor_of(by), subject=_account(by))


def record_failed_sign_in(*, typed_username: str, locked_out: bool) -> None:
    """Log a failed sign-in, with the account when there is one of that name.

    What was typed is not kept when no account has that name: it may be a password.
    """
    account = User.objects.filter(username=typed_username).first()
    record(
        SIGN_IN_FAILED,
        actor=Actor(
            user_id=account.pk if account else None,
            name=account.username if account else "",
            role="anonymous",
        ),
        subject=_account(account) if account else Subject(object_type="user"),
        reason="locked out" if locked_out else "wrong name or password",
        outcome=Outcome.DENIED,
    )


def record_password_change(*, by: User) -> None:
    """Log that a user chose a new password for herself."""
    record(ACCOUNT_CHANGED, actor=actor_of(by), subject=_account(by), fields=["password"])


def _account(user: User) -> Subject:
    return Subject(object_type="user", object_id=str(user.pk))
