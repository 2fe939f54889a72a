"""What the inputs of another checker's Action are in ours."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from linkcheck.cli.foreign.globs import glob_of

SETTINGS = "its settings are taken over by linkcheck init --from FILE"
BUILT = "these are built pages; their sources are read instead"


@dataclass(slots=True)
class OurStep:
    """The inputs of our Action, and what is left of another's with the reason why."""

    inputs: dict[str, str] = field(default_factory=dict)
    paths: list[str] = field(default_factory=list)
    args: list[str] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)

    def all_inputs(self) -> dict[str, str]:
        """Return all inputs in the order in which people write them."""
        paths = {"paths": "\n".join(dict.fromkeys(self.paths))} if self.paths else {}
        args = {"args": " ".join(map(_quoted, self.args))} if self.args else {}
        return paths | args | self.inputs


StepRewriter = Callable[[Mapping[str, str]], OurStep]
"""Takes the inputs of a step."""

SAME = {
    "--exclude": "--exclude",
    "--include": "--include",
    "--accept": "--accept",
    "-a": "--accept",
    "--timeout": "--timeout",
    "-t": "--timeout",
    "--max-retries": "--max-retries",
    "--max-redirects": "--max-redirects",
    "-m": "--max-redirects",
    "--max-concurrency": "--max-concurrency",
    "--host-concurrency": "--host-concurrency",
    "--host-request-interval": "--host-request-interval",
    "--user-agent": "--user-agent",
    "-u": "--user-agent",
    "--files-from": "--files-from",
}
"""Options of lychee with a value → ours."""
SWITCHES = {"--insecure": "--insecure", "-i": "--insecure", "--offline": "--offline"}
WITH_VALUE = frozenset({
    "--archive", "--base", "--base-url", "-b", "--basic-auth", "--cache-exclude-status", "--config", "-c",
    "--cookie-jar", "--default-extension", "--exclude-file", "--extensions", "--fallback-extensions",
    "--format", "-f", "--generate", "--github-token", "--index-files", "--max-cache-age", "--method", "-X",
    "--min-tls", "--mode", "--output", "-o", "--preprocess", "-p", "--remap", "--retry-wait-time", "-r",
    "--root-dir", "--scheme", "-s", "--threads", "-T",
})  # fmt: skip
"""Other options of lychee with a value."""
SILENT = frozenset({"--verbose", "-v", "-vv", "-vvv", "--no-progress", "-n", "--quiet", "-q", "--cache"})
"""Switches whose loss changes nothing."""
DONE_BY_SETTINGS = frozenset({"--config", "-c"})


def lychee_step(given: Mapping[str, str]) -> OurStep:
    """Return the step for one of lychee-action, whose other inputs ours has too."""
    step = OurStep()
    for name, value in given.items():
        if name == "args":
            _arguments(step, value)
        elif name in ("lycheeVersion", "debug", "checkbox"):
            step.left.append((name, "it is about lychee itself"))
        elif name in ("fail", "failIfEmpty", "format", "output", "jobSummary", "token", "workingDirectory"):
            step.inputs[name] = value
        else:
            step.left.append((name, "this input is not known"))
    return step


def _arguments(step: OurStep, text: str) -> None:
    words = iter(_words(text))
    for word in words:
        name, equals, value = word.partition("=") if word.startswith("--") else (word, "", "")
        if name in ("--exclude-path", "--header", "-H"):
            _special(step, name, value if equals else next(words, ""))
        elif name in SAME:
            step.args += [SAME[name], value if equals else next(words, "")]
        elif name in SWITCHES:
            step.args.append(SWITCHES[name])
        elif name in WITH_VALUE:
            told = value if equals else next(words, "")
            step.left.append((f"args: {name} {told}", SETTINGS if name in DONE_BY_SETTINGS else "linkcheck has none"))
        elif word.startswith("-") and word != "-":
            if word not in SILENT:
                step.left.append((f"args: {word}", "linkcheck has none"))
        else:
            _path(step, word)


