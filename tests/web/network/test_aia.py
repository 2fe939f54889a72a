"""The intermediate certificate that a server forgot: where it is looked for, and what is taken."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

from linkcheck.model import Failure, FailureCode, Flag, Profile, Request, Response, State, Tls, Url
from linkcheck.verdict.weighing import judge
from linkcheck.web.check import next_request
from linkcheck.web.network import Budget, NetworkSettings
from linkcheck.web.network.aia import MAX_BYTES, Chains, completed, issuer_address
from linkcheck.web.network.fetch import open_fetcher
from tests.support.checks import check, failure, html
from tests.support.servers import SETTINGS, Answer, Names, reply, serve

Outcome = Response | Failure
URL = Url("https://site.example/page")
NOW = datetime.now(UTC)
PAGE = html("The keeper wrote down the weather twice a day. " * 20)


def leaf(*issuers: str, ocsp: str | None = None) -> bytes:
    """Return a certificate as DER that names these addresses of its issuer, and of an OCSP responder before them."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "site.example")])
    builder = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=1))
    )
    wanted = [(AuthorityInformationAccessOID.OCSP, ocsp)] if ocsp is not None else []
    wanted += [(AuthorityInformationAccessOID.CA_ISSUERS, address) for address in issuers]
    if wanted:
        access = [x509.AccessDescription(kind, x509.UniformResourceIdentifier(at)) for kind, at in wanted]
        builder = builder.add_extension(x509.AuthorityInformationAccess(access), critical=False)
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


@pytest.mark.parametrize(
    ("certificate", "address"),
    [
        (leaf("http://ca.example/a.cer"), "http://ca.example/a.cer"),
        (leaf("http://ca.example/a.cer", ocsp="http://ocsp.example/"), "http://ca.example/a.cer"),
        (leaf("http://one.example/", "http://two.example/"), "http://one.example/"),
        (leaf("http://ca.example/" + "a" * 150), "http://ca.example/" + "a" * 150),
        (leaf("ldap://ca.example/cn=a"), "ldap://ca.example/cn=a"),
        (leaf(ocsp="http://ocsp.example/"), None),
        (leaf(), None),
        (b"", None),
        (b"\x06\x08\x2b\x06\x01\x05\x05\x07\x30\x02\x86", None),
    ],
)
def test_the_address_of_the_issuer_is_read(certificate: bytes, address: str | None) -> None:
    """The first caIssuers is taken, however long; an OCSP responder is none."""
    assert issuer_address(certificate) == address


def test_an_intermediate_is_taken_in_both_spellings() -> None:
    """DER is what the RFC asks for, and PEM is what some put there."""
    intermediate = trustme.CA().create_child_ca().cert_pem.bytes()
    assert completed(intermediate) is not None
    assert completed(ssl.PEM_cert_to_DER_cert(intermediate.decode())) is not None


@pytest.mark.parametrize(
    "junk", [b"", b"<html>", b"\x30\x82", b"-----BEGIN CERTIFICATE-----", bytes(MAX_BYTES), leaf(), "ü".encode()]
)
def test_what_is_no_certificate_of_an_authority_is_not_taken(junk: bytes) -> None:
    """Pages, noise, and a certificate that may sign nothing."""
    assert completed(junk) is None


def test_a_root_is_not_taken() -> None:
    """Whoever signs himself would be trusted from then on."""
    assert completed(trustme.CA().cert_pem.bytes()) is None


def shaken(context: ssl.SSLContext, server: ssl.SSLContext, name: str) -> str:
    """Return how a handshake in memory ends: `verified`, or OpenSSL's words."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    ours = context.wrap_bio(to_client, to_server, server_hostname=name)
    theirs = server.wrap_bio(to_server, to_client, server_side=True)
    done = 0
    while done < 2:
        done = 0
        for side in (ours, theirs):
            try:
                side.do_handshake()
                done += 1
            except ssl.SSLWantReadError:
                pass
            except ssl.SSLCertVerificationError as error:
                return error.verify_message
    return "verified"


@pytest.mark.parametrize(
    ("trusted", "name", "words"),
    [
        (True, "site.example", "verified"),
        (True, "other.example", "Hostname mismatch, certificate is not valid for 'other.example'."),
        (False, "site.example", "unable to get issuer certificate"),
    ],
)
def test_a_chain_must_still_end_in_a_trusted_root(
    trusted: bool, name: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was fetched is no authority by itself, and the name is still looked at."""
    root = trustme.CA()
    intermediate = root.create_child_ca()
    issued = intermediate.issue_cert("site.example")
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with issued.private_key_pem.tempfile() as key, issued.cert_chain_pems[0].tempfile() as certificate:
        server.load_cert_chain(certificate, key)
    known = tmp_path / "known.pem"
    (root if trusted else trustme.CA()).cert_pem.write_to_path(str(known))
    monkeypatch.setenv("SSL_CERT_FILE", str(known))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    context = completed(intermediate.cert_pem.bytes())
    assert context is not None
    assert shaken(context, server, name) == words


INTERMEDIATE = trustme.CA().create_child_ca().cert_pem.bytes()


class Forgetful(Chains):
    """Chains of hosts that all send one leaf."""

    sent = b""

    async def _leaf(self, host: str, port: int) -> bytes | None:
        return self.sent


