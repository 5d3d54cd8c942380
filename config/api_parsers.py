"""Reading JSON that somebody else made."""

from typing import IO, Any

from django.utils.translation import gettext as _
from rest_framework import status
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class Unreadable(ParseError):
    """Content that cannot be read is refused like content that is wrong: with 422."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY


class ObjectParser(JSONParser):
    """JSON objects only; what breaks the parser is told in Dutch."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Any = None,
    ) -> dict[str, Any]:
        try:
            parsed = super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise Unreadable(_("The JSON is nested too deeply.")) from None
        except ParseError:
            raise Unreadable(_("This is not JSON in UTF-8.")) from None
        if not isinstance(parsed, dict):
            raise Unreadable(_("Send a JSON object."))
        return parsed
