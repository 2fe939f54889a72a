"""L. Names and addresses."""

from dnslib import QTYPE, RR, A, DNSRecord  # type: ignore[import-untyped]  # it has none

from linkcheck.model import State
from tests.internet.answers import good
from tests.internet.behaviour import BOTH, add, behaviour
from tests.internet.names import Question, Zone, addresses, alias, fails, mail_only, own_address, v4, v6
from tests.internet.visit import Visit

BLACKHOLE_V6 = "::1"
"""Port 80 there is a queue that is full already."""
DEAD_ADDRESS = "127.127.127.127"
"""Nothing listens there."""


async def _answers(_: Visit) -> bytes:
    return good()


def _named(name: str, identity: str, story: str, zone: Zone | None, *truth: State, **more: str) -> None:
    add(name, story, _answers, identity, *truth, zone=zone, text=more.get("text"), why=more.get("why"))


def _subdomain_gone(question: Question) -> DNSRecord:
    return question.reply(rcode="NXDOMAIN") if question.name.startswith("www.") else own_address(question)


def _dangling(question: Question) -> DNSRecord:
    return alias(question, "unclaimed.cloud.lab", rcode="NXDOMAIN")


def _good_alias(question: Question) -> DNSRecord:
    row = RR("pages.cloud.lab", QTYPE.A, rdata=A(question.address), ttl=1)
    return alias(question, "pages.cloud.lab", *((row,) if question.kind == "A" else ()))


def _without(rcode: str | None) -> Zone:
    """A has an address, AAAA fails with this code, or in silence."""

    def zone(question: Question) -> DNSRecord | None:
        if question.kind == "AAAA":
            return None if rcode is None else question.reply(rcode=rcode)
        return own_address(question)

    return zone


def _and_v6(address: str) -> Zone:
    return lambda question: v6(question, address) if question.kind == "AAAA" else own_address(question)


def _mapped(question: Question) -> DNSRecord:
    return v6(question, f"::ffff:{question.address}") if question.kind == "AAAA" else own_address(question)


def _lost_once(question: Question) -> DNSRecord:
    return question.reply(rcode="NXDOMAIN") if question.number == 1 else own_address(question)


def _silent_once(question: Question) -> DNSRecord | None:
    return None if question.number == 1 else own_address(question)


def _fails_once(question: Question) -> DNSRecord:
    return question.reply(rcode="SERVFAIL") if question.number == 1 else own_address(question)


