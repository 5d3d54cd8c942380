"""Where static files live: their addresses never change while the program runs."""

from functools import cache
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class RememberedAddresses(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped
    """The manifest looks a name up, splits and joins it; a page has twenty of them."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.url = cache(super().url)
