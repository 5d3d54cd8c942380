"""The bytes that came in, kept once and found again by their fingerprint."""

import hashlib

from reporting.models.delivery import DeliveryFile


def keep_file(content: bytes, kind: str, organisation_id: int | None = None) -> DeliveryFile:
    """The kept file with exactly these bytes of this organisation; None is ourselves."""
    sha256 = hashlib.sha256(content).hexdigest()
    own = DeliveryFile.objects.filter(sha256=sha256, organisation=organisation_id)
    return own.defer("content").first() or DeliveryFile.objects.create(
        sha256=sha256, organisation_id=organisation_id, kind=kind, content=content
    )
