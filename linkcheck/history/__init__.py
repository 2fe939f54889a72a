"""The record between runs, in `.linkcheck/history.sqlite`: targets, archive answers, probes, runs, baseline, edits …"""

from linkcheck.history.archive_cache import ArchiveCache
from linkcheck.history.changes import ChangeState, FileChange, digest
from linkcheck.history.decisions import Choice, DecisionTable, Pair
from linkcheck.history.evidence import FlatCheck, check_of, flat, is_kept_whole
from linkcheck.history.history import History
from linkcheck.history.journal import Journal, JournalRun
from linkcheck.history.kept_verdicts import KeptVerdict, titled
from linkcheck.history.probes import ProbeTable
from linkcheck.history.saves import SavedTable
from linkcheck.history.shared import merge_shared, shared_text
from linkcheck.history.targets import TargetTable
from linkcheck.history.validators import is_unchanged, pack_validators, with_kept_page

__all__ = [
    "ArchiveCache",
    "ChangeState",
    "Choice",
    "DecisionTable",
    "FileChange",
    "FlatCheck",
    "History",
    "Journal",
    "JournalRun",
    "KeptVerdict",
    "Pair",
    "ProbeTable",
    "SavedTable",
    "TargetTable",
    "check_of",
    "digest",
    "flat",
    "is_kept_whole",
    "is_unchanged",
    "merge_shared",
    "pack_validators",
    "shared_text",
    "titled",
    "with_kept_page",
]
