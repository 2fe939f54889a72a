"""B. Statuses, read literally and otherwise."""

from linkcheck.model import State
from tests.internet.answers import gone, good, page, reply, small_page
from tests.internet.behaviour import add, behaviour
from tests.internet.visit import Visit

SHELL = b"""<!doctype html><html><head><title>Dashboard</title><script type=module src=/assets/index-4f2a.js></script>
<link rel=stylesheet href=/assets/index-91bc.css></head><body><noscript>You need to enable JavaScript to run this app.
</noscript><div id=root></div></body></html>"""

EXPIRED = b"""<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>AccessDenied</Code><Message>Request has expired</Message><X-Amz-Expires>3600</X-Amz-Expires>
<Expires>2019-03-01T12:00:00Z</Expires><RequestId>7A</RequestId></Error>"""


def _always(status: int, identity: str, *truth: State, body: bytes | None = None, why: str | None = None) -> None:
    async def answer(_: Visit) -> bytes:
        return reply(status, body=body)

    add(f"always_{status}", f"every request gets {status}", answer, identity, *truth, why=why)


for _status in (203, 226):
    _always(_status, "B016", State.ALIVE, body=page())
_always(206, "B018", State.ALIVE, body=page())
_always(402, "B025", State.BLOCKED, State.UNSURE)
_always(403, "B026", State.BLOCKED, State.UNSURE, why="the catalogue's own words are: never dead")
_always(408, "B032", State.UNREACHABLE)
for _status in (418, 421, 440, 441, 449, 460, 463):
    _always(
        _status, "B033", State.BLOCKED, State.UNSURE, why="the catalogue's words are: unsure or blocked, never dead"
    )
_always(425, "B033", State.BLOCKED, State.UNSURE, State.UNREACHABLE, why="too early is a matter of time; never dead")
_always(410, "B034", State.DEAD)
for _status in (412, 423, 424, 428):
    _always(_status, "B036", State.BLOCKED, State.UNSURE)
_always(430, "B038", State.BLOCKED)
_always(451, "B040", State.BLOCKED)
for _status in (502, 503, 504):
    _always(_status, "B045", State.UNREACHABLE)
for _status in (520, 521, 522, 523, 525, 526, 530):
    _always(_status, "B046", State.UNREACHABLE)
_always(999, "B047", State.BLOCKED)


@behaviour("B034", State.DEAD)
async def always_404(_: Visit) -> bytes:
    """every request gets an honest 404"""
    return gone()


@behaviour("B014", State.UNSURE)
async def empty_page(_: Visit) -> bytes:
    """200, and the page has no bytes"""
    return good(body=b"")


@behaviour("B015", State.ALIVE)
async def accepted_with_content(_: Visit) -> bytes:
    """202 with a real page and no sign of a wall"""
    return reply(202, body=page())


@behaviour("B017", State.UNSURE)
async def no_content(_: Visit) -> bytes:
    """204 for what should be a page"""
    return b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"


@behaviour("B019", State.ALIVE, State.UNSURE)
async def multiple_choices(_: Visit) -> bytes:
    """300 with a list of pages and no Location"""
    return reply(300, body=page("Multiple choices", extra="<ul><li><a href=/a>a</a><li><a href=/b>b</a></ul>"))


@behaviour("B020", State.UNSURE)
async def not_modified_unasked(_: Visit) -> bytes:
    """304, though nobody asked whether it was modified"""
    return b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\nConnection: close\r\n\r\n'


@behaviour("B021", State.UNSURE)
async def use_proxy(_: Visit) -> bytes:
    """305, which sends the client to a proxy that nobody may follow"""
    return reply(305, "Location: http://proxy.lab:3128/")


@behaviour("B022", State.ALIVE, State.BLOCKED, why="the browser's answer shows the page")
async def bad_request_for_strangers(visit: Visit) -> bytes:
    """400 for user agents that it does not know"""
    return good() if visit.is_browser else reply(400)


@behaviour("B022", State.BLOCKED, State.UNSURE, why="the catalogue's words are: only if both are 400, unsure")
async def bad_request_for_all(_: Visit) -> bytes:
    """400 for every client"""
    return reply(400)


