"""The host in a URL, and the port that goes without saying."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.links.urls import canonicalise, without_default_port
from linkcheck.model import host_of


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://a.example/x", "a.example"),
        ("https://A.Example", "a.example"),
        ("https://a.example:8443/x", "a.example"),
        ("https://me:secret@a.example:8443/x", "a.example"),
        ("https://a.example./", "a.example."),
        ("http://[2001:DB8::1]:81/x", "2001:db8::1"),
        ("http://127.0.0.1:81/x", "127.0.0.1"),
        ("https://xn--strae-oqa.example/", "xn--strae-oqa.example"),
        ("http://[::bad/", ""),
        ("mailto:me@a.example", ""),
        ("/a.example/x", ""),
        ("", ""),
    ],
)
def test_the_host_of_a_url(url: str, host: str) -> None:
    """It has no port, no user and no brackets; text that is no URL, of which reports tell too, has none."""
    assert host_of(url) == host


@pytest.mark.parametrize(
    ("url", "without"),
    [
        ("http://a.example:80/x", "http://a.example/x"),
        ("HTTPS://A.example:443", "HTTPS://A.example"),
        ("http://u:p@a.example:80?q", "http://u:p@a.example?q"),
        ("http://[::1]:80/", "http://[::1]/"),
        ("http://a.example:443/x", "http://a.example:443/x"),
        ("https://a.example:80/x", "https://a.example:80/x"),
        ("http://a.example:8080/x", "http://a.example:8080/x"),
        ("http://a.example/x:80", "http://a.example/x:80"),
        ("http://a.example/http://b.example:80/", "http://a.example/http://b.example:80/"),
    ],
)
def test_a_default_port_goes_and_nothing_else(url: str, without: str) -> None:
    """Archives write it behind every host of old times."""
    assert without_default_port(url) == without


@given(st.sampled_from(["http", "https"]), st.integers(1, 65535))
def test_both_ways_agree_on_default_ports(scheme: str, port: int) -> None:
    """What is left out of a URL that is sent is left out of one that is looked up in an archive."""
    url = f"{scheme}://a.example:{port}/"
    assert canonicalise(url) == without_default_port(url)
