"""DNS rebinding: a name that is public when it is checked, and private when it is connected to."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.internet import rebinding
from tests.internet.rebinding import HOSTS, PRIVATE

pytestmark = [pytest.mark.needs_namespace, pytest.mark.slow, pytest.mark.timeout(120)]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """One scan of all hosts, with no network allowed."""
    return rebinding.in_a_namespace(tmp_path_factory.mktemp("rebinding"))


def test_no_private_address_is_ever_connected_to(told: Mapping[str, Any]) -> None:
    """Not at first, not through a redirect, not for robots.txt, and not for an issuer's certificate."""
    assert told["private"] == []


def test_the_hosts_did_change_their_mind(told: Mapping[str, Any]) -> None:
    """The public ones were asked, and names were looked up a second time, when their answer was private."""
    plain = [host for host in HOSTS if host.url.startswith("http:") and not host.both]
    assert {f"{host.name}:80/page" for host in plain} <= set(told["public"])
    again = {name for name, count in told["lookups"].items() if count > 1}
    twice = ("upgrades", "downgrades", "hops", "robots-upgrade", "issuer", "issuer-at-router")
    assert again >= {f"{name}.lab" for name in twice}
    assert {"robots.lab:80/robots.txt", "robots-upgrade.lab:80/robots.txt"} <= set(told["public"])


def test_what_leads_inward_is_not_dead(told: Mapping[str, Any]) -> None:
    """A private address says nothing of a page; what answered is what it was."""
    verdicts = {target["url"]: target["verdict"] for target in told["report"]["targets"]}
    inward = ("both", "both-at-metadata", "upgrades", "hops", "sends")
    assert not {verdicts[f"http://{name}.lab/page"] for name in inward} - {"unsure", "unreachable"}
    assert verdicts["http://flips.lab/page"] == verdicts["https://issuer.lab/page"] == "alive"
    failures = {
        target["url"]: [exchange.get("failure") for exchange in target["exchanges"]]
        for target in told["report"]["targets"]
    }
    for name in ("upgrades", "hops", "sends"):
        assert "private-address" in failures[f"http://{name}.lab/page"]


def test_the_private_servers_would_have_noticed(tmp_path: Path) -> None:
    """Where the networks are allowed, they are connected to: so the first test means something."""
    told = rebinding.in_a_namespace(tmp_path, *(f"--allow-network={address}/32" for address in PRIVATE))
    assert set(told["private"]) == set(PRIVATE)
