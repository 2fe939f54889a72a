"""All settings of one run, each declared once: defaults, then a settings file, then flags make a `Settings`.

Pure: the text of files comes from `sources`, and nothing here knows what a setting is for. Names and defaults are
those of other link checkers where they have them.

To add an option, declare a field here; where the Python API takes it, name its type in `Keywords` below.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from msgspec.structs import replace

from linkcheck.__about__ import __version__
from linkcheck.config import origins, tables, values
from linkcheck.config.editors import EDITOR
from linkcheck.config.options import HelpGroup, Kind, TemplateSection, options_of, setting
from linkcheck.config.parts import (
    AT_ONCE,
    ArchiveTable,
    ConfirmTable,
    HistoryTable,
    HostTable,
    KeepTable,
    RepairTable,
    SaveTable,
)
from linkcheck.config.tables import part
from linkcheck.config.values import Network
from linkcheck.model import FAIL_ON, FailOn, Level, Origin, Problem, Rule
from linkcheck.strangers import LinearPattern

USER_AGENT = f"lc-md/{__version__} (+https://pypi.org/project/%6Cinkcheck-md/)"
"""The name that servers see.

A stock mod_security rule answers 403 to every agent that contains `link`, and others dislike `checker` and `bot`,
so the program's own name would make living pages look refused. Hence a product of its own, and the address of
the project with its first letter percent-encoded: the same URL by RFC 3986 §6.2.2.2, and without the word.
"""

SCOPE = TemplateSection(
    "Which files and links are checked. Patterns of files are written as in .gitignore;\n"
    "links are matched by regular expressions."
)
FAILING = TemplateSection(
    "What makes the exit code 1: verdicts (dead, invalid, moved, unreachable …), levels of problems (error, warning,\n"
    'note), and "new" for what was not broken when the baseline was recorded.',
    "For example, on a blog with many old broken links:",
)
PACE = TemplateSection(
    'How long linkcheck waits, and how fast it asks. Times are in seconds, or text such as "500ms" and "2m".',
    "For example, to limit a night's work; links that have gone unchecked longest come first:",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings of one run."""

    fix: frozenset[str] = setting(
        frozenset(),
        lambda names: values.fixes(names.fixes()),
        "Replace dead links with their archived copies. Other verdicts may follow after '=', as in --fix=dead,moved, "
        "or 'all'; plain --fix means 'dead'.",
        flag="--fix KINDS",
        group=HelpGroup.REPAIR,
        kind=Kind.OPTIONAL,
        in_file=False,
    )
    fix_unconfirmed: bool = setting(
        False,
        values.switch,
        "With --fix or --diff, also replace dead links that were alive before, without waiting until a run of a later "
        "night agrees.",
        flag="--fix-unconfirmed",
        group=HelpGroup.REPAIR,
        in_file=False,
    )
    """The same as `confirm.fix = "at-once"`."""
    diff: bool = setting(
        False,
        values.switch,
        "Print the changes that --fix would make as a unified diff, and write nothing.",
        flag="--diff",
        group=HelpGroup.REPAIR,
        in_file=False,
    )
    commit: bool = setting(
        False,
        values.switch,
        "Make a git commit of each post that is written, which says what was changed and why. If something is staged, "
        "or one of the posts has changes that are not committed, nothing is written.",
        flag="--commit",
        group=HelpGroup.REPAIR,
        in_file=False,
    )
    offline: bool = setting(
        False,
        values.switch,
        "Look up no name and make no connection; report only what the files themselves show.",
        flag="--offline",
        group=HelpGroup.LINKS,
    )
    format: str | None = setting(
        None,
        lambda names: values.one_of(names.formats),
        "Format of the report on stdout, and of output files whose suffix names no format.",
        flag="-f --format NAME",
        group=HelpGroup.REPORT,
        default_words="text",
    )
    outputs: tuple[str, ...] = setting(
        (),
        values.strings,
        "Write the report to this file; its suffix gives the format. '-' means stdout, which else gets a short summary "
        "in words, and with --quiet nothing.",
        flag="-o --output FILE",
        group=HelpGroup.REPORT,
        kind=Kind.LIST,
    )
    notes: bool = setting(
        False,
        values.switch,
        "Tell notes in SARIF and in GitLab's Code Quality, too: what is no fault for certain, and what the baseline "
        "knows. All other formats tell them in any case.",
        flag="--notes",
    )
    dataset: str | None = setting(
        None,
        values.text,
        "Add the run to this folder as a night of Parquet files, for questions over many links and nights: linkcheck "
        "report --from DIR.",
        flag="--dataset DIR",
        group=HelpGroup.NIGHTS,
        in_file=False,
    )
    shards: int | None = setting(
        None,
        values.whole(1),
        "With --dataset: ask for the links in so many parts, each with a history of its own in DIR, so that a million "
        "links need no more memory than some thousands. A run that was cut short goes on when it is repeated.",
        flag="--shards N",
        group=HelpGroup.NIGHTS,
        in_file=False,
    )
    stdin_filename: str | None = setting(
        None,
        values.text,
        "With PATH -: the file that standard input stands for. Its suffix and its folder are used.",
        flag="--stdin-filename FILE",
        group=HelpGroup.INPUT,
        in_file=False,
    )
    files_from: str | None = setting(
        None,
        values.text,
        "Read the files of this list too. It holds one name per line, or names separated by NUL; '-' means standard "
        "input. Files that are not posts are skipped.",
        flag="--files-from FILE",
        group=HelpGroup.INPUT,
        in_file=False,
    )
    urls: tuple[str, ...] = setting(
        (),
        values.strings,
        "Check the URLs of this list too: one per line, or the column 'url' of a .csv, .tsv or .parquet file; '-' "
        "means standard input. Lines that begin with # are skipped, and nothing in a list is edited.",
        flag="--urls FILE",
        group=HelpGroup.INPUT,
        kind=Kind.LIST,
        in_file=False,
    )
    url_column: str | None = setting(
        None,
        values.text,
        "With --urls: the name of the column that holds the URLs.",
        flag="--url-column NAME",
        group=HelpGroup.INPUT,
        default_words="url",
        in_file=False,
    )
    repositories: str | None = setting(
        None,
        values.text,
        "Read the git repositories of this list too, each by its own settings: one ADDRESS, ADDRESS#BRANCH:FOLDER or "
        "path per line; '-' means standard input. Shallow copies are kept in .linkcheck/repositories and brought up to "
        "date by each run.",
        flag="--repositories FILE",
        group=HelpGroup.INPUT,
        in_file=False,
    )
    since: str | None = setting(
        None,
        values.revision,
        "Judge only lines that were added or changed, committed or not, since your work branched off from this git "
        "revision, and what these changes break in other posts. Everything else that is broken is reported as known "
        "and does not fail the run.",
        flag="--since REV",
        group=HelpGroup.NIGHTS,
        in_file=False,
    )
    only: tuple[str, ...] = setting(
        (),
        values.strings,
        "Ask, report and repair no links but those to this URL, wherever it stands under PATH.",
        flag="--url URL",
        group=HelpGroup.LINKS,
        kind=Kind.LIST,
        in_file=False,
    )
    file: Path | None = setting(
        None,
        values.path,
        "Use this settings file instead of the nearest linkcheck.toml or pyproject.toml.",
        key="config",
        flag="-c --config FILE",
        group=HelpGroup.PROGRAM,
        in_file=False,
    )
    """The settings file that was read."""
    isolated: bool = setting(
        False,
        values.switch,
        "Look for no settings file and no .linkcheckignore; of them, read only the file that --config names and what "
        "lies beside it, and write none of the outputs that it names.",
        flag="--isolated",
        group=HelpGroup.PROGRAM,
        in_file=False,
    )
    paths: tuple[str, ...] = setting(
        (),
        values.strings,
        "Files and folders to read where the command line names none, from the folder of this file, which they may not "
        "leave; without them those in which the site has its posts.",
        section=SCOPE,
        examples=('paths = ["content/", "README.md"]',),
    )
    """Relative to the folder of the settings file."""
    exclude: tuple[LinearPattern, ...] = setting(
        (),
        values.patterns,
        "Do not check URLs in which this regular expression is found.",
        flag="--exclude REGEX",
        group=HelpGroup.LINKS,
        kind=Kind.LIST,
        section=SCOPE,
        examples=(r"exclude = ['^https://intranet\.example/', '//localhost\b']",),
    )
    """Of the file, of the flags and of `.linkcheckignore`."""
    include: tuple[LinearPattern, ...] = setting(
        (),
        values.patterns,
        "Check URLs in which this regular expression is found, even if --exclude says not to.",
        flag="--include REGEX",
        group=HelpGroup.LINKS,
        kind=Kind.LIST,
        section=SCOPE,
    )
    exclude_paths: tuple[str, ...] = setting(
        (),
        values.strings,
        "Do not read files and folders that match this pattern, written as in .gitignore.",
        flag="--exclude-path GLOB",
        group=HelpGroup.INPUT,
        kind=Kind.LIST,
        section=SCOPE,
        examples=('exclude_paths = ["drafts/", "CHANGELOG.md"]',),
    )
    accept: frozenset[int] = setting(
        frozenset(),
        values.codes,
        "Treat these HTTP statuses as alive, such as '200..=204,429'.",
        flag="-a --accept CODES",
        group=HelpGroup.LINKS,
    )
    headers: Mapping[str, str] = setting(
        {},
        values.headers,
        "Send this header with every request, such as 'X-Token: 1'.",
        flag="-H --header 'NAME: VALUE'",
        group=HelpGroup.REQUESTS,
        kind=Kind.LIST,
    )
    user_agent: str = setting(
        USER_AGENT,
        values.text,
        "Send this text as the User-Agent header.",
        flag="-u --user-agent TEXT",
        group=HelpGroup.REQUESTS,
        default_words="",
    )
    allow_networks: tuple[Network, ...] = setting(
        (),
        values.networks,
        "Allow requests to private and loopback addresses in this network, such as 127.0.0.0/8. Only this flag, and no "
        "settings file, opens addresses where clouds tell machines their secrets.",
        flag="--allow-network CIDR",
        group=HelpGroup.REQUESTS,
        kind=Kind.LIST,
    )
    no_archive: bool = setting(
        False, values.switch, "Do not look for archived copies.", flag="--no-archive", group=HelpGroup.LINKS
    )
    """The same as `archive.enabled` the other way round, which is what the program reads."""
    fresh: bool = setting(
        False,
        values.switch,
        "Check all links again, whatever earlier runs learned.",
        flag="--fresh",
        group=HelpGroup.NIGHTS,
    )
    max_requests: int | None = setting(
        None,
        values.whole(1),
        "Make at most this many requests to the hosts of links; links that have gone unchecked longest come first.",
        flag="--max-requests N",
        group=HelpGroup.NIGHTS,
        section=PACE,
        examples=("max_requests = 2000",),
    )
    max_time: float | None = setting(
        None,
        values.seconds(0.001),
        "Check links for at most this long, in seconds or as '10m'; links that have gone unchecked longest come first.",
        flag="--max-time SECONDS",
        group=HelpGroup.NIGHTS,
        section=PACE,
        examples=('max_time = "20m"',),
    )
    baseline: bool = setting(
        False,
        values.switch,
        "Record what is broken now as known, so that --fail-on new fails only on what breaks from now on.",
        flag="--baseline",
        group=HelpGroup.NIGHTS,
        in_file=False,
    )
    insecure: bool = setting(
        False,
        values.switch,
        "Do not verify certificates; a bad certificate is then no fault.",
        flag="--insecure",
        group=HelpGroup.REQUESTS,
    )
    fail_on: frozenset[FailOn] = setting(
        FAIL_ON,
        values.fail_on,
        "Exit with code 1 if one of these verdicts or levels of problems remains. 'new' means the default, without "
        "what is already known.",
        flag="--fail-on LIST",
        group=HelpGroup.REPORT,
        section=FAILING,
        examples=('fail_on = ["new"]',),
    )
    timeout: float = setting(
        20.0,
        values.seconds(0.001),
        "Wait at most this long from connecting to the first byte; all requests for one link may take twice as long.",
        flag="-t --timeout SECONDS",
        group=HelpGroup.REQUESTS,
        section=PACE,
    )
    max_retries: int = setting(
        3,
        values.whole(0),
        "Repeat a request at most this many times after a failure that may pass.",
        flag="--max-retries N",
        group=HelpGroup.REQUESTS,
        section=PACE,
    )
    # As browsers do; lychee stops at 10, and calls living pages dead.
    max_redirects: int = setting(
        20,
        values.whole(0),
        "Follow at most this many redirects of one link.",
        flag="-m --max-redirects N",
        group=HelpGroup.REQUESTS,
        section=PACE,
    )
    engine: str = setting(
        "auto",
        values.one_of(("auto", "local", "processes", "dask")),
        "Where links are checked: 'local' is this process, 'processes' share the links among the cores, 'auto' takes "
        "these for thousands of links, 'dask' shares them among the workers of a Dask cluster.",
        flag="--engine NAME",
        group=HelpGroup.REQUESTS,
        section=PACE,
    )
    # In no file: whoever is asked for work can run anything here.
    scheduler: str | None = setting(
        None,
        values.text,
        "With --engine dask: the address of the cluster's scheduler, such as 'tcp://10.0.0.5:8786'. Without it, "
        "DASK_SCHEDULER_ADDRESS is asked, or else a cluster is started on this machine.",
        flag="--scheduler ADDRESS",
        group=HelpGroup.REQUESTS,
        section=PACE,
        in_file=False,
    )
    max_concurrency: int = setting(
        1024,
        values.whole(1),
        "Make at most this many requests at the same time, over all hosts.",
        flag="--max-concurrency N",
        group=HelpGroup.REQUESTS,
        section=PACE,
    )
    host_concurrency: int = setting(
        4,
        values.whole(1),
        "Make at most this many requests at the same time to one host.",
        flag="--host-concurrency N",
        group=HelpGroup.REQUESTS,
        section=PACE,
    )
    host_request_interval: float = setting(
        0.1,
        values.seconds(0.0),
        "Wait at least this long between two requests to one host, in seconds or as '100ms'.",
        flag="--host-request-interval SECONDS",
        group=HelpGroup.REQUESTS,
        section=PACE,
    )
    editor: str = setting(
        EDITOR,
        values.editor,
        "Editor that the places of the HTML report open in: its name, or an address with {path}, {line} and {column}; "
        "'none' for no such links. They hold the path of your folder, and are left out in CI.",
        flag="--editor NAME",
        group=HelpGroup.REPORT,
    )
    no_progress: bool = setting(
        False, values.switch, "Do not show a progress bar.", flag="-n --no-progress", group=HelpGroup.REPORT
    )
    verbose: int = setting(
        0,
        values.whole(0),
        "Show more: all findings with all places, and links with any verdict but alive; -vv shows alive links too.",
        flag="-v --verbose",
        group=HelpGroup.REPORT,
        kind=Kind.COUNT,
    )
    quiet: bool = setting(
        False,
        values.switch,
        "Print only what fails the run or was refused, and nothing where nothing does.",
        flag="-q --quiet",
        group=HelpGroup.REPORT,
    )
    hosts: Mapping[str, HostTable] = setting(
        {},
        tables.hosts(HostTable),
        "Settings for one host, by its name.",
        metavar='"NAME"',
        inner=HostTable,
        section=TemplateSection("Settings for one host, for example:", ""),
        examples=(
            'hosts."github.com".concurrency = 2',
            'hosts."slow.example".request_interval = 2',
            'hosts."intranet.example".headers = { "X-Token" = "…" }',
            'hosts."moody.example".accept = "200..=299,403"',
        ),
    )
    archive: ArchiveTable = part(
        ArchiveTable,
        "Where linkcheck looks for archived copies of dead links, and how politely.",
        section=TemplateSection(
            "Where linkcheck looks for archived copies of dead links. Archives need to be asked slowly."
        ),
    )
    confirm: ConfirmTable = part(
        ConfirmTable,
        "When a failure that persists counts as death, and which deaths wait to be repaired.",
        section=TemplateSection(
            "When a failure that persists (refused, no name server, no route) counts as death: after this many runs\n"
            "in a row, over this many days. And whether --fix waits for a second night where a link was alive before."
        ),
    )
    repair: RepairTable = part(
        RepairTable,
        "What --fix may write: what is linked, and not what is loaded.",
        section=TemplateSection(
            "What --fix may write. It replaces what is linked, and never what is loaded: scripts, frames, stylesheets."
        ),
    )
    history: HistoryTable = part(
        HistoryTable,
        "What is kept between runs outside .linkcheck/.",
        section=TemplateSection(
            "The history is kept in .linkcheck/, which git ignores.", "For example, to keep it in the repository too:"
        ),
        examples=('history.file = "linkcheck-history.jsonl"',),
    )
    keep: KeepTable = part(
        KeepTable,
        "Copies of your own that `linkcheck keep` makes of living pages.",
        section=TemplateSection("Copies of your own that linkcheck keep makes of living pages: title and text."),
    )
    save: SaveTable = part(
        SaveTable,
        "What `linkcheck save` sends to Save Page Now, and how fast.",
        section=TemplateSection("What linkcheck save sends to Save Page Now, and how fast."),
    )
    rules: Mapping[Rule, Level | None] = setting(
        {},
        tables.rules,
        'Level of a problem from the table above: `"error"`, `"warning"`, `"note"`, or `"off"` to leave it out.',
        metavar="RULE",
        section=TemplateSection(
            'How serious a problem of the files themselves is: "error", "warning", "note" or "off".'
        ),
        examples=('rules.unused-definition = "off"', 'rules.insecure-link = "warning"'),
    )

    networks_given: tuple[Network, ...] = ()
    """Those of `allow_networks` that a flag or a caller gave, and no file."""

    @property
    def origins(self) -> tuple[tuple[Origin, HostTable], ...]:
        """Return the tables of hosts, those that say more of where they hold last."""
        named = [(origins.named(name), table) for name, table in self.hosts.items()]
        return tuple(sorted(named, key=lambda pair: (pair[0].scheme is not None) + (pair[0].port is not None)))

    @property
    def fixes_at_once(self) -> bool:
        """Tell whether deaths that no later night has confirmed are repaired, too."""
        return self.fix_unconfirmed or self.confirm.fix == AT_ONCE

    def accepted(self, url: str) -> frozenset[int]:
        """Return the statuses that count as alive at a URL's host."""
        own = [table.accept for origin, table in self.origins if table.accept and origin.covers(url)]
        return own[-1] if own else self.accept

    def bound_headers(self) -> tuple[tuple[Origin, Mapping[str, str]], ...]:
        """Return the headers of hosts with where they go; later ones win."""
        return tuple((origins.bound(origin), table.headers) for origin, table in self.origins if table.headers)


