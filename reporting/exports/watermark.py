"""The short number of an export: printed in the file, and the key of its line in the ledger."""

import secrets

# Without letters and digits that are read for one another.
_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_HALF = 4


def new_watermark() -> str:
    """Something like K7QM-3XW9: forty bits of chance, short enough to be read over a telephone."""
    signs = [secrets.choice(_SIGNS) for _ in range(2 * _HALF)]
    return f"{''.join(signs[:_HALF])}-{''.join(signs[_HALF:])}"
