"""The record between runs, in `.linkcheck/history.sqlite`: targets, archive answers, probes, runs, baseline, edits …"""

from linkcheck.history.archive_cache import ArchiveCache
from linkcheck.history.decisions import Choice, DecisionTable, Pair
from linkcheck.history.evidence import is_kept_whole
from linkcheck.history.history import History
from linkcheck.history.journal import ChangeState, FileChange, Journal, JournalRun, digest
from linkcheck.history.kept_verdicts import KeptVerdict
from linkcheck.history.probes import ProbeTable
from linkcheck.history.saves import SavedTable
from linkcheck.history.shared import merge_shared, shared_text
from linkcheck.history.targets import TargetTable

__all__ = [
    "ArchiveCache",
    "ChangeState",
    "Choice",
    "DecisionTable",
    "FileChange",
    "History",
    "Journal",
    "JournalRun",
    "KeptVerdict",
    "Pair",
    "ProbeTable",
    "SavedTable",
    "TargetTable",
    "digest",
    "is_kept_whole",
    "merge_shared",
    "shared_text",
]
