"""TLS on a server's stream by hand: asyncio's own forgets to send the alert when a handshake fails.

The alert is what tells a client why, and some behaviours are nothing but an alert.
"""

from __future__ import annotations

import asyncio
import ssl
from contextlib import suppress

CHUNK = 65536


class TlsStream:
    """What a `Visit` needs of a StreamReader and a StreamWriter, over an SSLObject."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, context: ssl.SSLContext) -> None:
        """Take a connection of which nothing has been read."""
        self._reader = reader
        self._writer = writer
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_side=True)
        self._buffer = bytearray()
        self.transport = writer.transport

    async def handshake(self) -> None:
        """Do the handshake; where it fails, send the alert and raise the SSLError."""
        while True:
            try:
                self._tls.do_handshake()
            except ssl.SSLWantReadError:
                await self._flush()
                await self._fill()
                continue
            finally:
                await self._flush()
            return

    async def readuntil(self, separator: bytes) -> bytes:
        """Return the decrypted bytes up to and with `separator`; raises IncompleteReadError at the end."""
        while separator not in self._buffer:
            data = await self.read(CHUNK)
            if not data:
                raise asyncio.IncompleteReadError(bytes(self._buffer), None)
            self._buffer += data
        end = self._buffer.index(separator) + len(separator)
        head = bytes(self._buffer[:end])
        del self._buffer[:end]
        return head

    def get_extra_info(self, name: str) -> object:
        """Return what the connection below knows."""
        return self._writer.get_extra_info(name)

    async def read(self, size: int) -> bytes:
        """Return some decrypted bytes; none at the end."""
        while True:
            try:
                return self._tls.read(size)
            except ssl.SSLWantReadError:
                await self._flush()
                await self._fill()
            except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
                return b""

    def write(self, data: bytes) -> None:
        """Encrypt and write."""
        self._tls.write(data)
        self._writer.write(self._outgoing.read())

    async def drain(self) -> None:
        """Wait until the connection takes more."""
        await self._writer.drain()

    def close(self) -> None:
        """Say farewell as TLS asks for, and close."""
        with suppress(ssl.SSLError, ValueError):  # the client's own farewell is not waited for
            self._tls.unwrap()
        if not self._writer.is_closing():
            self._writer.write(self._outgoing.read())
        self._writer.close()

    async def _fill(self) -> None:
        data = await self._reader.read(CHUNK)
        if data:
            self._incoming.write(data)
        else:
            self._incoming.write_eof()

    async def _flush(self) -> None:
        data = self._outgoing.read()
        if data:
            self._writer.write(data)
            await self._writer.drain()
