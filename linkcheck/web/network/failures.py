"""Turns every exception of aiohttp, ssl, socket and the resolvers into a code of a closed set; the only such table.

The type and the numbers decide, not the text, save for OpenSSL's alerts, which have nothing but a name.
"""

from __future__ import annotations

import errno
import ssl
import traceback
from collections.abc import Iterator

import aiohttp
from aiohttp.http_exceptions import HttpProcessingError

from linkcheck.model import Failure, FailureCode
from linkcheck.web.network.resolver import ResolutionError

VERIFY_CODES = {
    9: FailureCode.TLS_NOT_YET_VALID,
    10: FailureCode.TLS_EXPIRED,
    18: FailureCode.TLS_UNTRUSTED,  # self-signed
    19: FailureCode.TLS_UNTRUSTED,  # a root of one's own
    20: FailureCode.TLS_INCOMPLETE_CHAIN,
    21: FailureCode.TLS_INCOMPLETE_CHAIN,
    62: FailureCode.TLS_WRONG_HOST,
    64: FailureCode.TLS_WRONG_HOST,  # … for an address
    66: FailureCode.TLS_WEAK,
    68: FailureCode.TLS_WEAK,
}
"""OpenSSL's X509_V_ERR_* (x509_vfy.h)."""

TLS_REASONS = {
    "WRONG_VERSION_NUMBER": FailureCode.TLS_NOT_TLS,
    "HTTP_REQUEST": FailureCode.TLS_NOT_TLS,
    "PACKET_LENGTH_TOO_LONG": FailureCode.TLS_NOT_TLS,
    "RECORD_LAYER_FAILURE": FailureCode.TLS_NOT_TLS,
    "SSLV3_ALERT_HANDSHAKE_FAILURE": FailureCode.TLS_HANDSHAKE,
    "TLSV13_ALERT_CERTIFICATE_REQUIRED": FailureCode.TLS_CLIENT_CERTIFICATE,
    "UNSAFE_LEGACY_RENEGOTIATION_DISABLED": FailureCode.TLS_WEAK,
    "DH_KEY_TOO_SMALL": FailureCode.TLS_WEAK,
    "EE_KEY_TOO_SMALL": FailureCode.TLS_WEAK,
    "UNSUPPORTED_PROTOCOL": FailureCode.TLS_WEAK,
    "TLSV1_ALERT_PROTOCOL_VERSION": FailureCode.TLS_WEAK,
}

ERRNOS = {
    errno.ECONNREFUSED: FailureCode.CONNECT_REFUSED,
    errno.ECONNRESET: FailureCode.RESET,
    errno.ECONNABORTED: FailureCode.RESET,
    errno.EPIPE: FailureCode.RESET,
    errno.ENETUNREACH: FailureCode.NO_ROUTE,
    errno.EHOSTUNREACH: FailureCode.NO_ROUTE,
    errno.ENETDOWN: FailureCode.NO_ROUTE,
    errno.EINVAL: FailureCode.NO_ROUTE,  # a mapped address in an AAAA record
    errno.EAFNOSUPPORT: FailureCode.NO_ROUTE,
    errno.ETIMEDOUT: FailureCode.CONNECT_TIMEOUT,
    errno.EADDRNOTAVAIL: FailureCode.LOCAL,
    errno.EMFILE: FailureCode.LOCAL,
    errno.ENFILE: FailureCode.LOCAL,
    errno.ENOBUFS: FailureCode.LOCAL,
    errno.ENOMEM: FailureCode.LOCAL,
}


def failure(error: BaseException) -> Failure:
    """Say what an exception of one request means; anything unknown is a bug of ours, with its traceback."""
    if isinstance(error, aiohttp.ClientProxyConnectionError):  # its cause would say that the site refused
        return Failure(FailureCode.PROXY, _words(error, FailureCode.PROXY))
    if isinstance(error, aiohttp.ConnectionTimeoutError):  # its cause would say no more than that time passed
        return Failure(FailureCode.CONNECT_TIMEOUT, "nobody answered the call")
    for cause in _causes(error):
        code = _code(cause)
        if code is FailureCode.RESET and isinstance(error, aiohttp.ClientConnectorError):
            code = FailureCode.TLS_HUNG_UP  # connected, and reset before the request: that was the handshake
        if code is not None:
            return Failure(code, _words(cause, code))
    return Failure(FailureCode.INTERNAL, "".join(traceback.format_exception(error)))


def _code(error: BaseException) -> FailureCode | None:
    match error:
        case ResolutionError():
            return error.code
        case aiohttp.ClientHttpProxyError():
            return FailureCode.PROXY
        case ssl.SSLCertVerificationError():
            return VERIFY_CODES.get(getattr(error, "verify_code", -1), FailureCode.TLS_UNTRUSTED)
        case ssl.SSLError():
            return TLS_REASONS.get(getattr(error, "reason", None) or "", FailureCode.TLS_ALERT)
        case HttpProcessingError() | aiohttp.ClientPayloadError():
            return FailureCode.MALFORMED
        case aiohttp.ServerDisconnectedError():
            return FailureCode.EMPTY_REPLY
        case TimeoutError():
            return FailureCode.TIMEOUT
        case aiohttp.InvalidURL() | UnicodeError():
            return FailureCode.BAD_URL
        case ConnectionResetError() | BrokenPipeError() | ConnectionAbortedError():
            return FailureCode.RESET
        case RuntimeError() if "can't start new thread" in str(error):  # CPython says nothing else of EAGAIN
            return FailureCode.LOCAL
        case OSError() if error.errno in ERRNOS:
            return ERRNOS[error.errno]
        case _:
            return None


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield what lies deepest first: aiohttp wraps the telling exception, sometimes twice."""
    chain: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in chain:
        chain.append(current)
        inner = getattr(current, "os_error", None) or getattr(current, "certificate_error", None)
        current = current.__cause__ or (inner if isinstance(inner, BaseException) else None) or current.__context__
    yield from reversed(chain)


def _words(error: BaseException, code: FailureCode) -> str:
    """Return one line for people; never empty."""
    if isinstance(error, ResolutionError):
        return error.detail
    if isinstance(error, ssl.SSLCertVerificationError):
        return getattr(error, "verify_message", "") or str(error) or str(code)
    text = str(getattr(error, "message", "") or getattr(error, "strerror", "") or error)
    return " ".join(text.split())[:200] or str(code)
