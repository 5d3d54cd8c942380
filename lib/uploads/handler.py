"""Files of a request stay in memory and stop growing at the limit.

Without it a browser could fill the disk with a file that is refused afterwards.
"""

from io import BytesIO

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from lib.uploads.table import LARGEST_UPLOAD


class CappedUploadHandler(FileUploadHandler):
    """Keeps the first megabytes and counts the rest, so that the form can say what is wrong."""

    def new_file(self, *args: object, **options: object) -> None:
        super().new_file(*args, **options)  # type: ignore[arg-type]
        self._kept = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        room = LARGEST_UPLOAD + 1 - self._kept.tell()
        self._kept.write(raw_data[: max(room, 0)])

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self._kept.seek(0)
        return InMemoryUploadedFile(
            self._kept,
            self.field_name,
            self.file_name,
            self.content_type or "",
            file_size,
            self.charset,
            self.content_type_extra,
        )
