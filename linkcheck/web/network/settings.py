"""The user's settings of the network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from linkcheck.model import Origin
from linkcheck.web.network import guard
from linkcheck.web.network.guard import Network


@dataclass(slots=True)
class Budget:
    """Counts the requests that are left; all checks under way share it."""

    left: int

    def take(self) -> bool:
        """Take one request, if there is one."""
        if self.left <= 0:
            return False
        self.left -= 1
        return True


@dataclass(frozen=True, slots=True)
class HostSettings:
    """The settings of one host; None leaves those of the run."""

    concurrency: int | None = None
    request_interval: float | None = None


@dataclass(frozen=True, slots=True)
class NetworkSettings:
    """The settings of a run. Times are in seconds."""

    user_agent: str
    timeout: float = 20.0
    """From connecting to the first byte; all attempts of a request together get twice that."""
    max_retries: int = 3
    max_concurrency: int = 1024
    host_concurrency: int = 4
    host_request_interval: float = 0.1
    hosts: Mapping[str, HostSettings] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    """For every host."""
    bound_headers: tuple[tuple[Origin, Mapping[str, str]], ...] = ()
    """For those who listen there; later ones win."""
    insecure: bool = False
    allow_networks: tuple[Network, ...] = ()
    """Networks that may be asked though they are not public."""
    networks_given: tuple[Network, ...] = ()
    """Those of `allow_networks` that whoever started the run gave: they open the metadata services of clouds, too."""
    max_body: int = 256 * 1024
    """Bytes read of a text body, after decompression."""
    use_proxies: bool = True
    budget: Budget | None = None
    """Requests that may be made; None: without end."""
    keep_alive: bool = False
    """Use connections again; for one known server only, since unknown ones close them silently."""

    def allows(self, address: guard.Address) -> bool:
        """Tell whether an address may be connected to."""
        return guard.allowed(address, self.allow_networks, self.networks_given)

    def concurrency_of(self, host: str) -> int:
        """Return how many requests one host may get at once."""
        own = self.hosts[host].concurrency if host in self.hosts else None
        return self.host_concurrency if own is None else own
