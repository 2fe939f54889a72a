"""H. Answers that are not quite HTTP: a browser shows the page, so the link is alive, whatever a parser says."""

from linkcheck.model import State
from tests.internet.answers import gone, good, page, raw, redirect, reply
from tests.internet.behaviour import Door, Tls, add, behaviour
from tests.internet.visit import Visit

PAGE = page()
LENGTH = f"Content-Length: {len(PAGE)}"
OK = "HTTP/1.1 200 OK"
HTML = "Content-Type: text/html"
CLOSE = "Connection: close"


def _sends(name: str, identity: str, story: str, data: bytes, *truth: State, why: str | None = None) -> None:
    async def answer(_: Visit) -> bytes:
        return data

    add(name, story, answer, identity, *(truth or (State.ALIVE,)), why=why)


def _header(name: str, identity: str, story: str, *lines: str | bytes) -> None:
    _sends(name, identity, story, raw(OK, HTML, *lines, LENGTH, CLOSE, body=PAGE))


_header("header_of_nine_thousand_bytes", "B159", "one header line is longer than 8190 bytes", "X-Policy: " + "a" * 9000)
_header(
    "cookie_of_sixteen_thousand_bytes", "B159", "one cookie is longer than 16,000 bytes", "Set-Cookie: a=" + "b" * 16000
)
_header("three_hundred_headers", "B160", "300 headers", *(f"X-Header-{number}: {number}" for number in range(300)))
_header("control_byte_in_a_header", "B162", "byte 1 in a cookie", b"Set-Cookie: a=\x01b; path=/")
_header("nul_in_a_header", "B162", "a NUL in a header", b"X-Value: a\x00b")
_header("header_without_colon", "B163", "a header line without a colon", "X-XSS-Protection=1;")
_header("space_before_the_colon", "B164", "`X-Foo : bar`", "X-Foo : bar")
_header("space_in_a_header_name", "B164", "`X Foo: bar`", "X Foo: bar")
_header("header_without_name", "B164", "`: value`", ": value")
_header("header_name_in_utf8", "B164", "a header name that is not ASCII", "X-Caf\u00e9: 1".encode())
_header("folded_header", "B167", "a header folded over two lines", "X-Folded: one", "\ttwo")
_header("same_length_twice", "B168", "two Content-Length headers that agree", LENGTH)
_header(
    "broken_cookie", "B179", "cookies that no parser likes", 'Set-Cookie: g_state={"i_l":0}; , ;=', "Set-Cookie: =;;"
)
_header("two_types", "B192", "two Content-Type headers", "Content-Type: application/xhtml+xml")

_sends(
    "reason_in_latin1",
    "B161",
    "a 200 whose reason phrase is Latin-1",
    raw(b"HTTP/1.1 200 Trouv\xe9", LENGTH, CLOSE, body=PAGE),
)
_sends(
    "long_reason", "B161", "a reason phrase of 9,000 bytes", raw("HTTP/1.1 200 " + "O" * 9000, LENGTH, CLOSE, body=PAGE)
)
_sends(
    "not_found_in_latin1",
    "B161",
    "a 404 whose reason phrase is Latin-1",
    raw(b"HTTP/1.1 404 Non trouv\xe9", "Content-Length: 4", CLOSE, body=b"nope"),
    State.DEAD,
)
_sends("bare_line_feeds", "B165", "LF line ends", raw(OK, HTML, LENGTH, CLOSE).replace(b"\r\n", b"\n") + PAGE)
_sends("mixed_line_ends", "B165", "LF and CRLF line ends mixed", raw(OK + "\n" + HTML, LENGTH, CLOSE, body=PAGE))
_sends("bare_carriage_returns", "B166", "CR line ends", raw(OK, HTML, LENGTH, CLOSE).replace(b"\r\n", b"\r") + PAGE)
_sends("length_list", "B168", "`Content-Length: n, n`", raw(OK, f"{LENGTH}, {len(PAGE)}", CLOSE, body=PAGE))
_sends("length_minus_one", "B168", "`Content-Length: -1`", raw(OK, HTML, "Content-Length: -1", CLOSE, body=PAGE))
_sends("length_with_a_plus", "B168", "`Content-Length: +n`", raw(OK, f"Content-Length: +{len(PAGE)}", CLOSE, body=PAGE))
_sends("length_empty", "B168", "an empty Content-Length", raw(OK, HTML, "Content-Length:", CLOSE, body=PAGE))
_sends(
    "length_and_chunks",
    "B169",
    "Content-Length and Transfer-Encoding at once",
    raw(OK, LENGTH, "Transfer-Encoding: chunked", CLOSE, body=b"%x\r\n%b\r\n0\r\n\r\n" % (len(PAGE), PAGE)),
)
_sends(
    "identity_and_length",
    "B169",
    "Transfer-Encoding: identity",
    raw(OK, LENGTH, "Transfer-Encoding: identity", CLOSE, body=PAGE),
)
_sends(
    "body_longer_than_its_length",
    "B170",
    "more bytes than announced",
    raw(OK, HTML, "Content-Length: 300", CLOSE, body=PAGE),
)
_sends(
    "body_longer_and_kept_alive",
    "B170",
    "more bytes than announced, kept alive",
    raw(OK, HTML, "Content-Length: 300", body=PAGE),
)
_sends(
    "not_found_longer_than_its_length",
    "B170",
    "404 with more bytes than announced",
    raw("HTTP/1.1 404 Not Found", HTML, "Content-Length: 3", CLOSE, body=b"<h1>404 Not Found</h1>"),
    State.DEAD,
    State.UNSURE,
    why="a broken answer may be doubted",
)
_sends(
    "no_content_with_content",
    "B171",
    "204 with a body",
    raw("HTTP/1.1 204 No Content", LENGTH, CLOSE, body=PAGE),
    State.ALIVE,
    State.UNSURE,
    why="a 204 is nothing to see, B017",
)
_sends(
    "body_shorter_than_its_length",
    "B172",
    "fewer bytes than announced",
    raw(OK, HTML, "Content-Length: 99999", CLOSE, body=PAGE),
)
_sends(
    "chunks_without_end",
    "B173",
    "no last chunk",
    raw(OK, HTML, "Transfer-Encoding: chunked", CLOSE, body=b"%x\r\n%b\r\n" % (len(PAGE), PAGE)),
)
_sends(
    "chunks_with_line_feeds",
    "B173",
    "chunk lines that end in LF",
    raw(OK, HTML, "Transfer-Encoding: chunked", CLOSE, body=b"%x\n%b\n0\n\n" % (len(PAGE), PAGE)),
)
_sends(
    "chunks_of_no_size",
    "B173",
    "a chunk size that is not hexadecimal",
    raw(OK, HTML, "Transfer-Encoding: chunked", CLOSE, body=b"xyz\r\n" + PAGE),
)
_sends("http_0_9", "B174", "HTML and no head at all", PAGE)
_sends(
    "icecast_radio",
    "B174",
    "`ICY 200 OK`",
    raw("ICY 200 OK", "icy-name: Radio", "Content-Type: audio/mpeg", body=bytes(512)),
)
_sends("http_1_0", "B175", "HTTP/1.0 and a body until the connection closes", raw("HTTP/1.0 200 OK", HTML, body=PAGE))
_sends(
    "not_found_http_1_0",
    "B175",
    "404 in HTTP/1.0",
    raw("HTTP/1.0 404 Not Found", HTML, body=b"<h1>Not Found</h1>"),
    State.DEAD,
)
for _name, _line in {
    "version_2": "HTTP/2 200",
    "version_1_2": "HTTP/1.2 200 OK",
    "version_in_lower_case": "http/1.1 200 OK",
}.items():
    _sends(_name, "B176", f"the status line is `{_line}`", raw(_line, HTML, LENGTH, CLOSE, body=PAGE))
