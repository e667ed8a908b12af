"""The JSON schema of dashlint's settings, which editors complete and check settings files by."""

from __future__ import annotations

from collections.abc import Mapping

from dashlint.configuration.keys import KEYS
from dashlint.configuration.kinds import Schema
from dashlint.configuration.lists import rule_entries
from dashlint.configuration.tables import table_schema

ID = "https://json.schemastore.org/dashlint.json"


def json_schema(rules: Mapping[str, str]) -> Schema:
    """Return the schema of `dashlint.toml` and of `[tool.dashlint]`; `rules` maps every code to its name.

    It asks for values as they are best spelled: the reader takes `FastAPI` for `fastapi`, and `v4.4` for `4.4`.
    """
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": ID,
        "title": "dashlint",
        "description": "The settings of dashlint, in `dashlint.toml` or under `[tool.dashlint]` in `pyproject.toml`.",
        **table_schema(KEYS),
        "definitions": {
            "rules": {
                "description": "A code, the beginning of one, a name, `ALL`, or `ADVICE`.",
                "enum": list(rule_entries(rules)),
            },
            "pattern": {
                "description": "A pattern as in `.gitignore`, from the folder of the settings file.",
                "type": "string",
                "pattern": r"^!?/?([^!/#\s\\\u0000]|\\[^\s\u0000])([^\\\u0000]|\\[^\u0000])*$",
            },
        },
    }
