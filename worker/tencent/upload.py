"""UploadFiles: one PDF a call, made piece by piece from the file.

The file is read three times and never kept: for its hash (elsewhere), for the hash of the body that the
signature covers, and while it leaves. So a call needs memory for a few pieces, however large the file is.
The last piece is held back until all bytes were seen to be those that were signed: a file that changed
meanwhile leaves a request without its end, and not one whose signature is wrong.

Source: UploadFiles (https://cloud.tencent.com/document/api/1420/71479).
"""

import asyncio
import hashlib
from base64 import b64encode
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Executor
from typing import BinaryIO, Final

ACTION: Final = "UploadFiles"
PIECE: Final = 96 * 1024


class ContentChangedError(Exception):
    """The file is not what it was when it was hashed."""


class UploadBody:
    """The request body of one upload.

    Args:
        agent: The request's Agent as JSON.
        file: The PDF, open until the call is over.
        sha256: What its bytes hash to, in hex.
        size: How many they are.
        thread: Where the disk is waited for.

    Attributes:
        size: Bytes of the body.
        sha256: Its SHA-256 in hex, once `hash` has been awaited.
        changed: The file was seen to be another one than was hashed.
    """

    def __init__(
        self, agent: bytes, file: BinaryIO, sha256: str, size: int, thread: Executor
    ) -> None:
        # Contents that several contracts share have one upload, so no contract's name would fit: the hash does.
        self._head = b'{"Agent":%b,"BusinessType":"DOCUMENT","FileInfos":[{"FileBody":"' % agent
        self._tail = b'","FileName":"%b.pdf"}]}' % sha256.encode()
        self._file = file
        self._expected = sha256
        self._length = size
        self._thread = thread
        self.size = len(self._head) + (size + 2) // 3 * 4 + len(self._tail)
        self.sha256 = ""
        self.changed = False

    async def hash(self) -> None:
        """Read the file once for the signature.

        Raises:
            ContentChangedError: it is not what it was.
            OSError: it cannot be read.
        """
        hashed = hashlib.sha256()
        async for piece in self.pieces():
            hashed.update(piece)
        self.sha256 = hashed.hexdigest()

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yield the body; nothing but the disk's speed keeps them from coming.

        Raises:
            ContentChangedError: before the last piece of the file; `changed` says so too.
            OSError: it cannot be read.
        """
        loop, pieces = asyncio.get_running_loop(), self._read()
        yield self._head
        while piece := await loop.run_in_executor(self._thread, next, pieces, b""):
            yield piece
        yield self._tail

    def _read(self) -> Iterator[bytes]:
        self._file.seek(0)
        hashed, left = hashlib.sha256(), self._length
        while left:
            piece = self._file.read(min(PIECE, left))
            hashed.update(piece)
            left -= len(piece)
            if not piece or (not left and hashed.hexdigest() != self._expected):
                self.changed = True
                raise ContentChangedError
            yield b64encode(piece)
