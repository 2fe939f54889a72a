"""`linkcheck completion SHELL`: prints the script with which a shell completes commands, options and their values.

click does the work. This module mends three things that click leaves: `--format=j` where a shell wants the whole word
back, bash splitting it at `=`, and `--fix`, which takes a value only after `=`.
"""

from __future__ import annotations

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
)

from linkcheck.config import OPTIONS, Kind

VARIABLE = "_LINKCHECK_COMPLETE"
"""click's own name: the script sets it when it asks for completions."""

AFTER_EQUALS = {flag for option in OPTIONS if option.kind is Kind.OPTIONAL for flag in option.flags}


class _AfterEquals(ShellComplete):
    """A completion that knows which options are complete without a value."""

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[str]]:
        done = [f"{word}=" if word in AFTER_EQUALS else word for word in args]
        return super().get_completions(done, incomplete)


class _WholeWords(_AfterEquals):
    """A completion for shells that replace the whole word."""

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[str]]:
        found = super().get_completions(args, incomplete)
        name, equals, _ = incomplete.partition("=")
        if not equals or not name.startswith("-"):
            return found
        return [CompletionItem(f"{name}={item.value}", item.type, item.help) for item in found]


@add_completion_class
class Bash(_AfterEquals, BashComplete):
    """Joins the words that bash splits at `=`; bash wants back only what follows the `=`."""

    def get_completion_args(self) -> tuple[list[str], str]:
        args, incomplete = super().get_completion_args()
        if args[-1:] == ["="] and len(args) > 1:
            return args[:-2], f"{args[-2]}={incomplete}"
        if incomplete == "=" and args:
            return args[:-1], f"{args[-1]}="
        return args, incomplete


@add_completion_class
class Zsh(_WholeWords, ZshComplete):
    """Completes in zsh as click does."""


@add_completion_class
class Fish(_WholeWords, FishComplete):
    """Completes in fish, and keeps commas in values: `dead,invalid`."""

    source_template = FishComplete.source_template.replace("string split ", "string split --max 1 ")


SHELLS: dict[str, type[ShellComplete]] = {"bash": Bash, "zsh": Zsh, "fish": Fish}


@click.command()
@click.argument("shell", type=click.Choice(list(SHELLS)), metavar="SHELL")
@click.pass_context
def completion(context: click.Context, shell: str) -> int:
    """Print the script that completes commands, options and values in SHELL: bash, zsh or fish.

    \b
    bash: linkcheck completion bash > ~/.local/share/bash-completion/completions/linkcheck
    zsh:  linkcheck completion zsh > ~/.zfunc/_linkcheck    (a folder of $fpath)
    fish: linkcheck completion fish > ~/.config/fish/completions/linkcheck.fish
    """
    root = context.find_root()
    click.echo(SHELLS[shell](root.command, {}, "linkcheck", VARIABLE).source(), nl=False)
    return 0