def _special(step: OurStep, name: str, value: str) -> None:
    if name == "--exclude-path":
        glob = glob_of(value)
        if glob is None:
            step.left.append((f"args: {name} {value}", "patterns of files are written as in .gitignore here"))
        else:
            step.args += ["--exclude-path", glob]
        return
    header, _, content = value.partition("=") if re.match(r"[\w-]+=", value) else value.partition(":")
    step.args += ["--header", f"{header.strip()}: {content.strip()}"]


def _path(step: OurStep, word: str) -> None:
    path = word.removeprefix("./") or "."
    if "${{" in word:
        step.left.append((f"args: {word}", "what it holds is known only when the workflow runs"))
        return
    if re.search(r"\.x?html?$|^(?:public|_site|site|dist|build)/", path):
        step.left.append((f"args: {word}", BUILT))
    elif "**" in path:
        step.paths.append(path.partition("**")[0].rstrip("/") or ".")
    else:
        step.paths.append(path)


def _words(text: str) -> Iterator[str]:
    """Yield the words of a shell, those of `${{ … }}` in one piece; a text that is no line of a shell in its blanks."""
    kept = re.sub(r"\$\{\{.*?\}\}", lambda found: found[0].replace(" ", "\0").replace("'", "\1"), text)
    try:
        words = shlex.split(kept)
    except ValueError:
        words = kept.split()
    return (word.replace("\0", " ").replace("\1", "'") for word in words)


def _quoted(word: str) -> str:
    return word if "${{" in word else shlex.quote(word)


def markdown_link_check_step(given: Mapping[str, str]) -> OurStep:
    """Return the step for one of github-action-markdown-link-check."""
    step = OurStep()
    for name, value in given.items():
        if name in ("folder-path", "file-path"):
            step.paths += [one.removeprefix("./") or "." for one in re.split(r"[,\s]+", value) if one]
        elif name == "check-modified-files-only" and value == "yes":
            step.left.append((name, "at a pull request only what it touches or breaks is judged in any case"))
        elif name == "config-file":
            step.left.append((name, SETTINGS))
        elif name not in ("use-quiet-mode", "use-verbose-mode", "check-modified-files-only"):
            step.left.append((name, "linkcheck has none"))
    return step


def linkspector_step(given: Mapping[str, str]) -> OurStep:
    """Return the step for one of action-linkspector, whose reviewdog annotates; ours does so itself."""
    step = OurStep()
    level = given.get("fail_level", "") or ("any" if given.get("fail_on_error") == "true" else "none")
    step.inputs["fail"] = "false" if level == "none" else "true"
    for name, value in given.items():
        if name == "workdir":
            step.inputs["workingDirectory"] = value
        elif name == "github_token":
            step.inputs["token"] = value
        elif name == "config_file":
            step.left.append((name, SETTINGS))
        elif name not in ("fail_level", "fail_on_error"):
            step.left.append((name, "it is about reviewdog; lines are annotated in any case"))
    return step


def htmltest_step(given: Mapping[str, str]) -> OurStep:
    """Return the step for one of htmltest-action, which reads built pages."""
    return OurStep(left=[(name, BUILT if name == "path" else SETTINGS) for name in given])


def linkinator_step(given: Mapping[str, str]) -> OurStep:
    """Return the step for one of linkinator-action."""
    step = OurStep()
    for name, value in given.items():
        if name == "paths":
            for word in re.split(r"[,\s]+", value):
                if word.startswith("http"):
                    step.left.append((f"{name}: {word}", BUILT))
                elif word:
                    _path(step, word)
        elif name in ("skip", "linksToSkip"):
            step.args += [each for one in re.split(r"[,\s]+", value) if one for each in ("--exclude", one)]
        elif name == "concurrency":
            step.args += ["--max-concurrency", value]
        elif name == "timeout" and value.isdecimal() and int(value):
            step.args += ["--timeout", f"{value}ms"]
        elif name == "config":
            step.left.append((name, SETTINGS))
        elif name not in ("markdown", "recurse", "retry", "verbosity"):
            step.left.append((name, "linkcheck has none"))
    return step
