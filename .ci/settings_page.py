"""Writes `schema/dashlint.schema.json` and `docs/settings.md`, which say what settings there are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from dashlint.configuration import GROUPS
from dashlint.configuration.schema import json_schema
from dashlint.configuration.tables import Entries, Key, Table
from dashlint.rules import all_rules

ROOT = Path(__file__).resolve().parents[1]
SCHEMA = ROOT / "schema" / "dashlint.schema.json"
PAGE = ROOT / "docs" / "settings.md"

INTRODUCTION = """\
# Settings

<!-- This file is made by `python .ci/settings_page.py`. -->

## Where they stand

dashlint reads one of these files, the one that comes first where a folder has several:

1. `.dashlint.toml`
2. `dashlint.toml`
3. `pyproject.toml`, if it has a table `[tool.dashlint]`

The keys are the same everywhere; in the first two they stand at the top, without `[tool.dashlint]`.

```toml
# dashlint.toml
backend = "fastapi"
extend-select = ["ADVICE"]

[per-file-ignores]
"tests/*" = ["DSH5"]
```

The file that counts is the nearest one at or above all paths of the command line; the search ends at the top of the
repository. Below it, a folder may have a file of its own, as the services of a monorepo do. For the files in such a
folder it decides, in place of the outer one, which rules are reported, how severe they are, and on which backend apps
run: `select`, `ignore` and their kin, `per-file-ignores`, `severity`, `backend`, `per-path-backend`. What it excludes,
its `src`, and what it adds to the catalogue count besides. The other keys are those of a run, and are read from the
outer file alone. Files do not inherit from each other, unless one names the other by `extend`:

```toml
# services/orders/dashlint.toml
extend = "../../dashlint.toml"
backend = "quart"
```

What a file says wins over what it extends. `select`, `ignore` and their kin are layers: a rule that a layer says
nothing about is left to the one below. `exclude` and `per-file-ignores` stand in place of those of the extended file,
`extend-exclude` and `extend-per-file-ignores` add to them.

The command line wins over all files:

| option | |
|---|---|
| `--config FILE` | read this file and no other; its relative paths start in the working directory |
| `--config 'KEY = VALUE'` | one setting in TOML, stronger than any file; may be given again |
| `--isolated` | read no file |
| `--show-settings` | print every setting with the file and line, or the option, that it comes from |
| `--show-files` | print the files that would be reported on |

Rules are named by a code (`DSH101`), the beginning of codes (`DSH1`), a name (`blocking-sleep`), `ALL`, or `ADVICE`
(problems of severity info). Patterns are those of `.gitignore`, and start in the folder of their file.

A mistake in a settings file is an error (exit status 2) that names the file, the line and the key.

## In editors

`schema/dashlint.schema.json` describes all of this to editors. With [Taplo](https://taplo.tamasfe.dev), and so with
Even Better TOML in VS Code, the first line of a `dashlint.toml` names it, by a path or a URL:

```toml
#:schema ./schema/dashlint.schema.json
```

It asks for the usual spelling; dashlint itself takes `FastAPI` for `fastapi`, too.
"""


def main() -> None:
    """Write both files."""
    for path, text in ((SCHEMA, schema_text()), (PAGE, page())):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


def schema_text() -> str:
    """Return the JSON schema as it must be."""
    return json.dumps(json_schema({one.code: one.name for one in all_rules()}), indent=2, ensure_ascii=False) + "\n"


def page() -> str:
    """Return the page as it must be."""
    return "\n".join((INTRODUCTION, *_groups())).rstrip() + "\n"


def _groups() -> Iterator[str]:
    for title, keys in GROUPS.items():
        yield f"## {title}\n"
        for key in keys:
            yield from _key(key)


def _key(key: Key) -> Iterator[str]:
    yield f"### `{key.name}`\n"
    yield f"{key.text}\n"
    yield f"- Value: {key.kind.words}"
    yield f"- Default: {key.default or 'none'}\n"
    yield f"```toml\n{key.name} = {key.example}\n```\n"
    if isinstance(key.kind, Entries):
        yield f"Written out, each is a table `[[{key.name}]]`, or `[[tool.dashlint.{key.name}]]` in `pyproject.toml`:\n"
        yield from _rows(key.kind.keys)
        yield ""
        for inner in key.kind.keys:
            yield from _inner(key, inner)


def _inner(outer: Key, key: Key) -> Iterator[str]:
    if isinstance(key.kind, (Entries, Table)) and key.name not in ("flask", "quart", "unless"):
        others = {"fastapi": "`flask`, `fastapi` and `quart` are tables", "only_if": "Each of `unless` and `only_if`"}
        yield f"{others.get(key.name, f'Each of `{key.name}`')}, in `{outer.name}`:\n"
        yield from _rows(key.kind.keys)
        yield ""


def _rows(keys: tuple[Key, ...]) -> Iterator[str]:
    yield "| key | value | meaning |"
    yield "|---|---|---|"
    for key in keys:
        remark = " Required." if key.is_required else f" Default: {key.default}." if key.default else ""
        yield f"| `{key.name}` | {key.kind.words} | {key.text}{remark} |"


if __name__ == "__main__":
    main()