def fetched(
    address: str, answer: bytes | Answer, *, hosts: int = 1, settings: NetworkSettings = SETTINGS
) -> tuple[list[bool], list[str]]:
    """Return whether there is a context for each host, and the paths that were asked for at `ca.example`."""

    async def run() -> tuple[list[bool], list[str]]:
        names = Names({"ca.example": "127.0.0.1"})
        async with serve(answer) as server, open_fetcher(settings, names) as fetcher:
            chains = Forgetful(fetcher.session, names, settings)
            chains.sent = leaf(address.replace("PORT", str(server.port)))
            contexts = await asyncio.gather(*(chains.context(f"h{number}.example", 443) for number in range(hosts)))
            return [context is not None for context in contexts], [visit.path for visit in server.visits]

    return asyncio.run(run())


def test_an_issuer_is_asked_once_a_run() -> None:
    """… however many hosts have forgotten it."""
    assert fetched("http://ca.example:PORT/a.cer", reply(200, body=INTERMEDIATE), hosts=9) == ([True] * 9, ["/a.cer"])


@pytest.mark.parametrize(
    ("address", "answer", "asked"),
    [
        ("http://ca.example:PORT/", reply(404, body=INTERMEDIATE), 1),
        ("http://ca.example:PORT/", reply(302, "Location: /a.cer", body=INTERMEDIATE), 1),
        ("http://ca.example:PORT/", reply(200, body=bytes(MAX_BYTES + 1)), 1),
        ("http://ca.example:PORT/", reply(200, body=b"<title>Certificates</title>"), 1),
        ("http://ca.example:PORT/", b"no HTTP", 1),
        ("http://ca.example:PORT/", b"", 1),
        ("https://ca.example:PORT/", reply(200, body=INTERMEDIATE), 0),
        ("http://nowhere.example:PORT/", reply(200, body=INTERMEDIATE), 0),
        ("http://ca.example:99999/", reply(200, body=INTERMEDIATE), 0),
        ("http://[::bad/", reply(200, body=INTERMEDIATE), 0),
        ("http:", reply(200, body=INTERMEDIATE), 0),
    ],
)
def test_nothing_comes_of_an_issuer_that_is_not_there(address: str, answer: bytes, asked: int) -> None:
    """One try, no redirect, no bytes beyond the limit, no other scheme; and never an exception."""
    contexts, paths = fetched(address, answer)
    assert (contexts, len(paths)) == ([False], asked)


@pytest.mark.parametrize("host", ["127.0.0.1", "ca.example"])
def test_a_private_address_is_not_asked(host: str) -> None:
    """A certificate may not send us into the reader's own network, by number or by name."""
    settings = replace(SETTINGS, allow_networks=())
    assert fetched(f"http://{host}:PORT/", reply(200, body=INTERMEDIATE), settings=settings) == ([False], [])


def test_the_budget_of_a_run_holds() -> None:
    """An issuer's certificate is a request like any other."""
    settings = replace(SETTINGS, budget=Budget(0))
    assert fetched("http://ca.example:PORT/", reply(200, body=INTERMEDIATE), settings=settings) == ([False], [])


def test_the_completed_chain_is_tried_between_the_strict_and_the_loose() -> None:
    """Once each, and only where the chain was incomplete."""
    incomplete, completed_too = failure(FailureCode.TLS_INCOMPLETE_CHAIN), Request(URL, tls=Tls.COMPLETED)
    assert next_request(check(incomplete, url=URL)) == completed_too
    loose = Request(URL, tls=Tls.LOOSE)
    assert next_request(check(incomplete, (completed_too, incomplete), url=URL)) == loose
    assert next_request(check(failure(FailureCode.TLS_EXPIRED), url=URL)) == loose


@pytest.mark.parametrize(
    ("second", "state", "flags"),
    [
        (PAGE, State.ALIVE, (Flag.INCOMPLETE_CHAIN,)),
        (failure(FailureCode.TLS_INCOMPLETE_CHAIN), State.ALIVE, (Flag.INCOMPLETE_CHAIN,)),
        (failure(FailureCode.TLS_UNTRUSTED), State.ALIVE, (Flag.INSECURE,)),
        (failure(FailureCode.TLS_EXPIRED), State.ALIVE, (Flag.INSECURE,)),
        (failure(FailureCode.TLS_WRONG_HOST), State.UNSURE, ()),
    ],
)
def test_what_the_completed_chain_shows_decides(second: Outcome, state: State, flags: tuple[Flag, ...]) -> None:
    """A page behind it is alive; a fault that it brings to light goes deeper than that it was incomplete."""
    steps: list[Outcome | tuple[Request, Outcome]] = [
        failure(FailureCode.TLS_INCOMPLETE_CHAIN),
        (Request(URL, tls=Tls.COMPLETED), second),
    ]
    if not isinstance(second, Response):
        steps.append((Request(URL, tls=Tls.LOOSE), PAGE))
    verdict = judge(check(*steps, url=URL))
    assert (verdict.state, verdict.flags) == (state, flags)


def test_a_page_gone_behind_a_completed_chain_is_gone() -> None:
    """The connection is verified, so that 404 is an answer like any other; loosely verified it would be none."""
    steps: list[tuple[Request, Outcome]] = []
    for request in (Request(URL), Request(URL, Profile.BROWSER, delay=1.0)):
        steps.append((request, failure(FailureCode.TLS_INCOMPLETE_CHAIN)))
        steps.append((replace(request, tls=Tls.COMPLETED, delay=0.0), Response(404)))
    assert judge(check(*steps, url=URL)).state is State.DEAD
    loosely = [(replace(step[0], tls=Tls.LOOSE), step[1]) if step[1] == Response(404) else step for step in steps]
    assert judge(check(*loosely, url=URL)).state is State.UNREACHABLE
