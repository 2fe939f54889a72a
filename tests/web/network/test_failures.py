"""The table of failures: every exception that the network can raise has a code."""

from __future__ import annotations

import errno
import socket
import ssl

import aiohttp
import pytest
from aiohttp.client_reqrep import ConnectionKey
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.model import FailureCode
from linkcheck.web.network import ResolutionError
from linkcheck.web.network.failures import VERIFY_CODES, failure

KEY = ConnectionKey("site.example", 443, is_ssl=True, ssl=True, proxy=None, proxy_auth=None, proxy_headers_hash=None)


def test_a_failure_is_told_in_the_words_of_the_system() -> None:
    """In one line, and not in all of a long one; where there are no words the code stands for them."""
    assert failure(OSError(errno.ENETUNREACH, "Network is\nunreachable")).detail == "Network is unreachable"
    assert failure(OSError(errno.ENETUNREACH, "so far " * 99)).detail == ("so far " * 99)[:200]
    assert failure(ConnectionResetError()).detail == FailureCode.RESET


def tls(reason: str) -> ssl.SSLError:
    """Return an error as OpenSSL raises it."""
    error = ssl.SSLError(1, f"[SSL: {reason}] no words that matter (_ssl.c:1)")
    error.reason = reason
    return error


def unverified(code: int) -> ssl.SSLCertVerificationError:
    """Return the error for a certificate that OpenSSL refuses."""
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_code, error.verify_message = code, "in OpenSSL's words"
    return error


def caused(outer: BaseException, inner: BaseException) -> BaseException:
    """Return `outer` as it is raised from `inner`."""
    outer.__cause__ = inner
    return outer


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ResolutionError(FailureCode.DNS_NXDOMAIN, "no such name"), FailureCode.DNS_NXDOMAIN),
        (
            caused(
                aiohttp.ClientConnectorDNSError(KEY, OSError("x")), ResolutionError(FailureCode.PRIVATE_ADDRESS, "y")
            ),
            FailureCode.PRIVATE_ADDRESS,
        ),
        (
            aiohttp.ClientConnectorError(KEY, ConnectionRefusedError(errno.ECONNREFUSED, "x")),
            FailureCode.CONNECT_REFUSED,
        ),
        (aiohttp.ClientConnectorError(KEY, OSError(errno.EHOSTUNREACH, "x")), FailureCode.NO_ROUTE),
        (aiohttp.ClientConnectorError(KEY, OSError(errno.ENETUNREACH, "x")), FailureCode.NO_ROUTE),
        (aiohttp.ClientConnectorError(KEY, OSError(errno.EMFILE, "x")), FailureCode.LOCAL),
        (aiohttp.ClientConnectorError(KEY, ConnectionResetError(errno.ECONNRESET, "x")), FailureCode.TLS_HUNG_UP),
        (aiohttp.ClientConnectorSSLError(KEY, tls("WRONG_VERSION_NUMBER")), FailureCode.TLS_NOT_TLS),
        (aiohttp.ClientConnectorSSLError(KEY, tls("SSLV3_ALERT_HANDSHAKE_FAILURE")), FailureCode.TLS_HANDSHAKE),
        (aiohttp.ClientConnectorSSLError(KEY, tls("SOMETHING_NEW")), FailureCode.TLS_ALERT),
        (
            aiohttp.ClientConnectorCertificateError(KEY, ssl.CertificateError("hostname mismatch")),
            FailureCode.TLS_UNTRUSTED,
        ),
        (
            aiohttp.ClientProxyConnectionError(KEY, ConnectionRefusedError(errno.ECONNREFUSED, "x")),
            FailureCode.PROXY,  # who refused is no site
        ),
        (aiohttp.ConnectionTimeoutError("x"), FailureCode.CONNECT_TIMEOUT),
        (aiohttp.ServerDisconnectedError(), FailureCode.EMPTY_REPLY),
        (aiohttp.ClientOSError(errno.ECONNRESET, "x"), FailureCode.RESET),
        (aiohttp.ClientOSError(errno.EPIPE, "x"), FailureCode.RESET),
        (aiohttp.ClientPayloadError("x"), FailureCode.MALFORMED),
        (aiohttp.InvalidURL("http://"), FailureCode.BAD_URL),
        (TimeoutError(), FailureCode.TIMEOUT),
        (UnicodeError("label too long"), FailureCode.BAD_URL),
        (ZeroDivisionError("a bug"), FailureCode.INTERNAL),
        (socket.gaierror(socket.EAI_FAIL, "x"), FailureCode.INTERNAL),  # the resolver's own business: never seen here
    ],
)
def test_each_exception_has_a_code(error: BaseException, code: FailureCode) -> None:
    """The deepest telling exception decides, and there are always words."""
    said = failure(error)
    assert said.code is code
    assert said.detail


@pytest.mark.parametrize(("number", "code"), VERIFY_CODES.items())
def test_each_fault_of_a_certificate_has_a_code(number: int, code: FailureCode) -> None:
    """By OpenSSL's number; a number that is not known is a certificate that is not trusted."""
    assert failure(aiohttp.ClientConnectorCertificateError(KEY, unverified(number))).code is code
    assert failure(unverified(999)).code is FailureCode.TLS_UNTRUSTED


@given(
    st.sampled_from([OSError, ConnectionError, aiohttp.ClientOSError, ssl.SSLError]), st.integers(-1, 200), st.text()
)
def test_any_error_of_the_system_becomes_a_failure(kind: type[OSError], number: int, text: str) -> None:
    """Nothing that the system says raises."""
    assert failure(kind(number, text)).detail
