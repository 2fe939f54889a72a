"""Offers two ways to shake hands: as browsers do, and loosely.

The loose one is used only after the strict one failed, and only to learn whether a server is there: what old or
badly kept servers offer (TLS 1.0, small keys, no RFC 5746) is refused by OpenSSL 3 but is no sign of death.
"""

from __future__ import annotations

import functools
import ssl
import warnings
from collections.abc import Callable
from contextvars import ContextVar

from linkcheck.model import Tls

OP_LEGACY_SERVER_CONNECT = 0x4
"""openssl/ssl.h; the ssl module names it only from Python 3.12 on."""

GREETED: ContextVar[list[str]] = ContextVar("GREETED")
"""Gets a line when a handshake begins, and so a connection stands: to aiohttp, which has one deadline for both, a
server that takes connections and says nothing looks like one that takes none."""


class Contexts:
    """One context for each way, made when it is first asked for: reading the system's authorities takes a while."""

    def __init__(self, *, insecure: bool = False) -> None:
        self._insecure = insecure
        self._made: dict[Tls, ssl.SSLContext] = {}

    def __getitem__(self, way: Tls) -> ssl.SSLContext:
        """Return the context for `way`; with `insecure` nothing is verified."""
        wanted = Tls.LOOSE if self._insecure else way
        if wanted not in self._made:
            self._made[wanted] = loose() if wanted is Tls.LOOSE else verified()
        return self._made[wanted]


def _noting(context: ssl.SSLContext) -> ssl.SSLContext:
    """Make a context note in `GREETED` that it is used."""
    context.wrap_bio = functools.partial(_noted, context.wrap_bio)  # type: ignore[method-assign]
    return context


def _noted(wrap_bio: Callable[..., ssl.SSLObject], *args: object, **named: object) -> ssl.SSLObject:
    if (greeted := GREETED.get(None)) is not None:
        greeted.append("handshake")
    return wrap_bio(*args, **named)


def verified() -> ssl.SSLContext:
    """Make the strict one; SSL_CERT_FILE and SSL_CERT_DIR are honoured by OpenSSL itself."""
    context = _noting(ssl.create_default_context())
    context.hostname_checks_common_name = False  # as browsers do: a name must be in subjectAltName
    return context


def loose() -> ssl.SSLContext:
    """Make the one that takes whatever a server has."""
    context = _noting(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.options |= OP_LEGACY_SERVER_CONNECT
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # TLS 1.0 is deprecated; that it is asked for is the point
        context.minimum_version = ssl.TLSVersion.TLSv1
    return context
