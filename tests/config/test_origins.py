"""`[hosts."NAME"]`: which names there are, where their headers go, and what is said of headers that go too far."""

from __future__ import annotations

from pathlib import Path

import pytest

from linkcheck.config import Settings, header_warnings, load
from linkcheck.model import LinkcheckError


def settings(folder: Path, text: str) -> Settings:
    """Read a settings file."""
    (folder / "linkcheck.toml").write_text(text, "utf-8")
    return load(folder)


GOES = {
    "a.example": ["https://a.example/"],
    "A.Example.": ["https://a.example/"],
    "https://a.example": ["https://a.example/"],
    "http://a.example": ["http://a.example/"],
    "a.example:8080": ["http://a.example:8080/", "https://a.example:8080/"],
    "a.example:443": ["https://a.example/"],
    "https://a.example:8443/": ["https://a.example:8443/"],
    "http://wiki": ["http://wiki/"],
    "wiki:80": ["http://wiki/"],
    "localhost:80": ["http://localhost/"],
    "[::1]:80": ["http://[::1]/"],
}
OTHERS = ["https://b.example/", "https://x.a.example/", "https://a.example.evil.test/"]
URLS = sorted({url for urls in (*GOES.values(), OTHERS) for url in urls})


@pytest.mark.parametrize("name", GOES)
def test_headers_go_where_the_name_says(tmp_path: Path, name: str) -> None:
    """By https at its port; in the open, or to another port, only where the name has that scheme or that port."""
    ((origin, headers),) = settings(tmp_path, f'[hosts."{name}"]\nheaders = {{ X-Key = "1" }}\n').bound_headers()
    assert headers == {"X-Key": "1"}
    assert [url for url in URLS if origin.covers(url)] == sorted(GOES[name])


def test_a_status_is_accepted_by_any_scheme_and_port(tmp_path: Path) -> None:
    """The twin: it is no secret. The name that says more wins."""
    found = settings(tmp_path, '[hosts."a.example"]\naccept = 403\n[hosts."http://a.example"]\naccept = 404\n')
    urls = ("https://a.example/", "https://a.example:8443/", "http://a.example/", "https://b.example/")
    assert [set(found.accepted(url)) for url in urls] == [{403}, {403}, {404}, set()]


@pytest.mark.parametrize(
    "name", ["github", "com", "wiki/", "a b.example", "a.example/x", "ftp://a.example", "a.example:0"]
)
def test_what_names_no_host_is_an_error(tmp_path: Path, name: str) -> None:
    """A table that fits no link would do nothing, in silence."""
    with pytest.raises(LinkcheckError, match=r"^linkcheck\.toml:1: hosts\..* is no host name; .*\[hosts\."):
        settings(tmp_path, f'[hosts."{name}"]\nconcurrency = 1\n')


SECRET = ["Authorization", "cookie", "X-Api-Key", "PRIVATE-TOKEN", "X-Auth", "Proxy-Authorization", "X-AccessToken"]
PLAIN = ["Accept-Language", "User-Agent", "Accept", "X-Request-Id", "Idempotency-Key", "Authority", "X-Keyboard", "DNT"]


@pytest.mark.parametrize("name", SECRET + PLAIN)
def test_a_secret_for_every_host_is_told_of(tmp_path: Path, name: str) -> None:
    """By its name, and never by its value."""
    (tmp_path / "empty").mkdir()
    lines = list(header_warnings(settings(tmp_path, f'headers = {{ {name} = "hush" }}\n')))
    assert [f"headers: {name} goes to every host" in line for line in lines] == [True] * (name in SECRET)
    assert "hush" not in "".join(lines)
    assert not list(header_warnings(settings(tmp_path / "empty", f'headers = {{ {name} = "" }}\n')))


def test_headers_that_a_link_does_not_get_are_told_of(tmp_path: Path) -> None:
    """Once for a host, with the name that would send them there; nothing where all links get them."""
    text = (
        '[hosts."wiki.example"]\nheaders = { X-Key = "hush" }\n[hosts."http://b.example"]\nheaders = { X-Key = "1" }\n'
    )
    found = settings(tmp_path, text)
    (line,) = header_warnings(found, ["http://wiki.example/a", "http://wiki.example/b", "http://b.example/"])
    assert line.startswith('hosts."wiki.example".headers go to https://wiki.example:443 alone')
    assert '[hosts."http://wiki.example"]' in line
    assert not list(header_warnings(found, ["https://wiki.example/a", "https://b.example/", "http://c.example/"]))
