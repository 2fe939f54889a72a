"""Certificates and TLS contexts, good ones and all the bad ones.

trustme is the authority; what it is too sensible to issue (weak keys, no alternative names) is signed by hand.
"""

from __future__ import annotations

import asyncio
import functools
import ssl
import warnings
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

from tests.internet.behaviour import Tls
from tests.internet.legacy_stream import LegacyStream
from tests.internet.tls_stream import TlsStream

NOW = datetime.now(UTC)
DAY = timedelta(days=1)

OAKLEY_2 = """\
-----BEGIN DH PARAMETERS-----
MIGHAoGBAP//////////yQ/aoiFowjTExmKLgNwc0SkCTgiKZ8x0Agu+pjsTmyJR
Sgh5jjQE3e+VGbPNOkMbMCsKbfJfFDdP4TVtbVHCReSFtXZiXn7G9ExC6aY37WsL
/1y29Aa37e44a/taiZ+lrp8kEXxLH+ZJKGZR7OZTgf//////////AgEC
-----END DH PARAMETERS-----
"""
"""The 1024-bit prime of RFC 2409, section 6.2, as Diffie-Hellman parameters: making one's own takes seconds."""

Wrap = Callable[[asyncio.StreamReader, asyncio.StreamWriter], TlsStream]
PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


