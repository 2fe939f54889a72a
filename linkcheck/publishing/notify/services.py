"""Hands a message to services that their owner names by Apprise's addresses: `mailto://`, `slack://`, `matrixs://` ...

These addresses hold passwords and tokens. None is ever repeated: a service is called by its number and its kind, and
Apprise's own log, which may quote them, is switched off.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from importlib.util import find_spec

from linkcheck.model import LinkcheckError
from linkcheck.publishing.notify.message import NewsMessage

EXAMPLE = "see https://github.com/caronc/apprise/wiki"


def told(message: NewsMessage, addresses: Sequence[str]) -> tuple[list[str], list[str]]:
    """Tell each service; return what the services are called that took it, and those that did not.

    Raises LinkcheckError for an address of no service, before anybody is told.
    """
    if find_spec("apprise") is None:
        raise LinkcheckError("notify needs Apprise, which is an extra: pip install 'linkcheck-md[notify]'")
    _quieten()
    from apprise import Apprise, AppriseAsset, NotifyFormat, NotifyType

    services = []
    asset = AppriseAsset(app_id="linkcheck", app_desc="linkcheck", app_url="https://github.com/linkcheck-md/linkcheck")
    for number, address in enumerate(addresses, 1):
        service = Apprise.instantiate(address, asset=asset, suppress_exceptions=True)
        if service is None:
            raise LinkcheckError(f"notify: the address {number} is of no service that Apprise knows; {EXAMPLE}")
        services.append((f"{number} ({_kind(address)})", service))
    taken: list[str] = []
    failed: list[str] = []
    for name, service in services:
        one = Apprise(asset=asset)
        one.add(service)
        done = one.notify(
            body=message.body, title=message.title, body_format=NotifyFormat.TEXT, notify_type=NotifyType.WARNING
        )
        (taken if done else failed).append(name)
    return taken, failed


def _kind(address: str) -> str:
    """Return the scheme of an address that Apprise knows, or nothing that could be a secret."""
    scheme = address.partition("://")[0]
    return scheme if scheme.isascii() and scheme.isalnum() and len(scheme) <= 12 else "service"


def _quieten() -> None:
    for name in ("apprise", "requests", "urllib3"):
        log = logging.getLogger(name)
        log.propagate = False
        log.addHandler(logging.NullHandler())
