"""What is a secret in a URL, and what is not: its value tells."""

from __future__ import annotations

import base64
import random
import string
import uuid
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.links.urls import redact, redaction

HEX = "0c1d9e8b7a435f60d2e1c3b4a5968778"
BASE64 = "wJalrXUtnFEMI%2FK7MDENG%2BbPxRfiCYEXAMPLEKEY8%3D"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"
UUID = "550e8400-e29b-41d4-a716-446655440000"

SECRETS = {
    "https://me:pw@x.org/a": "https://***@x.org/a",
    "https://a%40b@x.org/": "https://***@x.org/",
    f"https://x.org/?token={HEX}&a=1": "https://x.org/?token=***&a=1",
    f"https://x.org/?a=1;access_token={BASE64}#f": "https://x.org/?a=1;access_token=***#f",
    f"https://x.org/?accessToken={UUID}": "https://x.org/?accessToken=***",
    f"https://x.org/cb#id_token={HEX}&state=x": "https://x.org/cb#id_token=***&state=x",
    f"https://x.org/a;jsessionid={HEX.upper()}?b=1": "https://x.org/a;jsessionid=***?b=1",
    f"https://x.org/?PHPSESSID={HEX}": "https://x.org/?PHPSESSID=***",
    f"https://x.org/?sid={HEX}": "https://x.org/?sid=***",
    f"https://x.org/?jwt={JWT}": "https://x.org/?jwt=***",
    f"https://x.org/?q={JWT}": "https://x.org/?q=***",
    f"https://x.org/verify/{JWT}/now": "https://x.org/verify/***/now",
    f"https://b.s3.amazonaws.com/k?X-Amz-Date=20190102T030405Z&X-Amz-Signature={HEX}{HEX}": (
        "https://b.s3.amazonaws.com/k?X-Amz-Date=20190102T030405Z&X-Amz-Signature=***"
    ),
    f"https://b.s3.amazonaws.com/k?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Signature={BASE64}": (
        "https://b.s3.amazonaws.com/k?AWSAccessKeyId=***&Signature=***"
    ),
    f"https://a.blob.core.windows.net/k?sv=2019-02-02&se=2019-05-06T07%3A08Z&sig={BASE64}": (
        "https://a.blob.core.windows.net/k?sv=2019-02-02&se=2019-05-06T07%3A08Z&sig=***"
    ),
    "https://x.org/map?key=AIzaSyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q": "https://x.org/map?key=***",
    f"https://x.org/?api_key={HEX}": "https://x.org/?api_key=***",
    "https://x.org/?password=hunter2": "https://x.org/?password=***",
    f"https://api.telegram.org/bot123456789:AA{HEX}x/getMe": "https://api.telegram.org/bot***/getMe",
    "https://x.org/?t=ghp_0123456789abcdefghijABCDEFGHIJ012345": "https://x.org/?t=***",
}
NO_SECRETS = [
    "https://x.org/@me",
    "https://x.org/?mail=a@b.example",
    "https://x.org/?monkey=1&v=2",
    "https://forum.example/viewtopic.php?t=5&sid=66538",
    "https://x.org/?session=2019-06-12-opening-keynote",
    "https://x.org/?session=how-to-build-a-token-server-in-2019",
    "https://x.org/?session=66538&key=introduction",
    "https://x.org/?session=OpeningKeynoteOfTheSecondDay2019",
    "https://x.org/lookup?key=harbour_lights_of_the_north_1912",
    "https://docs.example/?key=HKEY_LOCAL_MACHINE%5CSOFTWARE%5CMicrosoft",
    "https://x.org/?key=0AtgH",
    "https://pan.example/s/1abcdEFGH?pwd=8k3d",
    "https://x.org/account?password=reset",
    "https://x.org/?auth=facebook&token=refresh",
    "https://x.org/?token=abc&signature=none",
    "https://x.org/?ticket=20190612-0001",
    "https://x.org/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=3600",
    f"https://git.example/commit?id={HEX}",
    f"https://x.org/?utm_id={UUID}",
    f"https://x.org/{HEX}/token/{UUID}",
    "https://www.youtube.com/watch?v=dQw4w9WgXcQ&list=PLFgquLnL59alCl_2TQvOiD5Vgm1hCaGSI",
    "https://x.org/?policy=privacy&security=statement-of-the-whole-group",
    "https://x.org/?sign=aquarius-and-the-other-eleven-signs",
]