OPTIONS = options_of(Settings)

Table = Mapping[str, object]


class Keywords(TypedDict, total=False):
    """Settings as keyword arguments of the Python API, by their keys; a test holds the types equal to what is read.

    A setting that is not given is that of the file, else the default. Times are seconds, or text such as `"500ms"`.
    """

    accept: str | int | Sequence[str | int]
    allow_networks: Sequence[str]
    archive: Table
    baseline: bool
    confirm: Table
    engine: str
    exclude: Sequence[str]
    exclude_paths: Sequence[str]
    fail_on: str | Sequence[str]
    fix: str | Sequence[str]
    fix_unconfirmed: bool
    fresh: bool
    headers: Mapping[str, str]
    history: Table
    host_concurrency: int
    host_request_interval: float | str
    hosts: Mapping[str, Table]
    include: Sequence[str]
    insecure: bool
    keep: Table
    max_concurrency: int
    max_redirects: int
    max_requests: int
    max_retries: int
    max_time: float | str
    no_archive: bool
    offline: bool
    only: Sequence[str]
    repair: Table
    rules: Mapping[str, str]
    save: Table
    since: str
    timeout: float | str
    user_agent: str


def leveled(problems: Iterable[Problem], rules: Mapping[Rule, Level | None]) -> tuple[Problem, ...]:
    """Return the problems at the levels that the settings give them, without those switched off."""
    levels = ((problem, rules.get(problem.rule, problem.level)) for problem in problems)
    return tuple(
        problem if level is problem.level else replace(problem, level=level)
        for problem, level in levels
        if level is not None
    )
