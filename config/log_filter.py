"""What may not end up in the log of the server."""

import logging
import re

# The address of a provider's page is a key (docs/adr/0010-provider-link.md); Django logs the
# path of every 403, 404 and 500.
_KEY = re.compile(r"(/terugkoppeling/)[^/\s?#\"']+")


class HideKeys(logging.Filter):
    """Take the keys out of a line; it is on the handler, so no logger passes it by."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if _KEY.search(message):
            record.msg, record.args = _KEY.sub(r"\1…", message), ()
        return True
