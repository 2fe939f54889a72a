"""All behaviours, a file for each section of the catalogue; importing this registers them."""

from tests.internet.behaviours import (
    bodies,
    connections,
    encryption,
    fragments,
    framing,
    limits,
    logins,
    methods,
    names,
    ourselves,
    platforms,
    redirects,
    shapes,
    soft,
    statuses,
    walls,
)

__all__ = [
    "bodies",
    "connections",
    "encryption",
    "fragments",
    "framing",
    "limits",
    "logins",
    "methods",
    "names",
    "ourselves",
    "platforms",
    "redirects",
    "shapes",
    "soft",
    "statuses",
    "walls",
]
