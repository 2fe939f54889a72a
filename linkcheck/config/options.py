"""Every option of `linkcheck scan`, declared once: the flag, the key in a settings file, the help, the reader.

The command line, the reading of settings files and the tables of the README are made from `OPTIONS`. Names and
defaults are those of the peers where there are any. A repeatable flag adds to the list of the file; any other
one replaces the file's value.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from linkcheck.config import values
from linkcheck.config.values import Parser


class Kind(StrEnum):
    """How a flag is given."""

    SWITCH = "switch"
    """No value: there or not."""
    COUNT = "count"
    """No value, but how often it is given counts: `-vv`."""
    OPTIONAL = "optional"
    """A value only after `=`."""
    TEXT = "text"
    """One value."""
    LIST = "list"
    """One value, and the flag may be repeated."""


@dataclass(frozen=True, slots=True)
class Option:
    """One option of `scan`."""

    key: str
    """Its name in a settings file and in the program."""
    flags: tuple[str, ...]
    kind: Kind
    parse: Parser
    help: str
    metavar: str | None = None
    default: str | None = None
    """In words, for the help; None where that is simply: not given."""
    in_file: bool = True
    """False for what only a command line may ask for."""


OPTIONS: tuple[Option, ...] = (
    Option(
        "fix",
        ("--fix",),
        Kind.OPTIONAL,
        values.fixes(()),
        "Rewrite dead links to their archived copies. A list of verdicts may follow after '='; plain --fix is 'dead'.",
        "KINDS",
        in_file=False,
    ),
    Option(
        "diff",
        ("--diff",),
        Kind.SWITCH,
        values.switch,
        "Print what --fix would change as a unified diff, and write nothing.",
        in_file=False,
    ),
    Option(
        "offline",
        ("--offline",),
        Kind.SWITCH,
        values.switch,
        "Look up no name and make no connection: report only what the files themselves show.",
    ),
    Option(
        "format",
        ("-f", "--format"),
        Kind.TEXT,
        values.one_of(()),
        "Format of the report on stdout, and of output files whose suffix says nothing.",
        "NAME",
        "text",
    ),
    Option(
        "outputs",
        ("-o", "--output"),
        Kind.LIST,
        values.strings,
        "Write the report to this file too; its suffix gives the format. '-' is stdout. Repeatable.",
        "FILE",
    ),
    Option(
        "stdin_filename",
        ("--stdin-filename",),
        Kind.TEXT,
        values.text,
        "With PATH -: the file that standard input stands for; its suffix and its place count.",
        "FILE",
        in_file=False,
    ),
    Option(
        "files_from",
        ("--files-from",),
        Kind.TEXT,
        values.text,
        "Read the files of this list too, one a line or between NULs; '-' is standard input. Those that are no posts "
        "are passed over.",
        "FILE",
        in_file=False,
    ),
    Option(
        "since",
        ("--since",),
        Kind.TEXT,
        values.revision,
        "Judge only the lines that were added or modified since the work at hand left this git revision, committed or "
        "not, and what that breaks in other posts; what else is broken is told as known and fails no run.",
        "REV",
        in_file=False,
    ),
    Option(
        "config",
        ("-c", "--config"),
        Kind.TEXT,
        values.text,
        "Settings file to use instead of the nearest linkcheck.toml or pyproject.toml.",
        "FILE",
        in_file=False,
    ),
    Option(
        "exclude",
        ("--exclude",),
        Kind.LIST,
        values.patterns,
        "Do not check URLs in which this regular expression is found. Repeatable.",
        "REGEX",
    ),
    Option(
        "include",
        ("--include",),
        Kind.LIST,
        values.patterns,
        "Check URLs in which this is found even where --exclude says no. Repeatable.",
        "REGEX",
    ),
    Option(
        "exclude_paths",
        ("--exclude-path",),
        Kind.LIST,
        values.strings,
        "Do not read files and folders of this pattern, written as in .gitignore. Repeatable.",
        "GLOB",
    ),
    Option(
        "accept",
        ("-a", "--accept"),
        Kind.TEXT,
        values.codes,
        "Take these statuses for alive, such as '200..=204,429'.",
        "CODES",
    ),
    Option(
        "headers",
        ("-H", "--header"),
        Kind.LIST,
        values.headers,
        "Send this header with every request, such as 'X-Token: 1'. Repeatable.",
        "'NAME: VALUE'",
    ),
    Option("user_agent", ("-u", "--user-agent"), Kind.TEXT, values.text, "Say that we are this client.", "TEXT"),
    Option(
        "allow_networks",
        ("--allow-network",),
        Kind.LIST,
        values.networks,
        "Let private and loopback addresses of this network be asked, such as 127.0.0.0/8. Repeatable.",
        "CIDR",
    ),
    Option("no_archive", ("--no-archive",), Kind.SWITCH, values.switch, "Look for no archived copies."),
    Option("fresh", ("--fresh",), Kind.SWITCH, values.switch, "Ask again, whatever earlier runs learned."),
    Option(
        "max_requests",
        ("--max-requests",),
        Kind.TEXT,
        values.whole(1),
        "Make at most so many requests to the links' hosts; the longest unchecked links come first.",
        "N",
    ),
    Option(
        "max_time",
        ("--max-time",),
        Kind.TEXT,
        values.seconds(0.001),
        "Ask the web for at most so long, in seconds or as '10m'; the longest unchecked links come first.",
        "SECONDS",
    ),
    Option(
        "baseline",
        ("--baseline",),
        Kind.SWITCH,
        values.switch,
        "Take what is broken now as known, so that --fail-on new fails on what breaks from now on.",
        in_file=False,
    ),
    Option(
        "insecure",
        ("--insecure",),
        Kind.SWITCH,
        values.switch,
        "Do not verify certificates: a bad one is no fault.",
    ),
    Option(
        "fail_on",
        ("--fail-on",),
        Kind.TEXT,
        values.fail_on,
        "Verdicts and levels of problems that make the exit code 1; 'new' is the default without what is known.",
        "LIST",
        "dead,invalid,error",
    ),
    Option(
        "timeout",
        ("-t", "--timeout"),
        Kind.TEXT,
        values.seconds(0.001),
        "Longest wait from connecting to the first byte; a whole target may take twice that.",
        "SECONDS",
        "20",
    ),
    Option(
        "max_retries",
        ("--max-retries",),
        Kind.TEXT,
        values.whole(0),
        "How often a request that failed in passing is tried again.",
        "N",
        "3",
    ),
    Option(
        "max_redirects",
        ("-m", "--max-redirects"),
        Kind.TEXT,
        values.whole(0),
        "How many redirects of one link are followed.",
        "N",
        "20",
    ),
    Option(
        "max_concurrency",
        ("--max-concurrency",),
        Kind.TEXT,
        values.whole(1),
        "How many requests may be under way at once, over all hosts.",
        "N",
        "256",
    ),
    Option(
        "host_concurrency",
        ("--host-concurrency",),
        Kind.TEXT,
        values.whole(1),
        "How many requests may be under way at once to one host.",
        "N",
        "4",
    ),
    Option(
        "host_request_interval",
        ("--host-request-interval",),
        Kind.TEXT,
        values.seconds(0.0),
        "Shortest time between two requests to one host, in seconds or as '100ms'.",
        "SECONDS",
        "0.1",
    ),
    Option("no_progress", ("-n", "--no-progress"), Kind.SWITCH, values.switch, "Show no progress bar."),
    Option(
        "verbose",
        ("-v", "--verbose"),
        Kind.COUNT,
        values.whole(0),
        "Say more: all places of a finding, and links with any verdict; -vv the living ones too.",
        default="0",
    ),
    Option("quiet", ("-q", "--quiet"), Kind.SWITCH, values.switch, "Say nothing that was not asked for."),
)
