"""URLs as they are sent: what the author wrote, with only what no URL can hold percent-encoded.

Path and query are the author's: `%2F`, `%7E`, `+`, lower-case codes, `;`, `[]` and an empty query stay, because
signed URLs and picky servers tell them apart. Scheme and host are not: these are lower-cased, IDNA-encoded, and
rid of a default port. What browsers would not take either is `invalid`, with a hint.
"""

from __future__ import annotations

import re

import idna

from linkcheck.model import Evidence, Reason, State, Url, Verdict

WEB = ("http", "https")
DEFAULT_PORTS = {"http": 80, "https": 443}

SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
INVISIBLE = re.compile("[\u00a0\u00ad\u200b-\u200f\u2028\u2029\u202a-\u202e\u2060-\u2064\ufeff]")
"""What word processors paste along: no-break and zero-width spaces, direction marks, BOM."""
ILLEGAL_IN_PATH = re.compile(r'[\x00-\x20"<>\\^`{|}\x7f-\U0010ffff]')
ILLEGAL_IN_QUERY = re.compile(r'[\x00-\x20"<>\\^`{|}\x7f-\U0010ffff]')
BAD_IN_HOST = re.compile(r"[\x00-\x20\x22#%/<>?@\\^`{|}\x7f]")
DOT = re.compile(r"^(?:\.|%2e)$", re.IGNORECASE)
DOT_DOT = re.compile(r"^(?:\.|%2e){2}$", re.IGNORECASE)
PORT = re.compile(r"^[0-9]*$")

MISSPELT_SCHEMES = {
    "ttp": "http", "htp": "http", "htt": "http", "hhttp": "http", "httpp": "http", "hptt": "http", "http.": "http",
    "ttps": "https", "htps": "https", "htttp": "http", "htttps": "https", "httsp": "https", "hhttps": "https",
    "httpss": "https", "hptts": "https", "htpps": "https", "https.": "https",
}  # fmt: skip
NO_COLON = re.compile(r"(https?)//+(.+)", re.IGNORECASE)
TWICE = re.compile(r"https?:/{0,2}https?(?::/|//|$)", re.IGNORECASE)
MAIL = re.compile(r"mail-?to-?$", re.IGNORECASE)

SECRET = re.compile(
    r"(?i)(?<=[?&;])((?:[^=&;#]*[-_])?(?:access_?token|auth|api_?key|key|password|passwd|pwd|secret|sig|signature|token"
    r"|session|sid|jsessionid|credential|x-amz-[a-z-]+|x-goog-[a-z-]+)=)[^&;#]+"
)
USERINFO = re.compile(r"(?<=//)[^/?#@\s]*@")


class _InvalidError(Exception):
    """Found while parsing; becomes a verdict at the one exit."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


def canonicalise(text: str) -> Url | Verdict:
    """Return an absolute http(s) URL as it is sent, without its fragment; or an `invalid` verdict with a hint.

    Total and idempotent: a URL that came out goes in and comes out the same (WHATWG URL, where not said otherwise).
    """
    try:
        return _canonical(text)
    except _InvalidError as error:
        return invalid(error.reason, error.detail)


def invalid(reason: Reason, detail: str) -> Verdict:
    """Return the verdict on what cannot be a URL as written."""
    evidence = Evidence("url", State.INVALID, reason, detail)
    return Verdict(State.INVALID, reason, detail, evidence=(evidence,))


def scheme_of(text: str) -> str | None:
    """Return a reference's scheme in lower case, None where it has none."""
    match = SCHEME.match(text)
    return match[1].lower() if match else None


def misspelt(text: str) -> Verdict | None:
    """Say what a scheme that nobody has was meant to be; None where it may be meant."""
    match = SCHEME.match(text)
    if match is not None:
        scheme, rest = match[1].lower(), text[match.end() :]
        meant = MISSPELT_SCHEMES.get(scheme)
        if meant is not None:
            return invalid(Reason.BAD_SCHEME, f"no such scheme; did you mean {meant}://{rest.lstrip('/')}?")
        if MAIL.match(scheme) and scheme != "mailto":
            return invalid(Reason.BAD_SCHEME, f"no such scheme; did you mean mailto:{rest}?")
    without_colon = NO_COLON.match(text)
    if without_colon is not None:
        return invalid(
            Reason.BAD_SCHEME, f"no colon after the scheme; did you mean {without_colon[1]}://{without_colon[2]}?"
        )
    return None


