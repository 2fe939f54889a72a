"""The nouns of linkcheck, one frozen type each; a file for each stage.

Data flows one way, and each arrow is one function:

    files → documents → references → targets → checks → verdicts → mementos → findings → report | edits

Evidence and opinion are kept apart: an `Exchange` is what happened on the wire, `Evidence` is what a
signal says of it, a `Verdict` is what is concluded. Nothing here imports more than the standard library,
and msgspec for the nouns of which a blog has ten thousands: a `Struct` is made in a sixth of a dataclass's time.
"""

from linkcheck.model.certainty import Certainty, Level
from linkcheck.model.checks import Check, Fragment
from linkcheck.model.documents import (
    Dialect,
    Document,
    HeadingIds,
    Linkify,
    Position,
    Post,
    Span,
    TemplateLanguage,
    Wins,
    YamlReader,
)
from linkcheck.model.errors import LinkcheckError
from linkcheck.model.exchanges import (
    Exchange,
    Failure,
    FailureCode,
    Fetch,
    Page,
    Profile,
    Request,
    Response,
    Tls,
    Validators,
)
from linkcheck.model.findings import FAIL_ON, Edit, FailOn, Finding, KeptCopy, Original, Replaced, Report, Row, Target
from linkcheck.model.gaps import Gap
from linkcheck.model.mementos import Capture, CaptureList, Folder, LookupStatus, Memento
from linkcheck.model.past import Change, MovedPage, Past, RunStats, StrikeKind
from linkcheck.model.problems import Extraction, Problem
from linkcheck.model.references import Call, Quoting, Reference, Role, Syntax
from linkcheck.model.rules import Rule
from linkcheck.model.saves import Save, SaveState
from linkcheck.model.urls import DEFAULT_PORTS, Origin, Url, host_of
from linkcheck.model.verdicts import Evidence, Flag, Reason, State, Verdict
from linkcheck.model.work_trees import Forge, WorkTree

__all__ = [
    "DEFAULT_PORTS",
    "FAIL_ON",
    "Call",
    "Capture",
    "CaptureList",
    "Certainty",
    "Change",
    "Check",
    "Dialect",
    "Document",
    "Edit",
    "Evidence",
    "Exchange",
    "Extraction",
    "FailOn",
    "Failure",
    "FailureCode",
    "Fetch",
    "Finding",
    "Flag",
    "Folder",
    "Forge",
    "Fragment",
    "Gap",
    "HeadingIds",
    "KeptCopy",
    "Level",
    "LinkcheckError",
    "Linkify",
    "LookupStatus",
    "Memento",
    "MovedPage",
    "Origin",
    "Original",
    "Page",
    "Past",
    "Position",
    "Post",
    "Problem",
    "Profile",
    "Quoting",
    "Reason",
    "Reference",
    "Replaced",
    "Report",
    "Request",
    "Response",
    "Role",
    "Row",
    "Rule",
    "RunStats",
    "Save",
    "SaveState",
    "Span",
    "State",
    "StrikeKind",
    "Syntax",
    "Target",
    "TemplateLanguage",
    "Tls",
    "Url",
    "Validators",
    "Verdict",
    "Wins",
    "WorkTree",
    "YamlReader",
    "host_of",
]
