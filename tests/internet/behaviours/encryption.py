"""K. TLS. A certificate says who answers, not whether the page is there: no fault of TLS is ever `dead`."""

from linkcheck.model import State
from tests.internet.answers import gone, good, page, raw, reply
from tests.internet.behaviour import BOTH, Answer, Door, Tls, add, behaviour
from tests.internet.visit import Visit

INSECURE = (State.ALIVE, State.UNREACHABLE)
FLAGGED = "design: alive with the flag `insecure`, or unreachable by reason of TLS; never dead"


async def _answers(_: Visit) -> bytes:
    return good()


def _wrapped(tls: Tls, identity: str, story: str, *truth: State, why: str | None = None) -> None:
    name = f"tls_{tls.value}"
    add(name, story, _answers, identity, *truth, doors={443: tls}, why=why)


_wrapped(Tls.EXPIRED, "B207", "the certificate ended yesterday", *INSECURE, why=FLAGGED)
_wrapped(Tls.NOT_YET_VALID, "B208", "the certificate begins tomorrow", *INSECURE, why=FLAGGED)
_wrapped(Tls.SELF_SIGNED, "B209", "the certificate is signed by itself", *INSECURE, why=FLAGGED)
_wrapped(Tls.UNKNOWN_AUTHORITY, "B212", "an authority that is not in our bundle", *INSECURE, why=FLAGGED)
_wrapped(Tls.WRONG_HOST, "B210", "the certificate of another name", State.UNSURE)
_wrapped(Tls.NO_INTERMEDIATE, "B211", "the intermediate certificate is left out", State.ALIVE)
_wrapped(Tls.OLD_PROTOCOL, "B213", "nothing newer than TLS 1.1", State.ALIVE, State.UNSURE, why="never dead")
_wrapped(Tls.SMALL_DH, "B214", "Diffie-Hellman with 1024 bits", State.ALIVE)
_wrapped(Tls.LEGACY_RENEGOTIATION, "B215", "TLS 1.2 without secure renegotiation (RFC 5746)", State.ALIVE)
_wrapped(Tls.RSA_KEY_EXCHANGE, "B216", "nothing but RSA key exchange and CBC", State.ALIVE)
_wrapped(Tls.ALERT_UNRECOGNIZED_NAME, "B217", "the alert unrecognized_name", State.UNREACHABLE)
_wrapped(Tls.CLIENT_CERTIFICATE, "B218", "a client certificate is wanted (TLS 1.3)", State.BLOCKED)
_wrapped(Tls.CLIENT_CERTIFICATE_OLD, "B218", "a client certificate is wanted (TLS 1.2)", State.BLOCKED)
_wrapped(Tls.ALERT_INTERNAL_ERROR, "B219", "the alert internal_error", State.UNREACHABLE)
_wrapped(Tls.ALERT_ACCESS_DENIED, "B219", "the alert access_denied", State.UNREACHABLE, State.BLOCKED, why="never dead")
_wrapped(Tls.WEAK_KEY, "B223", "a key of 1024 bits", *INSECURE, why=FLAGGED)
_wrapped(Tls.COMMON_NAME_ONLY, "B224", "a certificate without alternative names", State.UNSURE, *INSECURE, why=FLAGGED)
_wrapped(Tls.ALERT_ONCE, "B226", "the first handshake fails, the second works", State.ALIVE)


async def _has_its_issuer(visit: Visit) -> bytes:
    if visit.path == "/issuer":
        return good(body=visit.issuer) if visit.port == 80 else gone()
    return good()


async def _has_junk_for_issuer(visit: Visit) -> bytes:
    return good(body=b"0" * 100_000) if visit.path == "/issuer" else good()


def _issued(name: str, tls: Tls, story: str, answer: Answer, *truth: State, why: str | None = None) -> None:
    story = f"the intermediate certificate is left out, {story}"
    add(name, story, answer, "B211", *truth, doors={80: Door.HTTP, 443: tls}, text="[x](https://HOST/page)", why=why)