def _canonical(text: str) -> Url:
    text = text.strip(" \t\r\n\x0c")
    found = INVISIBLE.search(text)
    if found is not None:
        clean = INVISIBLE.sub("", text)
        raise _InvalidError(
            Reason.BAD_CHARACTER, f"contains the invisible character U+{ord(found[0]):04X}; did you mean {clean}?"
        )
    scheme = scheme_of(text)
    if scheme not in WEB:
        raise _InvalidError(Reason.BAD_SCHEME, "not an http or https URL")
    rest = text[len(scheme) + 1 :].partition("#")[0]
    if TWICE.match(text):
        meant = re.sub(r"^https?:/{0,2}(https?):?/*", r"\1://", text, flags=re.IGNORECASE)
        raise _InvalidError(Reason.BAD_SCHEME, f"the scheme stands twice; did you mean {meant}?")
    slashes = len(rest) - len(rest.replace("\\", "/").lstrip("/"))
    if slashes != 2:
        raise _InvalidError(
            Reason.BAD_SCHEME, f"two slashes follow the colon; did you mean {scheme}://{rest[slashes:]}?"
        )
    authority, path, query = _split(rest[2:])
    return Url(f"{scheme}://{_authority(authority, scheme)}{_path(path)}{query}")


def _split(rest: str) -> tuple[str, str, str]:
    """Split what follows `//` into authority, path and query (with its `?`)."""
    before, question, query = rest.partition("?")
    before = before.replace("\\", "/")
    authority, slash, path = before.partition("/")
    return authority, slash + path, question + _escape(ILLEGAL_IN_QUERY, query)


def _escape(illegal: re.Pattern[str], text: str) -> str:
    return illegal.sub(lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "replace")), text)


def _path(path: str) -> str:
    """Collapse `.` and `..` as browsers do, escape what is illegal, and change nothing else."""
    segments: list[str] = []
    parts = path.split("/")[1:]
    for index, part in enumerate(parts):
        last = index == len(parts) - 1
        if DOT_DOT.match(part):
            if segments:
                segments.pop()
        elif not DOT.match(part):
            segments.append(part)
            continue
        if last:
            segments.append("")
    return "/" + _escape(ILLEGAL_IN_PATH, "/".join(segments))


def _authority(authority: str, scheme: str) -> str:
    userinfo, at, host_port = authority.rpartition("@")
    if host_port.startswith("["):
        host, bracket, port = host_port.partition("]")
        host, port = host + bracket, port.removeprefix(":")
    else:
        host, _, port = host_port.partition(":")
        host = _host(host)
    if not PORT.match(port) or (port and not 0 < int(port) <= 65535):
        raise _InvalidError(Reason.BAD_PORT, f"{port!r} is no port (1 to 65535)")
    kept = f":{int(port)}" if port and int(port) != DEFAULT_PORTS[scheme] else ""
    return _escape(ILLEGAL_IN_PATH, userinfo) + at + host.lower() + kept


def _host(host: str) -> str:
    """Return a host name as the name servers have it; underscores and emoji are names too."""
    if not host:
        raise _InvalidError(Reason.BAD_HOST, "there is no host after the slashes")
    bad = BAD_IN_HOST.search(host)
    if bad is not None:
        raise _InvalidError(Reason.BAD_HOST, f"{bad[0]!r} cannot stand in a host name")
    name = host if host.isascii() else _ascii_host(host)
    labels = name.removesuffix(".").split(".")
    if not all(labels):
        raise _InvalidError(Reason.BAD_HOST, f"{host} has two dots in a row or begins with one")
    if max(map(len, labels)) > 63 or len(name) > 254:
        raise _InvalidError(Reason.BAD_HOST, f"{host[:80]} is longer than a host name can be")
    return name.lower()


def _ascii_host(host: str) -> str:
    try:
        return idna.encode(host, uts46=True, transitional=False).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        pass
    try:  # emoji and symbols are outside IDNA 2008, and registered all the same
        return ".".join(
            label if label.isascii() else "xn--" + label.lower().encode("punycode").decode("ascii")
            for label in re.split("[.\u3002\uff0e\uff61]", host)
        )
    except UnicodeError:
        raise _InvalidError(Reason.BAD_HOST, f"{host[:80]!r} is no host name") from None


def mask(url: str) -> str:
    """Return a URL for people and reports: user info and secret query values as `***`."""
    return SECRET.sub(r"\1***", USERINFO.sub("***@", url))
