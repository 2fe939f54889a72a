"""Proposes for each step of a workflow that runs another checker the step that runs linkcheck. Nothing is written."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml
from msgspec import Struct

from linkcheck.cli.foreign.steps import OurStep, StepRewriter

FOLDER = Path(".github", "workflows")


class WorkflowProposal(Struct, frozen=True):
    """A workflow with steps that could be ours."""

    file: Path
    diff: str
    """Unified, by paths relative to the repository."""
    left: tuple[tuple[str, str], ...]
    """Inputs that are not taken, and why."""


class _Found(Struct, frozen=True):
    """A step of another checker, by the places of its parts in the text."""

    uses: yaml.ScalarNode
    column: int
    inputs: Mapping[str, str]
    block: tuple[int, int] | None
    """Where its `with:` begins and ends."""


def propose(
    file: Path, text: str, name: str, actions: Mapping[str, StepRewriter], ours: str
) -> WorkflowProposal | None:
    """Return what a workflow would be with linkcheck in the place of other checkers; None where it runs none.

    `ours` is our Action with its version. A workflow that is no YAML, or whose steps stand on one line, is left.
    """
    if not any(action in text.lower() for action in actions):
        return None
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError):
        return None
    new, left = text, list[tuple[str, str]]()
    for found in sorted(_steps(root, actions, text), key=lambda one: -one.uses.start_mark.index):
        step = actions[_name(found.uses)](found.inputs)
        left = [*step.left, *left]
        new = _rewritten(new, found, step, ours)
    if new == text:
        return None
    before, after = text.splitlines(keepends=True), new.splitlines(keepends=True)
    diff = "".join(_ended(line) for line in difflib.unified_diff(before, after, f"a/{name}", f"b/{name}"))
    return WorkflowProposal(file, diff, tuple(left))


def _steps(node: yaml.Node | None, actions: Mapping[str, StepRewriter], text: str) -> Iterator[_Found]:
    """Yield the steps anywhere below a node; a file of actions has them elsewhere than one of jobs."""
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _steps(item, actions, text)
    elif isinstance(node, yaml.MappingNode):
        members = {key.value: (key, value) for key, value in node.value if isinstance(key, yaml.ScalarNode)}
        key, uses = members.get("uses", (None, None))
        if isinstance(key, yaml.ScalarNode) and isinstance(uses, yaml.ScalarNode) and not node.flow_style:
            if re.fullmatch(r"[^\s@]+@[^\s@]+", uses.value) and _name(uses) in actions:
                yield _found(key, uses, members.get("with"), text)
            return
        for _, value in members.values():
            yield from _steps(value, actions, text)


def _name(uses: yaml.ScalarNode) -> str:
    return str(uses.value).partition("@")[0].lower()


def _found(
    key: yaml.ScalarNode, uses: yaml.ScalarNode, given: tuple[yaml.ScalarNode, yaml.Node] | None, text: str
) -> _Found:
    inputs, block = {}, None
    if given is not None:
        name, value = given
        if isinstance(value, yaml.MappingNode):
            inputs = {each.value: item.value for each, item in value.value if isinstance(item, yaml.ScalarNode)}
        lines = text[name.start_mark.index : value.end_mark.index].splitlines(keepends=True)
        while len(lines) > 1 and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
            lines.pop()
        block = (name.start_mark.index, name.start_mark.index + len("".join(lines).rstrip()))
    return _Found(uses, key.start_mark.column, inputs, block)


def _rewritten(text: str, found: _Found, step: OurStep, ours: str) -> str:
    """Return a text with one step made anew: what stands later is replaced first."""
    inputs = _with(step.all_inputs(), found.column)
    start, end = found.uses.start_mark.index, found.uses.end_mark.index
    end = text.find("\n", end) if "\n" in text[end:] else len(text)  # with the comment that names a version
    named = (start, end, ours)
    if found.block is None:
        parts = [(start, end, f"{ours}\n{' ' * found.column}{inputs}" if inputs else ours)]
    else:
        parts = sorted([named, (*found.block, inputs)], reverse=True)
    for begin, stop, words in parts:
        if not words:
            begin = text.rfind("\n", 0, begin)  # the whole line
        text = text[:begin] + words + text[stop:]
    return text


def _with(inputs: Mapping[str, str], column: int) -> str:
    if not inputs:
        return ""
    space = " " * column
    lines = ["with:"]
    for name, value in inputs.items():
        if "\n" in value:
            lines += [f"{space}  {name}: |", *(f"{space}    {line}" for line in value.splitlines())]
        else:
            lines.append(f"{space}  {name}: {_scalar(value)}")
    return "\n".join(lines)


def _scalar(value: str) -> str:
    plain = re.fullmatch(r"[A-Za-z0-9_./-]*[A-Za-z_/-][A-Za-z0-9_./-]*|\$\{\{[^}]*\}\}", value)
    return value if plain else json.dumps(value, ensure_ascii=False)


def _ended(line: str) -> str:
    return line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
