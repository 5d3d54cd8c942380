"""Reading JSON that somebody else made."""

from typing import IO, Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class ObjectParser(JSONParser):
    """JSON objects only; what breaks the parser is a bad request, told in Dutch."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Any = None,
    ) -> dict[str, Any]:
        try:
            parsed = super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise ParseError(_("The JSON is nested too deeply.")) from None
        except ParseError:
            raise ParseError(_("This is not JSON in UTF-8.")) from None
        if not isinstance(parsed, dict):
            raise ParseError(_("Send a JSON object."))
        return parsed