_issued("tls_issuer_elsewhere", Tls.FETCHABLE_INTERMEDIATE, "but to be fetched", _has_its_issuer, State.ALIVE)
_issued(
    "tls_issuer_is_junk", Tls.FETCHABLE_INTERMEDIATE, "and said to be where junk is", _has_junk_for_issuer, State.ALIVE
)
_issued("tls_issuer_is_private", Tls.PRIVATE_INTERMEDIATE, "and said to be in a private network", _answers, State.ALIVE)
_issued(
    "tls_issuer_of_another",
    Tls.FETCHABLE_WRONG_HOST,
    "and with it the certificate is another's",
    _has_its_issuer,
    State.UNSURE,
    why="perhaps another's page",
)


async def _gone_but_for_its_issuer(visit: Visit) -> bytes:
    return await _has_its_issuer(visit) if visit.path == "/issuer" else gone()


_issued(
    "tls_gone_with_issuer_elsewhere",
    Tls.FETCHABLE_INTERMEDIATE,
    "but to be fetched, and the page is 404",
    _gone_but_for_its_issuer,
    State.DEAD,
    why="the twin: verified, so that its 404 counts",
)


@behaviour(
    "B207",
    State.DEAD,
    State.UNSURE,
    State.UNREACHABLE,
    doors={443: Tls.EXPIRED},
    why="a 404 from who cannot prove its name",
)
async def tls_expired_and_gone(_: Visit) -> bytes:
    """404 behind an expired certificate"""
    return gone()


@behaviour("B225", State.DEAD, doors={443: Tls.GOOD}, why="the twin that is gone")
async def tls_good_and_gone(_: Visit) -> bytes:
    """404 behind a good certificate"""
    return gone()


@behaviour(
    "B220",
    State.UNSURE,
    State.UNREACHABLE,
    doors={80: Door.HTTP, 443: Door.HTTP},
    text="[cited](https://HOST/page)",
    why="TLS faults are unreachable; never dead",
)
async def plain_http_on_443(_: Visit) -> bytes:
    """no TLS at port 443"""
    return good()


@behaviour(
    "B221",
    State.ALIVE,
    State.MOVED,
    State.UNREACHABLE,
    doors={80: Door.RAW, 443: Tls.GOOD},
    text="[cited](http://HOST/page)",
    why="browsers try https by themselves; never dead",
)
async def tls_on_80(visit: Visit) -> bytes | None:
    """port 80 speaks TLS and hangs up on plain HTTP"""
    if visit.port == 443:
        return good()
    await visit.reader.read(1024)
    await visit.send(b"\x15\x03\x01\x00\x02\x02\x0a")
    return None


@behaviour(
    "B221", State.ALIVE, State.MOVED, State.BLOCKED, doors=BOTH, why="400 from a server that wants https; never dead"
)
async def plain_request_sent_to_https(visit: Visit) -> bytes:
    """400: The plain HTTP request was sent to HTTPS port"""
    return good() if visit.port == 443 else reply(400, body=b"The plain HTTP request was sent to HTTPS port")


@behaviour("B222", State.BLOCKED, State.UNREACHABLE, doors={443: Door.RAW})
async def hangs_up_in_the_handshake(visit: Visit) -> None:
    """closes the connection after the ClientHello"""
    await visit.reader.read(64)


@behaviour("B222", State.BLOCKED, State.UNREACHABLE, doors={443: Door.RAW})
async def stalls_in_the_handshake(visit: Visit) -> None:
    """takes the ClientHello and never answers"""
    await visit.client_leaves()


@behaviour("B225", State.ALIVE, doors={443: Tls.GOOD})
async def no_close_notify(visit: Visit) -> None:
    """ends the body by closing TCP, without the farewell of TLS"""
    await visit.send(raw("HTTP/1.1 200 OK", "Content-Type: text/html", "Connection: close", body=page()))
    await visit.close_rudely()
