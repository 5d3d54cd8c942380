"""The matrix itself: who gets in where."""

from collections.abc import Mapping

from tests.access.matrix import ANTWERP, SIGNED_IN, STAFF, Row
from tests.access.world import World


def of_dossier(world: World) -> Mapping[str, object]:
    return {"reference": world.dossier.reference}


ACCOUNTS = (
    Row("accounts:sign_in", get=SIGNED_IN, post=SIGNED_IN, open=True),
    Row("accounts:sign_out", post=SIGNED_IN),
    Row("accounts:change_password", get=SIGNED_IN, post=SIGNED_IN),
    Row("accounts:toggle_names", post=SIGNED_IN),
    Row("accounts:toggle_shortcuts", post=SIGNED_IN),
    Row("accounts:oversight", get=frozenset({"privacy_officer"})),
)

ROWS: tuple[Row, ...] = ACCOUNTS
__all__ = ["ANTWERP", "ROWS", "STAFF", "of_dossier"]
