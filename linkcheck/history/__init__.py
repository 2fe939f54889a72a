"""The record between runs, in `.linkcheck/history.sqlite`: targets, archive answers, probes, runs, baseline, edits."""

from linkcheck.history.archive_cache import ArchiveCache
from linkcheck.history.history import History
from linkcheck.history.journal import ChangeState, FileChange, Journal, JournalRun, digest
from linkcheck.history.probes import ProbeTable
from linkcheck.history.shared import merge_shared, shared_text
from linkcheck.history.targets import TargetTable

__all__ = [
    "ArchiveCache",
    "ChangeState",
    "FileChange",
    "History",
    "Journal",
    "JournalRun",
    "ProbeTable",
    "TargetTable",
    "digest",
    "merge_shared",
    "shared_text",
]