class Authority:
    """Issues what each host deserves; `ca_file` is what a client must trust."""

    def __init__(self, folder: Path) -> None:
        """Write the authority's certificate into `folder`."""
        self._authority = trustme.CA()
        self._stranger = trustme.CA(organization_name="An authority that nobody knows")
        self._intermediate = self._authority.create_child_ca()
        self.issuer = ssl.PEM_cert_to_DER_cert(self._intermediate.cert_pem.bytes().decode("ascii"))
        """The intermediate certificate, which some servers forget to send."""
        self.ca_file = folder / "ca.pem"
        self._authority.cert_pem.write_to_path(str(self.ca_file))

    def wrap(self, tls: Tls, host: str) -> Wrap:
        """Return what makes TLS of a connection to `host`."""
        if tls is not Tls.LEGACY_RENEGOTIATION:
            return functools.partial(TlsStream, context=self.context(tls, host))
        key = ec.generate_private_key(ec.SECP256R1())
        pem = _by_hand(host, key, issuer=self._authority)
        certificate = x509.load_pem_x509_certificate(pem).public_bytes(serialization.Encoding.DER)
        return functools.partial(LegacyStream, key=key, certificates=[certificate])

    def context(self, tls: Tls, host: str) -> ssl.SSLContext:
        """Return the server's side of TLS for `host` and all names below it."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        match tls:
            case Tls.EXPIRED:
                self._issue(context, host, not_before=NOW - 9 * DAY, not_after=NOW - DAY)
            case Tls.NOT_YET_VALID:
                self._issue(context, host, not_before=NOW + DAY, not_after=NOW + 9 * DAY)
            case Tls.UNKNOWN_AUTHORITY:
                self._stranger.issue_cert(host, f"*.{host}").configure_cert(context)
            case Tls.WRONG_HOST:
                self._issue(context, "another.lab")
            case Tls.NO_INTERMEDIATE:
                leaf = self._intermediate.issue_cert(host, f"*.{host}")
                _load(context, leaf.private_key_pem.bytes() + leaf.cert_chain_pems[0].bytes())
            case Tls.FETCHABLE_INTERMEDIATE | Tls.FETCHABLE_WRONG_HOST | Tls.PRIVATE_INTERMEDIATE:
                key = ec.generate_private_key(ec.SECP256R1())
                name = "another.lab" if tls is Tls.FETCHABLE_WRONG_HOST else host
                at = "10.0.0.5" if tls is Tls.PRIVATE_INTERMEDIATE else host
                _load(context, _by_hand(name, key, issuer=self._intermediate, issuer_at=f"http://{at}/issuer"))
            case Tls.SELF_SIGNED:
                _load(context, _by_hand(host, ec.generate_private_key(ec.SECP256R1())))
            case Tls.WEAK_KEY:
                context.set_ciphers("DEFAULT:@SECLEVEL=0")
                # 1024 bits are the weakness that is to be shown.
                _load(context, _by_hand(host, rsa.generate_private_key(65537, 1024), issuer=self._authority))  # noqa: S505
            case Tls.COMMON_NAME_ONLY:
                key = ec.generate_private_key(ec.SECP256R1())
                _load(context, _by_hand(host, key, issuer=self._authority, names=False))
            case Tls.OLD_PROTOCOL:
                self._issue(context, host)
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore", DeprecationWarning)  # old versions are the point
                    context.minimum_version = ssl.TLSVersion.TLSv1
                    context.maximum_version = ssl.TLSVersion.TLSv1_1
                context.set_ciphers("ALL:@SECLEVEL=0")
            case Tls.SMALL_DH:
                self._issue_rsa(context, host)
                self._only_tls_1_2(context, "DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0")
                _use_small_dh(context)
            case Tls.RSA_KEY_EXCHANGE:
                self._issue_rsa(context, host)
                self._only_tls_1_2(context, "AES128-SHA:@SECLEVEL=0")
            case Tls.CLIENT_CERTIFICATE | Tls.CLIENT_CERTIFICATE_OLD:
                self._issue(context, host)
                context.verify_mode = ssl.CERT_REQUIRED
                self._authority.configure_trust(context)
                if tls is Tls.CLIENT_CERTIFICATE_OLD:
                    context.maximum_version = ssl.TLSVersion.TLSv1_2
            case Tls.HTTP2_ONLY:
                self._issue(context, host)
                context.set_alpn_protocols(["h2"])
            case Tls.GOOD | Tls.GOOD_RAW:
                self._issue(context, host)
            case (
                Tls.ALERT_UNRECOGNIZED_NAME
                | Tls.ALERT_INTERNAL_ERROR
                | Tls.ALERT_ACCESS_DENIED
                | Tls.ALERT_HANDSHAKE_FAILURE
                | Tls.ALERT_ONCE
            ):
                self._issue(context, host)
                _send_alert(context, tls)
            case Tls.LEGACY_RENEGOTIATION:
                raise ValueError("OpenSSL has no such context")
        return context

    def _issue(
        self,
        context: ssl.SSLContext,
        host: str,
        *,
        not_before: datetime | None = None,
        not_after: datetime | None = None,
    ) -> None:
        leaf = self._authority.issue_cert(host, f"*.{host}", not_before=not_before, not_after=not_after)
        leaf.configure_cert(context)

    def _issue_rsa(self, context: ssl.SSLContext, host: str) -> None:
        self._authority.issue_cert(host, key_type=trustme.KeyType.RSA).configure_cert(context)

    def _only_tls_1_2(self, context: ssl.SSLContext, ciphers: str) -> None:
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers(ciphers)


def _send_alert(context: ssl.SSLContext, tls: Tls) -> None:
    numbers = {
        Tls.ALERT_UNRECOGNIZED_NAME: ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME,
        Tls.ALERT_ACCESS_DENIED: ssl.ALERT_DESCRIPTION_ACCESS_DENIED,
        Tls.ALERT_HANDSHAKE_FAILURE: ssl.ALERT_DESCRIPTION_HANDSHAKE_FAILURE,
    }
    number = int(numbers.get(tls, ssl.ALERT_DESCRIPTION_INTERNAL_ERROR))
    handshakes: Counter[None] = Counter()

    def on_name(_socket: ssl.SSLSocket | ssl.SSLObject, _name: str, _context: ssl.SSLContext) -> int | None:
        handshakes[None] += 1
        return None if tls is Tls.ALERT_ONCE and handshakes[None] > 1 else number

    context.sni_callback = on_name


def _load(context: ssl.SSLContext, pem: bytes) -> None:
    # The ssl module reads certificates from files only.
    with TemporaryDirectory() as folder:
        file = Path(folder) / "key-and-chain.pem"
        file.write_bytes(pem)
        context.load_cert_chain(file)


def _use_small_dh(context: ssl.SSLContext) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "dh.pem"
        file.write_text(OAKLEY_2, encoding="ascii")
        context.load_dh_params(str(file))


def _by_hand(
    host: str,
    key: PrivateKey,
    *,
    issuer: trustme.CA | None = None,
    names: bool = True,
    issuer_at: str | None = None,
) -> bytes:
    """Return key and certificate in PEM: signed by `issuer`, or by itself."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host[:64])])
    signer: PrivateKey = key
    signed_by = subject
    if issuer is not None:
        loaded = serialization.load_pem_private_key(issuer.private_key_pem.bytes(), None)
        assert isinstance(loaded, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey)
        signer = loaded
        signed_by = x509.load_pem_x509_certificate(issuer.cert_pem.bytes()).subject
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(signed_by)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - DAY)
        .not_valid_after(NOW + DAY)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    )
    if names:
        alternatives = [x509.DNSName(host), x509.DNSName(f"*.{host}")]
        builder = builder.add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
    if issuer_at is not None:
        address = x509.UniformResourceIdentifier(issuer_at)
        access = x509.AccessDescription(AuthorityInformationAccessOID.CA_ISSUERS, address)
        builder = builder.add_extension(x509.AuthorityInformationAccess([access]), critical=False)
    certificate = builder.sign(signer, hashes.SHA256())
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private + certificate.public_bytes(serialization.Encoding.PEM)
