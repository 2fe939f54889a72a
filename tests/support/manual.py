"""The manual page, made from the help that the program gives: `linkcheck(1)`, in the man macros of roff.

Source of the macros: man(7), groff_man(7); of the order of sections: man-pages(7).
"""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Iterable, Iterator

import click

from linkcheck.__about__ import DOCUMENTATION, __version__
from linkcheck.cli import commands
from linkcheck.report.words import VERDICTS
from tests.support.commands import every_command

EXIT_CODES = {
    0: "healthy",
    1: "something that --fail-on names remains",
    2: "something that you can correct: arguments, settings, a path that does not exist",
    3: "a fault of the environment (no network), or a bug of linkcheck",
    130: "interrupted; the report of what is known is still written",
}

FILES = {
    "linkcheck.toml": "The settings, in the working directory or the nearest folder above it.",
    "pyproject.toml": "The table [tool.linkcheck] in it holds the settings if there is no linkcheck.toml.",
    ".linkcheckignore": "One regular expression per line. URLs in which one of them is found are not checked.",
    ".linkcheck/": "A folder beside the settings file: the history, answers of archives, and the journal of undo.",
}

ENVIRONMENT = {
    "NO_COLOR": "Write no colours, whatever the terminal supports.",
    "FORCE_COLOR, CLICOLOR, CLICOLOR_FORCE": "Write colours to a pipe too (1), or no colours (0).",
    "FORCE_HYPERLINK": "Write links that a terminal opens: 1 always, 0 never; else only if the terminal is known to.",
    "SSL_CERT_FILE": "File of the certificates to trust.",
    "HTTP_PROXY, HTTPS_PROXY, NO_PROXY": "The proxy to use, and the hosts that are reached without it.",
    "GITHUB_TOKEN": "The token of the github commands; other variables of GitHub Actions tell them where to act.",
}

EXAMPLES = {
    "linkcheck init": "Write settings and a nightly workflow for the blog in this folder.",
    "linkcheck scan content/": "Check and report the links of every post.",
    "linkcheck scan content/ --offline": "Check only what needs no network.",
    "linkcheck scan content/ --fix": "Replace dead links with archived copies; linkcheck undo puts them back.",
    "linkcheck explain https://www.python.org/": "Explain the verdict on one URL.",
}

SHARED = "scan"
"""The command whose options others share; they are explained there."""


def page() -> str:
    """Return the whole page."""
    context = click.Context(commands, info_name="linkcheck")
    lines = [
        '.\\" Made by python -m tests.cli.test_man; change the help of the commands instead.',
        f'.TH LINKCHECK 1 "" "linkcheck {__version__}" "User Commands"',
        ".nh",  # an option that is broken at a hyphen cannot be copied
        ".ad l",
        *_section("NAME", [r"linkcheck \- find dead links in a Markdown blog, and repair them from web archives"]),
        *_section("SYNOPSIS", _synopsis(context)),
        *_section("DESCRIPTION", _paragraphs(_opening())),
        *_section("COMMANDS", _commands(context)),
        *_section("VERDICTS", _entries((str(state), f"{words}.") for state, words in VERDICTS.items())),
        *_section("EXIT STATUS", _entries((str(code), f"{words}.") for code, words in EXIT_CODES.items())),
        *_section("ENVIRONMENT", _entries(ENVIRONMENT.items())),
        *_section("FILES", _entries(FILES.items())),
        *_section("EXAMPLES", _entries(EXAMPLES.items())),
        *_section("SEE ALSO", _filled(f"All settings, reasons and rules: {DOCUMENTATION}")),
    ]
    return "\n".join(lines) + "\n"


def _opening() -> str:
    return inspect.cleandoc(
        """
        linkcheck finds every reference of a Markdown blog (Hugo, Jekyll or plain files), requests each URL once and
        politely, and reports what became of it. A bot wall, a login page, a rate limit or a bad certificate does not
        make a link dead; dead needs proof. linkcheck can replace dead links with archived copies near the post's date,
        changing no other byte, and put them back.
        """
    )


def _synopsis(context: click.Context) -> Iterator[str]:
    for number, (name, command) in enumerate(every_command(context)):
        if number:
            yield ".br"
        yield f".B linkcheck {_text(name)}"
        pieces = _usage(command, context, name)
        if pieces:
            yield _text(pieces)


def _usage(command: click.Command, parent: click.Context, name: str) -> str:
    context = click.Context(command, info_name=name, parent=parent)
    return " ".join(command.collect_usage_pieces(context))


def _commands(root: click.Context) -> Iterator[str]:
    shared = {option.name: option.help for option in _options(dict(every_command(root))[SHARED])}
    for name, command in every_command(root):
        yield f".SS {_text(name)}"
        yield from _paragraphs(command.help or "")
        own = [one for one in _options(command) if name == SHARED or shared.get(one.name) != one.help]
        context = click.Context(command, info_name=name, parent=root)
        yield from _entries(record for option in own if (record := option.get_help_record(context)))
        borrowed = [one.opts[-1] for one in _options(command) if one not in own]
        if borrowed:
            yield ".PP"
            yield from _filled(f"These options are the same as for {SHARED}: {', '.join(borrowed)}.")


def _options(command: click.Command) -> list[click.Option]:
    return [one for one in command.params if isinstance(one, click.Option) and not one.hidden]


def _section(heading: str, lines: Iterable[str]) -> Iterator[str]:
    yield f".SH {heading}"
    yield from lines


def _entries(entries: Iterable[tuple[str, str]]) -> Iterator[str]:
    for term, words in entries:
        yield ".TP"
        yield f".B {_text(term)}"
        yield from _filled(words)


def _paragraphs(text: str) -> Iterator[str]:
    """Yield paragraphs; one that begins with click's mark for it keeps its lines."""
    for number, part in enumerate(inspect.cleandoc(text).split("\n\n")):
        if number:
            yield ".PP"
        if part.startswith("\b"):
            yield from (".nf", *map(_text, part.splitlines()[1:]), ".fi")
        else:
            yield from _filled(part)


def _filled(words: str) -> Iterator[str]:
    """Yield lines of source that people can read, too; the formatter fills them anew."""
    yield from map(_text, textwrap.wrap(" ".join(words.split()), 76, break_on_hyphens=False, break_long_words=False))


def _text(text: str) -> str:
    """Return text that is neither a macro nor an escape; a hyphen stays one that can be copied."""
    plain = (
        text.replace("\\", "\\e").replace("-", "\\-").replace("`", "\\(ga").replace("^", "\\(ha").replace("~", "\\(ti")
    )
    ascii_only = re.sub(r"[^\x00-\x7f]", lambda found: f"\\[u{ord(found[0]):04X}]", plain)
    return f"\\&{ascii_only}" if ascii_only.startswith((".", "'")) else ascii_only
