"""A server's side of TLS 1.2 as it was before RFC 5746, written by hand: OpenSSL cannot be made to forget it.

Such servers do not say `renegotiation_info` in their hello, and OpenSSL 3 then hangs up unless it is told otherwise.
One suite (ECDHE-ECDSA with AES-128-GCM), one curve, no extensions, and nothing that protects anybody: a peer here is
always the program under test.
"""

from __future__ import annotations

import asyncio
import hmac
import os
from collections.abc import Sequence
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.internet.tls_stream import TlsStream

VERSION = b"\x03\x03"
ECDHE_ECDSA_AES128_GCM_SHA256 = b"\xc0\x2b"
NAMED_CURVE_P256 = b"\x03\x00\x17"
ECDSA_P256_SHA256 = b"\x04\x03"
CHANGE_CIPHER_SPEC, ALERT, HANDSHAKE, DATA = 20, 21, 22, 23
SERVER_HELLO, CERTIFICATE, SERVER_KEY_EXCHANGE, SERVER_HELLO_DONE, FINISHED = 2, 11, 12, 14, 20
CLOSE_NOTIFY = b"\x01\x00"
"""Numbers of RFC 5246, RFC 5289 and RFC 8422."""


class LegacyStream(TlsStream):
    """`TlsStream` for a client that must put up with an old server."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        key: ec.EllipticCurvePrivateKey,
        certificates: Sequence[bytes],
    ) -> None:
        """Take a connection of which nothing has been read, a key for P-256, and its certificates as DER."""
        self._reader = reader
        self._writer = writer
        self._buffer = bytearray()
        self._key = key
        self._certificates = certificates
        self._transcript = b""
        self._receiving: _Cipher | None = None
        self._sending: _Cipher | None = None
        self.transport = writer.transport

    async def handshake(self) -> None:
        """Do the handshake; a client that will not have it hangs up, which is a ConnectionError."""
        client_random = (await self._hear())[6:38]
        server_random, ours = os.urandom(32), ec.generate_private_key(ec.SECP256R1())
        point = ours.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        offer = NAMED_CURVE_P256 + _sized(point, 1)
        signature = self._key.sign(client_random + server_random + offer, ec.ECDSA(SHA256()))
        self._say(SERVER_HELLO, VERSION + server_random + b"\0" + ECDHE_ECDSA_AES128_GCM_SHA256 + b"\0")
        self._say(CERTIFICATE, _sized(b"".join(_sized(one, 3) for one in self._certificates), 3))
        self._say(SERVER_KEY_EXCHANGE, offer + ECDSA_P256_SHA256 + _sized(signature, 2))
        self._say(SERVER_HELLO_DONE, b"")
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), (await self._hear())[5:])
        secret = ours.exchange(ec.ECDH(), theirs)
        master = _derived(secret, b"master secret" + client_random + server_random, 48)
        keys = _derived(master, b"key expansion" + server_random + client_random, 40)
        await self._record(CHANGE_CIPHER_SPEC)
        self._receiving = _Cipher(keys[:16], keys[32:36])
        await self._hear()
        self._put(CHANGE_CIPHER_SPEC, b"\x01")
        self._sending = _Cipher(keys[16:32], keys[36:40])
        self._say(FINISHED, _derived(master, b"server finished" + sha256(self._transcript).digest(), 12))
        await self.drain()

    async def read(self, size: int) -> bytes:
        """Return the bytes of one record, however many; none at the end."""
        try:
            return await self._record(DATA)
        except (ConnectionError, asyncio.IncompleteReadError):
            return b""

    def write(self, data: bytes) -> None:
        """Encrypt and write."""
        for start in range(0, len(data), 1 << 14):
            self._put(DATA, data[start : start + (1 << 14)])

    def close(self) -> None:
        """Say farewell and close."""
        if self._sending is not None and not self._writer.is_closing():
            self._put(ALERT, CLOSE_NOTIFY)
        self._writer.close()

    def _say(self, kind: int, body: bytes) -> None:
        message = bytes([kind]) + _sized(body, 3)
        self._transcript += message
        self._put(HANDSHAKE, message)

    async def _hear(self) -> bytes:
        message = await self._record(HANDSHAKE)
        self._transcript += message
        return message

    def _put(self, kind: int, body: bytes) -> None:
        data = body if self._sending is None else self._sending.seal(kind, body)
        self._writer.write(bytes([kind]) + VERSION + _sized(data, 2))

    async def _record(self, wanted: int) -> bytes:
        head = await self._reader.readexactly(5)
        body = await self._reader.readexactly(int.from_bytes(head[3:], "big"))
        if head[0] != wanted:
            raise ConnectionAbortedError(f"the client sent a record of type {head[0]}, not {wanted}")
        return body if self._receiving is None else self._receiving.open(head[0], body)


class _Cipher:
    """One direction of AES-GCM as RFC 5288 uses it."""

    def __init__(self, key: bytes, salt: bytes) -> None:
        self._aead = AESGCM(key)
        self._salt = salt
        self._number = 0

    def seal(self, kind: int, body: bytes) -> bytes:
        nonce = self._number.to_bytes(8, "big")
        return nonce + self._aead.encrypt(self._salt + nonce, body, self._about(kind, len(body)))

    def open(self, kind: int, body: bytes) -> bytes:
        return self._aead.decrypt(self._salt + body[:8], body[8:], self._about(kind, len(body) - 24))

    def _about(self, kind: int, length: int) -> bytes:
        number, self._number = self._number, self._number + 1
        return number.to_bytes(8, "big") + bytes([kind]) + VERSION + length.to_bytes(2, "big")


def _sized(data: bytes, width: int) -> bytes:
    return len(data).to_bytes(width, "big") + data


def _derived(secret: bytes, seed: bytes, length: int) -> bytes:
    """Return so many bytes of P_SHA256 (RFC 5246, section 5)."""
    result, chained = b"", seed
    while len(result) < length:
        chained = hmac.digest(secret, chained, "sha256")
        result += hmac.digest(secret, chained + seed, "sha256")
    return result[:length]
