"""What a behaviour is: a host that does one thing wrong, and what a link to it truly is.

Behaviours register themselves by decorating the function that answers; its docstring is the story, its name the
host's name. The ids are those of the catalogue of behaviours that the project was planned with.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from linkcheck.model import State
from tests.internet.names import Zone, own_address
from tests.internet.visit import Visit

Answer = Callable[[Visit], Awaitable[bytes | None]]
"""Gives the whole answer as bytes; None: it has written, or not written, all there is to say itself."""


class Tls(StrEnum):
    """How a door is wrapped in TLS."""

    GOOD = "good"
    GOOD_RAW = "good-raw"
    """The answer is called before anything is read of what TLS carries."""
    EXPIRED = "expired"
    NOT_YET_VALID = "not-yet-valid"
    SELF_SIGNED = "self-signed"
    UNKNOWN_AUTHORITY = "unknown-authority"
    WRONG_HOST = "wrong-host"
    NO_INTERMEDIATE = "no-intermediate"
    FETCHABLE_INTERMEDIATE = "fetchable-intermediate"
    """Left out, and the certificate says that it is to be had at `/issuer` of the same host."""
    FETCHABLE_WRONG_HOST = "fetchable-wrong-host"
    PRIVATE_INTERMEDIATE = "private-intermediate"
    """Left out, and said to be at a private address."""
    LEGACY_RENEGOTIATION = "legacy-renegotiation"
    """TLS 1.2 as before RFC 5746."""
    WEAK_KEY = "weak-key"
    COMMON_NAME_ONLY = "common-name-only"
    OLD_PROTOCOL = "old-protocol"
    SMALL_DH = "small-dh"
    RSA_KEY_EXCHANGE = "rsa-key-exchange"
    HTTP2_ONLY = "http2-only"
    CLIENT_CERTIFICATE = "client-certificate"
    CLIENT_CERTIFICATE_OLD = "client-certificate-old"
    ALERT_UNRECOGNIZED_NAME = "alert-unrecognized-name"
    ALERT_INTERNAL_ERROR = "alert-internal-error"
    ALERT_ACCESS_DENIED = "alert-access-denied"
    ALERT_HANDSHAKE_FAILURE = "alert-handshake-failure"
    ALERT_ONCE = "alert-once"


class Door(StrEnum):
    """What a port is for those who knock without TLS."""

    HTTP = "http"
    RAW = "raw"
    """The answer is called before anything is read."""
    FULL = "full"
    """A queue that is full already: the handshake of TCP is never answered."""


Doors = Mapping[int, Door | Tls]
HTTP_ONLY: Doors = {80: Door.HTTP}
HTTPS_ONLY: Doors = {443: Tls.GOOD}
BOTH: Doors = {80: Door.HTTP, 443: Tls.GOOD}


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One host of the small internet."""

    name: str
    host: str
    """Its name in the DNS."""
    identity: str
    """In the catalogue: `B001`."""
    truth: frozenset[State]
    """What is right in a first run."""
    story: str
    answer: Answer
    doors: Doors
    text: str
    """The Markdown that cites it; `HOST` stands for its name."""
    moved_to: str | None
    """Where a verdict `moved` must point, with `HOST`; None: not looked at."""
    zone: Zone
    real_ports: bool
    """Shown only where the ports and addresses are real, as in a network namespace."""
    why: str | None
    """Why the truth here is not that of the catalogue."""
    any_path: bool = False
    """Asked for pages that cannot be there, too; the server says 404 to those of all others, as servers do."""
    also: tuple[str, ...] = ()
    """Other hosts that the same function answers for."""
    section: str = ""
    """The file of `tests.internet.behaviours` it is from."""

    @property
    def markdown(self) -> str:
        """Return the text that cites it."""
        return self.text.replace("HOST", self.host)


REGISTRY: dict[str, Behaviour] = {}
"""Every behaviour by its name; filled when `tests.internet.behaviours` is imported."""


def behaviour(
    identity: str,
    *truth: State,
    text: str | None = None,
    doors: Doors = HTTP_ONLY,
    moved_to: str | None = None,
    zone: Zone | None = None,
    real_ports: bool = False,
    why: str | None = None,
    any_path: bool = False,
) -> Callable[[Answer], Answer]:
    """Register the decorated function as a behaviour."""

    def register(answer: Answer) -> Answer:
        add(
            answer.__name__,
            (answer.__doc__ or "").strip(),
            answer,
            identity,
            *truth,
            text=text,
            doors=doors,
            moved_to=moved_to,
            zone=zone,
            real_ports=real_ports,
            why=why,
            any_path=any_path,
        )
        return answer

    return register


def add(
    name: str,
    story: str,
    answer: Answer,
    identity: str,
    *truth: State,
    text: str | None = None,
    doors: Doors = HTTP_ONLY,
    moved_to: str | None = None,
    zone: Zone | None = None,
    real_ports: bool = False,
    why: str | None = None,
    any_path: bool = False,
    hosts: tuple[str, ...] = (),
    module: str | None = None,
) -> None:
    """Register a behaviour that a loop makes; `behaviour` is this for a single function.

    `hosts` are names of the real web in place of its own; those that share one must share their function too.
    `module` is where it is from, if not where its function is.
    """
    name = name.replace("_", "-")
    if name in REGISTRY or not truth or not story:
        raise ValueError(f"behaviour {name}: the name is taken, or its truth or story is missing")
    scheme = "http" if 80 in doors else "https"
    REGISTRY[name] = Behaviour(
        name=name,
        host=hosts[0] if hosts else f"{name}.lab",
        identity=identity,
        truth=frozenset(truth),
        story=story,
        answer=answer,
        doors=doors,
        text=text or f"[cited]({scheme}://HOST/page)\n",
        moved_to=moved_to,
        zone=zone or own_address,
        real_ports=real_ports,
        why=why,
        any_path=any_path,
        also=hosts[1:],
        section=(module or answer.__module__).rpartition(".")[2],
    )
