"""Find, judge and repair the references of a Markdown blog.

`scan`, `check_url`, `render` and `read_report` are the Python API; `linkcheck.api` tells of them. They are imported
when they are asked for: `linkcheck --version` has no use for them.
"""

from typing import TYPE_CHECKING

from linkcheck.__about__ import __version__

if TYPE_CHECKING:
    from linkcheck.api import (
        Finding,
        LinkcheckError,
        Report,
        State,
        check_url,
        check_url_async,
        read_report,
        render,
        scan,
        scan_async,
    )

__all__ = [
    "Finding",
    "LinkcheckError",
    "Report",
    "State",
    "__version__",
    "check_url",
    "check_url_async",
    "read_report",
    "render",
    "scan",
    "scan_async",
]

if not TYPE_CHECKING:  # a checker would take every name for one that `__getattr__` knows

    def __getattr__(name):
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from linkcheck import api

        return getattr(api, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