@behaviour("B023", State.ALIVE, text="[cited](http://HOST/wiki/micro:bit_[v2])")
async def bad_request_for_rewritten_urls(visit: Visit) -> bytes:
    """400 unless the path comes exactly as the author wrote it"""
    return good() if visit.path == "/wiki/micro:bit_[v2]" else reply(400)


@behaviour("B024", State.BLOCKED)
async def asks_for_a_password(_: Visit) -> bytes:
    """401 with WWW-Authenticate"""
    return reply(401, 'WWW-Authenticate: Basic realm="staff"')


@behaviour("B027", State.ALIVE, State.BLOCKED)
async def not_found_for_programs(visit: Visit) -> bytes:
    """404 for programs, the page for browsers"""
    return good() if visit.is_browser else gone()


@behaviour("B027", State.ALIVE, State.BLOCKED)
async def not_found_without_accept_html(visit: Visit) -> bytes:
    """404 unless Accept names text/html"""
    return good() if "text/html" in visit.headers.get("accept", "") else gone()


@behaviour("B028", State.UNSURE)
async def application_shell(visit: Visit) -> bytes:
    """404 with the shell of an application that may show the page in a browser"""
    return good(body=SHELL) if visit.path == "/" else reply(404, body=SHELL)


@behaviour("B029", State.ALIVE)
async def not_found_once(visit: Visit) -> bytes:
    """404 the first time, the page from then on"""
    return gone() if visit.number == 1 else good()


@behaviour("B030", State.ALIVE)
async def not_acceptable_without_html(visit: Visit) -> bytes:
    """406 unless Accept names text/html"""
    return good() if "text/html" in visit.headers.get("accept", "") else reply(406)


@behaviour("B030", State.ALIVE)
async def not_acceptable_for_programs(visit: Visit) -> bytes:
    """406 for programs, the page for browsers"""
    return good() if visit.is_browser else reply(406)


@behaviour("B031", State.BLOCKED, State.UNREACHABLE, why="design: 407 is a refusal of us")
async def proxy_authentication(_: Visit) -> bytes:
    """407 from the server itself"""
    return reply(407, "Proxy-Authenticate: Basic")


@behaviour("B035", State.ALIVE)
async def range_not_satisfiable(visit: Visit) -> bytes:
    """416 for those who ask for a range"""
    return reply(416) if "range" in visit.headers else good()


@behaviour("B037", State.ALIVE)
async def upgrade_required(visit: Visit) -> bytes:
    """426 for programs, the page for browsers"""
    return good() if visit.is_browser else reply(426, "Upgrade: h2")


@behaviour("B039", State.BLOCKED, State.UNREACHABLE)
async def closes_without_answer(_: Visit) -> bytes:
    """nginx's 444: the connection is closed without one byte"""
    return b""


@behaviour(
    "B041",
    State.DEAD,
    State.BLOCKED,
    text="[cited](http://HOST/a.zip?X-Amz-Date=20190301T110000Z&X-Amz-Expires=3600&X-Amz-Signature=ab%2Fc)",
    why="design lists no expired signature among what is established in one run",
)
async def signature_expired(_: Visit) -> bytes:
    """403 of an object store, since the signed URL has expired"""
    return reply(403, kind="application/xml", body=EXPIRED)


@behaviour("B042", State.UNSURE, State.UNREACHABLE, why="design: a 5xx is unreachable")
async def page_with_status_500(_: Visit) -> bytes:
    """500, but the whole page is there"""
    return reply(500, body=page())


@behaviour("B043", State.UNREACHABLE, State.UNSURE, why="dead in truth, but not to be proved in one run")
async def error_for_what_is_missing(visit: Visit) -> bytes:
    """500 for every page that does not exist, 200 for the home page"""
    return good() if visit.path == "/" else reply(500, body=small_page("Server Error"))


@behaviour("B044", State.ALIVE)
async def error_once(visit: Visit) -> bytes:
    """500 under load, the page at the second try"""
    return reply(500) if visit.number == 1 else good()


@behaviour("B045", State.ALIVE, why="it is mended by the retry")
async def bad_gateway_once(visit: Visit) -> bytes:
    """502 the first time, the page at the second try"""
    return reply(502) if visit.number == 1 else good()
