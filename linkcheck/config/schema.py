"""The JSON Schema of a settings file, made from the declarations; `schema.json` beside this file is committed."""

from __future__ import annotations

import json

from linkcheck.config.names import Names
from linkcheck.config.settings import Settings
from linkcheck.config.tables import table_schema
from linkcheck.config.template import SCHEMA_URL


def schema_text(names: Names) -> str:
    """Return the JSON Schema (2020-12) of `linkcheck.toml`, as it is committed."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA_URL, "title": "linkcheck.toml"}
    return json.dumps(head | table_schema(Settings, names), ensure_ascii=False, indent=2) + "\n"
