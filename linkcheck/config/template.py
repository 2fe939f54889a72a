"""The `linkcheck.toml` that `linkcheck init` writes: the defaults and some examples, all of them commented out."""

from __future__ import annotations

from collections.abc import Iterator

from linkcheck.__about__ import DOCUMENTATION, HOME
from linkcheck.config.options import Option, TemplateSection, options_of
from linkcheck.config.settings import OPTIONS

SCHEMA_URL = f"{HOME.replace('github.com', 'raw.githubusercontent.com')}/main/linkcheck/config/schema.json"
"""The address of the JSON Schema of a settings file; Taplo and editors built on it read it from the first line."""

HEAD = f"""\
#:schema {SCHEMA_URL}
# Settings of linkcheck; flags win over them. Each commented line shows a default, or an example where it says so.
# You can use every line as it stands: remove the "#" before it.
"""


def settings_text() -> str:
    """Return the text of a new settings file."""
    sections = dict.fromkeys(option.section for option in OPTIONS if option.section is not None)
    parts = ("".join(f"{line}\n" for line in _lines(section)) for section in sections)
    return "\n".join((HEAD, *parts, f"# All keys: {DOCUMENTATION}reference/settings/\n"))


def _lines(section: TemplateSection) -> Iterator[str]:
    options = [option for option in OPTIONS if option.section is section]
    yield from (f"# {line}" for line in section.heading.splitlines())
    for option in options:
        yield from (f"#{line}" for line in _defaults(option))
    examples = [line for option in options for line in option.examples]
    if examples and section.before_examples:
        yield f"# {section.before_examples}"
    yield from (f"#{line}" for line in examples)


def _defaults(option: Option, prefix: str = "") -> Iterator[str]:
    """Yield a line of TOML for each default."""
    if option.inner is not None and option.metavar is None:
        for inner in options_of(option.inner):
            yield from _defaults(inner, f"{option.key}.")
    elif (default := option.toml_default()) is not None:
        yield f"{prefix}{option.key} = {default}"