_named(
    "lost_subdomain",
    "B227",
    "NXDOMAIN for www, the domain is there",
    _subdomain_gone,
    State.DEAD,
    text="[cited](http://www.HOST/page)",
)
_named("lost_domain", "B228", "NXDOMAIN for the domain", fails("NXDOMAIN"), State.DEAD)
_named(
    "lost_once",
    "B227",
    "NXDOMAIN once, an address from then on",
    _lost_once,
    State.ALIVE,
    State.UNREACHABLE,
    State.UNSURE,
    why="asked twice: never dead",
)
_named("servfail", "B229", "SERVFAIL", fails("SERVFAIL"), State.UNREACHABLE)
_named(
    "servfail_once",
    "B229",
    "SERVFAIL once, an address from then on",
    _fails_once,
    State.ALIVE,
    State.UNREACHABLE,
    why="as the resolver retries",
)
_named("silent_name_server", "B230", "no answer at all", lambda _: None, State.UNREACHABLE, why="it never answers here")
_named(
    "silent_once",
    "B230",
    "no answer to the first question",
    _silent_once,
    State.ALIVE,
    State.UNREACHABLE,
    why="as the resolver retries",
)
_named("refused", "B231", "REFUSED", fails("REFUSED"), State.UNREACHABLE)
_named("formerr", "B232", "FORMERR, which glibc calls 'not known'", fails("FORMERR"), State.UNREACHABLE)
_named(
    "no_address",
    "B233",
    "the name exists, without any address",
    lambda question: question.reply(),
    State.UNSURE,
    why="only NXDOMAIN is dead at once",
)
_named("mail_only", "B233", "nothing but an MX", mail_only, State.UNSURE, why="only NXDOMAIN is dead at once")
_named("dangling_alias", "B234", "an alias of a name that does not exist", _dangling, State.DEAD)
_named(
    "good_alias", "B234", "an alias of a name with an address", _good_alias, State.ALIVE, why="the twin that is alive"
)
_named("v6_servfail", "B235", "A is good, AAAA is SERVFAIL", _without("SERVFAIL"), State.ALIVE)
_named("v6_nxdomain", "B235", "A is good, AAAA is NXDOMAIN", _without("NXDOMAIN"), State.ALIVE)
_named("v6_silent", "B236", "A is good, AAAA is never answered", _without(None), State.ALIVE)
_named("v6_blackhole", "B237", "IPv6 leads nowhere, IPv4 works", _and_v6(BLACKHOLE_V6), State.ALIVE)
_named("v6_mapped", "B239", "AAAA is a mapped IPv4 address", _mapped, State.ALIVE)
_named(
    "zero_address",
    "B240",
    "A is 0.0.0.0, as of a blocklist",
    addresses("0.0.0.0"),  # noqa: S104 -- the point
    State.UNSURE,
    State.UNCHECKED,
    why="design: a private address is unchecked",
)
_named(
    "private_address",
    "B240",
    "A is a private address",
    addresses("192.168.1.1"),
    State.UNSURE,
    State.UNCHECKED,
    why="design: a private address is unchecked",
)
_named(
    "metadata_address",
    "B240",
    "A is where clouds keep secrets",
    addresses("169.254.169.254"),
    State.UNSURE,
    State.UNCHECKED,
    why="design: a private address is unchecked",
)
_named(
    "one_address_dead",
    "B247",
    "the first of two addresses is dead",
    lambda question: v4(question, DEAD_ADDRESS, question.address),
    State.ALIVE,
)
_named("underscore", "B242", "an underscore in the name", None, State.ALIVE, text="[cited](http://foo_bar.HOST/page)")
_named(
    "international_name",
    "B243",
    "a name with ß, which IDNA 2003 would spell ss",
    None,
    State.ALIVE,
    text="[cited](http://stra\u00dfe.HOST/page)",
)
_named("punycode_name", "B243", "a name in punycode", None, State.ALIVE, text="[cited](http://xn--strae-oqa.HOST/page)")
_named("emoji_name", "B244", "an emoji for a name", None, State.ALIVE, text="[cited](http://\u2603.HOST/page)")
_named(
    "long_label", "B246", "a label of 64 characters", None, State.INVALID, text=f"[cited](http://{'a' * 64}.HOST/page)"
)
_named(
    "long_label_in_punycode",
    "B246",
    "a label that is too long once encoded",
    None,
    State.INVALID,
    text=f"[cited](http://{'ü' * 60}.HOST/page)",
)
_named("empty_label", "B246", "two dots in a name", None, State.INVALID, text="[cited](http://www..HOST/page)")


@behaviour(
    "B243",
    State.DEAD,
    text="[cited](http://stra\u00dfe.HOST/page)",
    zone=lambda question: own_address(question) if "strasse" in question.name else question.reply(rcode="NXDOMAIN"),
    why="the twin: only the name with ss is there",
)
async def other_international_name(_: Visit) -> bytes:
    """the name with ß does not exist, the one with ss does"""
    return good()


@behaviour("B245", State.ALIVE, doors=BOTH, text="[a](http://HOST./page) [b](https://HOST./page)")
async def trailing_dot(_: Visit) -> bytes:
    """a dot at the end of the name"""
    return good()


@behaviour(
    "B238",
    State.UNSURE,
    State.UNREACHABLE,
    real_ports=True,
    zone=lambda question: v6(question, "2606:4700::6810:84e5"),
    why="no route is unreachable",
)
async def v6_only(_: Visit) -> bytes:
    """nothing but IPv6, which this machine does not have"""
    return good()