_sends(
    "status_line_without_status",
    "B176",
    "the status line is `HTTP/1.1 OK`",
    raw("HTTP/1.1 OK", HTML, LENGTH, CLOSE, body=PAGE),
    State.ALIVE,
    State.UNSURE,
    why="no status was given",
)
_sends(
    "status_of_four_digits",
    "B047",
    "`HTTP/1.1 2000 OK`",
    raw("HTTP/1.1 2000 OK", HTML, LENGTH, CLOSE, body=PAGE),
    State.ALIVE,
    State.UNSURE,
    why="no status was given",
)
_sends(
    "interim_answers",
    "B177",
    "100, 102 and 103 before the 200",
    b"".join(raw(f"HTTP/1.1 {status} Wait") for status in (100, 102, 103)) + good(),
)
_sends(
    "switching_protocols",
    "B177",
    "101 that nobody asked for",
    raw("HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: upgrade"),
    State.ALIVE,
    State.UNSURE,
)


@behaviour("B158", State.DEAD, State.UNSURE, why="the 404 is clear, a header is broken; one run may doubt it")
async def malformed_not_found(_: Visit) -> bytes:
    """404 with a header line without a colon"""
    return gone().replace(b"\r\n", b"\r\nX-Broken header\r\n", 1)


@behaviour("B158", State.BLOCKED, State.UNSURE)
async def malformed_wall(_: Visit) -> bytes:
    """403 with a header line without a colon"""
    return reply(403, "cf-mitigated: challenge").replace(b"\r\n", b"\r\nX-Broken header\r\n", 1)


@behaviour("B158", State.MOVED, State.ALIVE, why="alive either way; the redirect is clear")
async def malformed_redirect(visit: Visit) -> bytes:
    """301 with a header line without a colon"""
    if visit.path == "/new":
        return good()
    return redirect(301, "/new").replace(b"\r\n", b"\r\nX-Broken header\r\n", 1)


@behaviour("B158", State.ALIVE, State.UNSURE, State.UNREACHABLE, why="it is not HTTP; only dead would be wrong")
async def speaks_another_protocol(_: Visit) -> bytes:
    """greets like a mail server"""
    return b"220 mail.lab ESMTP\r\n500 unrecognised command\r\n"


@behaviour("B178", State.ALIVE, State.UNREACHABLE, doors={443: Tls.HTTP2_ONLY}, why="without HTTP/2 nobody can tell")
async def speaks_only_http2(visit: Visit) -> None:
    """closes the connection on anything but HTTP/2"""
    visit.reset()


@behaviour("B158", State.UNREACHABLE, doors={80: Door.RAW}, why="nothing of it is HTTP")
async def sends_noise(visit: Visit) -> None:
    """sends bytes that mean nothing"""
    await visit.read_request()
    await visit.send(bytes(range(128, 256)) * 4)
