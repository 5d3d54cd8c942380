"""The zip around a workbook, opened without believing anything it says about itself."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from lib.uploads.refusal import Refusal, UploadRefusedError

MOST_PARTS = 500
LARGEST_PART = 16 * 1024 * 1024
CHUNK = 64 * 1024
_ENTRY = b"PK\x01\x02"
_PLAIN = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError),
    *(RuntimeError, ValueError, KeyError, OverflowError, OSError),
)


class Archive:
    """Parts by name; each is read once, as a stream, up to a limit of real bytes."""

    def __init__(self, content: bytes) -> None:
        # Counted before opening: the directory is read as a whole, a million entries at once.
        if content.count(_ENTRY) > MOST_PARTS:
            raise UploadRefusedError(Refusal.BOMB)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except _BROKEN as error:
            raise UploadRefusedError(Refusal.BROKEN) from error
        self.names = frozenset(self._zip.namelist())

    def chunks(self, name: str) -> Iterator[bytes]:
        """The unfolded bytes of a part. Raises UploadRefusedError when they do not end."""
        try:
            info = self._zip.getinfo(name)
            if info.flag_bits & 0x1:
                raise UploadRefusedError(Refusal.LOCKED)
            if info.compress_type not in _PLAIN:
                raise UploadRefusedError(Refusal.BROKEN, name)
            with self._zip.open(info) as stream:
                read = 0
                while chunk := stream.read(CHUNK):
                    read += len(chunk)
                    if read > LARGEST_PART:
                        raise UploadRefusedError(Refusal.BOMB, name)
                    yield chunk
        except _BROKEN as error:
            raise UploadRefusedError(Refusal.BROKEN, name) from error

    def start_of(self, name: str, size: int) -> bytes:
        """The first bytes of a part; nothing when it is not there."""
        if name not in self.names:
            return b""
        return next(self.chunks(name), b"")[:size]
