"""The reference of the JSON report, made from its JSON Schema."""

from __future__ import annotations

import ast
import inspect
import itertools
import json
from collections.abc import Iterator, Mapping
from typing import Any

from linkcheck.report import contract
from tests.support.reference import table

Schema = Mapping[str, Any]


def text() -> str:
    """Return a section for each object of a report: first the report, then what is in it."""
    whole = json.loads(contract.schema_text())
    kinds: dict[str, Schema] = whole["$defs"]
    first = whole["$ref"].rpartition("/")[2]
    names = [first, *(name for name in kinds if name != first)]
    told = _words_of_fields()
    return "\n\n".join("\n\n".join(_section(name, kinds[name], told.get(name, {}))) for name in names)


def _words_of_fields() -> dict[str, dict[str, str]]:
    """Return class → field → the text that stands below the field in the contract."""
    found: dict[str, dict[str, str]] = {}
    for one in ast.parse(inspect.getsource(contract)).body:
        if isinstance(one, ast.ClassDef):
            for field, below in itertools.pairwise(one.body):
                if isinstance(field, ast.AnnAssign) and isinstance(below, ast.Expr):
                    words = ast.literal_eval(below.value)
                    found.setdefault(one.name, {})[ast.unparse(field.target)] = " ".join(words.split())
    return found


def _section(name: str, kind: Schema, told: Mapping[str, str]) -> Iterator[str]:
    yield f"### {name}"
    yield kind.get("description", "")
    if "enum" in kind:
        yield f"One of {', '.join(f'`{value}`' for value in kind['enum'])}."
    else:
        rows = ((f"`{key}`", _type(each), told.get(key, "")) for key, each in kind["properties"].items())
        yield table(("key", "value", "meaning"), rows)


def _type(schema: Schema) -> str:
    """Return the type of a value; what has a section of its own leads there."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(map(_type, schema["anyOf"]))
    if "enum" in schema:
        return " or ".join(f"`{json.dumps(value)}`" for value in schema["enum"])
    if "prefixItems" in schema:
        return f"[{', '.join(map(_type, schema['prefixItems']))}]"
    if schema.get("type") == "array":
        return f"list of {_type(schema['items'])}"
    if schema.get("type") == "object" and isinstance(schema.get("additionalProperties"), dict):
        return f"name → {_type(schema['additionalProperties'])}"
    return str(schema.get("format", schema.get("type", "any")))