@pytest.mark.parametrize(("url", "shown"), SECRETS.items())
def test_a_secret_is_hidden(url: str, shown: str) -> None:
    """And nothing else; what is hidden once stays as it is."""
    assert redact(url) == shown
    assert redact(shown) == shown


@pytest.mark.parametrize("url", NO_SECRETS)
def test_what_is_none_is_shown(url: str) -> None:
    """Names alone hide nothing: public posts have numbers and words under them."""
    assert redact(url) == url


DRAWN: dict[str, Callable[[random.Random], str]] = {
    "hexadecimal": lambda draw: draw.randbytes(16).hex(),
    "Base64": lambda draw: base64.b64encode(draw.randbytes(32)).decode(),
    "Base64 of URLs": lambda draw: base64.urlsafe_b64encode(draw.randbytes(24)).decode(),
    "letters and digits": lambda draw: "".join(draw.choices(string.ascii_letters + string.digits, k=32)),
    "small letters and digits": lambda draw: "".join(draw.choices(string.ascii_lowercase + string.digits, k=32)),
    "UUIDs": lambda draw: str(uuid.UUID(bytes=draw.randbytes(16))),
    "digits": lambda draw: "".join(draw.choices(string.digits, k=30)),
}
NAMES = ("token", "access_token", "sig", "Signature", "X-Amz-Signature", "client-secret", "apiKey")
WORDS = ["the", "harbour", "lights", "old", "session", "key", "Windows", "Server", "talk", "public", "tokens", "noon"]


@pytest.mark.parametrize("kind", DRAWN)
def test_what_a_machine_has_drawn_is_known(kind: str) -> None:
    """Nearly always: chance may draw what looks like words."""
    draw = random.Random(10)  # noqa: S311 - secrets of a test
    urls = [f"https://x.org/?{draw.choice(NAMES)}={DRAWN[kind](draw)}" for _ in range(1000)]
    assert sum(url.endswith("=***") for url in map(redact, urls)) >= 980


@pytest.mark.parametrize("between", ["-", "_", "+", "%20", ".", ""])
def test_words_and_numbers_of_people_are_known(between: str) -> None:
    """Whatever stands between them."""
    draw = random.Random(11)  # noqa: S311 - no secrets at all
    names = ("key", "session", "sid", "auth", "ticket")
    posts = [[*draw.choices(WORDS, k=4), str(draw.randrange(99_999)), draw.choice(WORDS)] for _ in range(1000)]
    urls = [f"https://x.org/?{draw.choice(names)}={between.join(words)}" for words in posts]
    assert sum(redact(url) == url for url in urls) >= 995


@given(st.text(st.characters(codec="ascii"), max_size=60))
def test_any_text_is_redacted_to_itself_in_the_end(text: str) -> None:
    """What is redacted twice is redacted once."""
    once = redact(f"https://{text}")
    assert redact(once) == once


PIECES = [
    "://",
    "a@",
    "?",
    "token=",
    "/",
    f"{HEX}",
    UUID,
    JWT,
    "/bot",
    "12345678:",
    "hooks.slack.com/services/",
    " ",
    ".",
]
ISSUED = ["AKIA", "ASIA", "AIza", "ya29.", "ghp_", "github_pat_", "glpat-", "npm_", "pypi-", "xoxb-", "sk_live_", "SG."]


@given(st.lists(st.sampled_from([*PIECES, *ISSUED, "/api/webhooks/", "A1b2" * 10, "-"]), max_size=8).map("".join))
def test_what_the_sieve_lets_go_holds_no_secret(url: str) -> None:
    """The sieve sees to it that few URLs are searched for each kind of secret; none with one is let go."""
    if redaction.SIEVE.search(url) is None:
        assert not any(kind.search(url) for kind in (redaction.USERINFO, redaction.ISSUED, redaction.PARAMETER))
