"""Every key of the settings: what it takes, what it refuses, and what the JSON schema says of it."""

from __future__ import annotations

import importlib
import os
import re
import sys
from pathlib import Path
from types import ModuleType

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashlint.configuration import KEYS, SettingsError, read_settings
from dashlint.configuration.catalogue_keys import BLOCKING, FLASK_ONLY
from dashlint.configuration.schema import json_schema
from dashlint.configuration.showing import toml_value
from dashlint.data import data_folder
from dashlint.diagnostic import Severity
from dashlint.ignored import Exclusion
from dashlint.rules import all_rules
from dashlint.settings import Additions, FixSettings, PathBackend, PathIgnore, Settings

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

RULES = {one.code: one.name for one in all_rules()}
CI = Path(__file__).resolve().parents[1] / ".ci"
HERE = "<here>"


def file_with(folder: Path, text: str, name: str = "dashlint.toml") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text(text, encoding="utf-8", newline="")
    return file


def complaint(folder: Path, text: str, name: str = "dashlint.toml") -> str:
    """Return what is said of a file, without the path before its name."""
    file_with(folder, text, name)
    with pytest.raises(SettingsError) as error:
        read_settings([folder], RULES)
    return str(error.value).replace(f"{os.path.realpath(folder)}{os.sep}", "")


def here(folder: Path, *patterns: str) -> Exclusion:
    return Exclusion(os.path.realpath(folder), patterns)


VALID = {
    "required-version": ('">=0.0.1"', lambda folder: Settings()),
    "select": ('["DSH1"]', lambda folder: Settings(select=("DSH1",))),
    "extend-select": ('["ADVICE"]', lambda folder: Settings(extend_select=("ADVICE",))),
    "ignore": ('["blocking-file"]', lambda folder: Settings(ignore=("blocking-file",))),
    "extend-ignore": ('["DSH105"]', lambda folder: Settings(ignore=("DSH105",))),
    "per-file-ignores": (
        '{ "tests/*" = ["DSH5"], "!app/**" = ["DSH1"] }',
        lambda folder: Settings(
            path_ignores=(
                PathIgnore(here(folder, "tests/*"), ("DSH5",)),
                PathIgnore(here(folder, "app/**"), ("DSH1",), is_for_others=True),
            )
        ),
    ),
    "extend-per-file-ignores": (
        '{ "*.py" = ["ALL"] }',
        lambda folder: Settings(path_ignores=(PathIgnore(here(folder, "*.py"), ("ALL",)),)),
    ),
    "severity": ('{ DSH1 = "info" }', lambda folder: Settings(severities=(("DSH1", Severity.INFO),))),
    "fixable": ('["DSH1"]', lambda folder: Settings(fixing=FixSettings(fixable=("DSH1",)))),
    "unfixable": ('["DSH1"]', lambda folder: Settings(fixing=FixSettings(unfixable=("DSH1",)))),
    "extend-fixable": ('["DSH1"]', lambda folder: Settings(fixing=FixSettings(extend_fixable=("DSH1",)))),
    "extend-safe-fixes": ('["DSH1"]', lambda folder: Settings(fixing=FixSettings(extend_safe_fixes=("DSH1",)))),
    "extend-unsafe-fixes": ('["DSH1"]', lambda folder: Settings(fixing=FixSettings(extend_unsafe_fixes=("DSH1",)))),
    "fix": ("true", lambda folder: Settings(fixing=FixSettings(fix=True))),
    "unsafe-fixes": ("false", lambda folder: Settings(fixing=FixSettings(unsafe_fixes=False))),
    "show-fixes": ("true", lambda folder: Settings(fixing=FixSettings(show_fixes=True))),
    "exclude": ('["docs"]', lambda folder: Settings(exclude=(here(folder, "docs"),))),
    "extend-exclude": ('["docs"]', lambda folder: Settings(exclude=(here(folder, "docs"),))),
    "force-exclude": ("true", lambda folder: Settings(force_exclude=True)),
    "src": (
        '["lib", "../other", "."]',
        lambda folder: Settings(
            src=tuple(os.path.normpath(os.path.join(os.path.realpath(folder), one)) for one in ("lib", "../other", "."))
        ),
    ),
    "backend": ('"fastapi"', lambda folder: Settings(backend="fastapi")),
    "per-path-backend": (
        '{ "services/a/**" = "quart" }',
        lambda folder: Settings(path_backends=(PathBackend(here(folder, "services/a/**"), "quart"),)),
    ),
    "dash-version": ('"4.4.1"', lambda folder: Settings(dash_version="4.4.1")),
    "blocking": (
        '[{ kind = "network", functions = ["crm.fetch"] }]',
        lambda folder: Settings(
            additions=(
                Additions(
                    {
                        "blocking": [
                            {"library": "crm", "severity": "error", "kind": "network", "functions": ["crm.fetch"]}
                        ]
                    }
                ),
            )
        ),
    ),
    "safe": ('["crm.ping"]', lambda folder: Settings(additions=(Additions({}, ("crm.ping",)),))),
    "offload": (
        '[{ name = "pools.run", arguments = [1, "work"] }]',
        lambda folder: Settings(
            additions=(Additions({"runner": [{"name": "pools.run", "arguments": [1, "work"], "when": "elsewhere"}]}),)
        ),
    ),
    "callback-decorators": (
        '[{ name = "web.reacts" }]',
        lambda folder: Settings(additions=(Additions({"alias": [{"path": "web.reacts", "name": "dash.callback"}]}),)),
    ),
    "flask-only": (
        '[{ binds = ["crm.FlaskCRM"], quart = { severity = "none", outcome = "works" } }]',
        lambda folder: Settings(
            additions=(
                Additions(
                    {
                        "extension": [
                            {
                                "package": "crm",
                                "kind": "package",
                                "binds": ["crm.FlaskCRM"],
                                "quart": {"severity": "none", "outcome": "works"},
                            }
                        ]
                    }
                ),
            )
        ),
    ),
    "fail-on": ('"warning"', lambda folder: Settings(fail_on=Severity.WARNING)),
    "max-warnings": ("0", lambda folder: Settings(max_warnings=0)),
    "max-seconds-per-file": ("0", lambda folder: Settings(max_seconds_per_file=0)),
    "require-reasons": ("true", lambda folder: Settings(require_reasons=True)),
    "baseline": (
        '"known.json"',
        lambda folder: Settings(baseline=os.path.join(os.path.realpath(folder), "known.json")),
    ),
    "output-format": ('"flake8"', lambda folder: Settings(output_format="flake8")),
}


@pytest.mark.parametrize("key", VALID)
def test_a_valid_value(tmp_path: Path, key: str) -> None:
    value, expected = VALID[key]
    file_with(tmp_path, f"{key} = {value}\n")
    assert read_settings([tmp_path], RULES) == expected(tmp_path)


def test_every_key_has_its_test() -> None:
    assert {key.name for key in KEYS} == {*VALID, "extend"}


@pytest.mark.parametrize("key", [key for key in KEYS if key.name != "extend"], ids=lambda key: key.name)
def test_the_example_of_every_key_is_valid(tmp_path: Path, key: object) -> None:
    file_with(tmp_path, f"{key.name} = {key.example}\n")  # type: ignore[attr-defined]
    assert read_settings([tmp_path], RULES) != Settings() or key.name == "required-version"  # type: ignore[attr-defined]


STRINGS = "must be a list of strings"
FLAG = "must be true or false"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("extend = 3", "dashlint.toml:1: `extend` must be the path of a file"),
        (
            "required-version = 'soon'",
            "dashlint.toml:1: `required-version` must be a version or a requirement, such as",
        ),
        (
            "required-version = '<0.0.1'\nnew-key = 1",
            "dashlint.toml:1: `required-version` asks for dashlint `<0.0.1`, an",
        ),
        ("select = 'DSH1'", f"dashlint.toml:1: `select` {STRINGS}"),
        ("extend-select = ['DSH1',\n1]", f"dashlint.toml:2: `extend-select` {STRINGS}"),
        ("ignore = [\n'DSH9']", "dashlint.toml:2: `ignore`: no rule is called `DSH9`"),
        (
            "extend-ignore = ['blocking-fil']",
            "dashlint.toml:1: `extend-ignore`: no rule is called `blocking-fil`; did yo",
        ),
        (
            "per-file-ignores = ['DSH1']",
            "dashlint.toml:1: `per-file-ignores` must be a table of rules by pattern, such",
        ),
        ("[per-file-ignores]\na = ['DSH1']\n'b/*' = 'DSH1'", f"dashlint.toml:3: `per-file-ignores.b/*` {STRINGS}"),
        ("[per-file-ignores]\n'!' = ['DSH1']", "dashlint.toml:2: `per-file-ignores.!` is no pattern of the kind .git"),
        ("[per-file-ignores]\n'b/*' = [\n'X1']", "dashlint.toml:3: `per-file-ignores.b/*`: no rule is called `X1`"),
        ("extend-per-file-ignores.a = 1", f"dashlint.toml:1: `extend-per-file-ignores.a` {STRINGS}"),
        (
            "[severity]\nDSH1 = 'fatal'",
            "dashlint.toml:2: `severity.DSH1` must be one of `info`, `warning`, `error`, no",
        ),
        ("fixable = 1", f"dashlint.toml:1: `fixable` {STRINGS}"),
        ("unfixable = ['x']", "dashlint.toml:1: `unfixable`: no rule is called `x`"),
        ("extend-fixable = {}", f"dashlint.toml:1: `extend-fixable` {STRINGS}"),
        ("extend-safe-fixes = true", f"dashlint.toml:1: `extend-safe-fixes` {STRINGS}"),
        ("extend-unsafe-fixes = ''", f"dashlint.toml:1: `extend-unsafe-fixes` {STRINGS}"),
        ("fix = 'yes'", f"dashlint.toml:1: `fix` {FLAG}"),
        ("unsafe-fixes = 1", f"dashlint.toml:1: `unsafe-fixes` {FLAG}"),
        ("show-fixes = []", f"dashlint.toml:1: `show-fixes` {FLAG}"),
        (
            "exclude = ['a',\n'!']",
            "dashlint.toml:2: `exclude` holds `!`, which is no pattern of the kind .gitignore has",
        ),
        ("extend-exclude = [\n\n1]", f"dashlint.toml:3: `extend-exclude` {STRINGS}"),
        ("force-exclude = 0", f"dashlint.toml:1: `force-exclude` {FLAG}"),
        ("src = ['lib',\n'']", "dashlint.toml:2: `src` must be a list of folders"),
        ("src = 'lib'", f"dashlint.toml:1: `src` {STRINGS}"),
        ("backend = 'django'", "dashlint.toml:1: `backend` must be one of `flask`, `fastapi`, `quart`, not `django`"),
        (
            "[per-path-backend]\na = 'fastpi'",
            "dashlint.toml:2: `per-path-backend.a` must be one of `flask`, `fastapi`,",
        ),
        (
            "per-path-backend = 'flask'",
            "dashlint.toml:1: `per-path-backend` must be a table of backends by pattern, suc",
        ),
        ("dash-version = '4.x'", "dashlint.toml:1: `dash-version` must be a version such as `4.4.1`, not `4.x`"),
        ("blocking = {}", "dashlint.toml:1: `blocking` must be a list of tables"),
        ("blocking = [1]", "dashlint.toml:1: `blocking` number 1 must be a table"),
        ("[[blocking]]\nfunctions = ['a.b']", "dashlint.toml:1: `blocking` number 1 must have `kind`"),
        (
            "[[blocking]]\nkind = 'file'",
            "dashlint.toml:1: `blocking` number 1 must have at least one of `functions`, `iterated`, `decorators`, ",
        ),
        (
            "[[blocking]]\nkind = 'file'\nfunctions = ['a.b']\n[[blocking]]\nfunctions = ['a.c']\nkind = 'netwrk'",
            "dashlint.toml:6: `kind` (in `blocking` number 2) must be one of `sleep`, `network`, `database`, `subproce",
        ),
        (
            "[[blocking]]\nkind = 'file'\nfunctoins = ['a.b']",
            "dashlint.toml:3: `functoins` (in `blocking` number 1) is no key of this table; did you mean `functions`?",
        ),
        (
            "[[blocking]]\nkind = 'file'\nfunctions = ['a.b']\n[[blocking]]\nkind = 'file'\nfunctions = ['a.b']",
            "dashlint.toml:4: blocking 2 (a): `a.b` is listed twice, first in blocking 1 (a)",
        ),
        (
            "blocking = [{ kind = 'file', types = [\n{ name = 'a' },\n{ name = 'b', safe = [1] }] }]",
            f"dashlint.toml:3: `safe` (in `blocking` number 1, `types` number 2) {STRINGS}",
        ),
        (
            "[[blocking]]\nkind = 'file'\nfunctions = ['a.b']\nunless = [\n{ argument = 'x' }]",
            "dashlint.toml:5: `blocking` number 1, `unless` number 1 must have exactly one of `is`, `equals`, `dif",
        ),
        ("safe = ['a.b',\n'a.b']", "dashlint.toml:2: `safe` holds `a.b` twice"),
        ("[[offload]]\narguments = [0]", "dashlint.toml:1: `offload` number 1 must have `name`"),
        (
            "[[offload]]\nname = 'a.b'\narguments = [\n0,\n1.5]",
            "dashlint.toml:5: `arguments` (in `offload` number 1) must be a list of positions and keywords with at lea",
        ),
        (
            "[[callback-decorators]]\nname = 'a.b'\nbackground = 'yes'",
            "dashlint.toml:3: `background` (in `callback-decorators` number 1) must be true or false",
        ),
        (
            "[[flask-only]]\nbinds = ['a.B']\n[flask-only.fastapi]\nseverity = 'error'\noutcome = 3",
            "dashlint.toml:5: `fastapi.outcome` (in `flask-only` number 1) must be a string that is not empty",
        ),
        (
            "[[flask-only]]\nbinds = ['a.B']\n[flask-only.quart]\nseverity = 'error'",
            "dashlint.toml:3: `flask-only` number 1, `quart` must have `outcome`",
        ),
        ("fail-on = 'none'", "dashlint.toml:1: `fail-on` must be one of `info`, `warning`, `error`, not `none`"),
        ("max-warnings = -1", "dashlint.toml:1: `max-warnings` must be a whole number, 0 or more"),
        ("max-seconds-per-file = 0.5", "dashlint.toml:1: `max-seconds-per-file` must be a whole number, 0 or more"),
        ("max-warnings = true", "dashlint.toml:1: `max-warnings` must be a whole number, 0 or more"),
        ("require-reasons = 'always'", f"dashlint.toml:1: `require-reasons` {FLAG}"),
        ("baseline = ''", "dashlint.toml:1: `baseline` must be the path of a file"),
        ("output-format = 'ful'", "dashlint.toml:1: `output-format` must be one of `full`, "),
        (
            "\n\nper_file_ignores = 1",
            "dashlint.toml:3: `per_file_ignores` is no setting of dashlint; did you mean `per-fi",
        ),
    ],
)
def test_a_broken_value(tmp_path: Path, text: str, message: str) -> None:
    assert complaint(tmp_path, text).startswith(message)


def test_every_key_is_broken_once() -> None:
    (cases,) = [mark.args[1] for mark in test_a_broken_value.pytestmark]  # type: ignore[attr-defined]
    assert {key.name for key in KEYS} - set(re.findall(r"[a-z-]+", " ".join(text for text, _ in cases))) == set()


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_lines_in_a_pyproject(tmp_path: Path, newline: str) -> None:
    text = "[project]\nname = '''\n[tool.dashlint]\nselect = 1\n'''\n[tool.dashlint]\nignore = [\n  'DSH1',\n"
    text += "  'DSH113',\n]"
    found = complaint(tmp_path, text.replace("\n", newline), "pyproject.toml")
    assert found.startswith("pyproject.toml:9: `ignore`: no rule is called `DSH113`")


def test_a_byte_order_mark(tmp_path: Path) -> None:
    assert complaint(tmp_path, "\ufeffselect = []") == (
        "dashlint.toml:1: begins with a byte order mark, which TOML does not allow"
    )


def test_a_file_nested_too_deeply(tmp_path: Path) -> None:
    assert "dashlint.toml: is " in complaint(tmp_path, f"x = {'[' * 100_000}")


# every key has a place in the file; whichever is broken, its line is found

BROKEN = {"wrong": ["list of nothing"], "deep": {"a": [1]}}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(data=st.data())
def test_the_line_of_a_broken_value_is_found(tmp_path: Path, data: st.DataObject) -> None:
    names = data.draw(st.lists(st.sampled_from(sorted(VALID)), unique=True, min_size=1, max_size=6))
    broken = data.draw(st.sampled_from(names))
    inside = data.draw(st.booleans())
    lines = data.draw(
        st.sampled_from([[], ["# [tool.dashlint]", ""], ["[project]", 'x = """', f"{broken} = 1", '"""']])
    )
    lines = [*lines, "[tool.dashlint]"] if inside else []
    for name in names:
        if name == broken:
            where = len(lines) + 1
        lines += [f"{name} = {toml_value(BROKEN) if name == broken else VALID[name][0]}"]
        lines += data.draw(st.sampled_from([[], [""], ["# a comment ["]]))
    file = "pyproject.toml" if inside else "dashlint.toml"
    folder = tmp_path / file
    assert re.match(rf"{file}:{where}: `{broken}[`.]", complaint(folder, "\n".join(lines), file))


# the JSON schema


@pytest.fixture
def settings_page(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(CI)
    return importlib.import_module("settings_page")


def test_schema_and_reference_are_up_to_date(settings_page: ModuleType) -> None:
    assert settings_page.SCHEMA.read_text(encoding="utf-8") == settings_page.schema_text(), "run .ci/settings_page.py"
    assert settings_page.PAGE.read_text(encoding="utf-8") == settings_page.page(), "run `python .ci/settings_page.py`"


def test_examples_in_the_reference_are_valid(settings_page: ModuleType) -> None:
    examples = re.findall(r"```toml\n(.*?)```", settings_page.page(), re.DOTALL)
    assert len(examples) > len(KEYS)
    for example in examples:
        jsonschema.validate(tomllib.loads(example), SCHEMA)


SCHEMA = json_schema(RULES)
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)
NAMES = st.from_regex(r"[a-z]{1,4}(\.[a-z]{1,4}){1,2}", fullmatch=True)
PATTERNS = st.from_regex(r"!?[a-z*]{1,4}(/[a-z*?]{1,4}){0,2}/?", fullmatch=True)
ODD = st.one_of(
    st.none(), st.booleans(), st.integers(-2, 3), st.just(1.5), st.just(""), NAMES, PATTERNS, st.sampled_from([*RULES])
)
ANYTHING = st.recursive(
    ODD.filter(lambda value: value is not None),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(NAMES, inner, max_size=2)),
    max_leaves=4,
)


def values_of(schema: dict[str, object]) -> st.SearchStrategy[object]:
    """Make values that are valid by a part of the schema."""
    if "$ref" in schema:
        return PATTERNS if schema["$ref"] == "#/definitions/pattern" else st.sampled_from(DEFINED_RULES)
    if "enum" in schema:
        return st.sampled_from(schema["enum"])  # type: ignore[arg-type]
    if "pattern" in schema:
        return st.from_regex(schema["pattern"], fullmatch=True, alphabet=st.characters(codec="ascii"))  # type: ignore[arg-type]
    kind = schema["type"]
    if kind == "object" and "properties" in schema:
        required = schema.get("required", [])
        parts = {name: values_of(part) for name, part in schema["properties"].items()}  # type: ignore[attr-defined]
        optional = {name: part for name, part in parts.items() if name not in required}  # type: ignore[operator]
        return st.fixed_dictionaries({name: parts[name] for name in required}, optional=optional)  # type: ignore[attr-defined]
    if kind == "object":
        keys = PATTERNS if "$ref" in schema["propertyNames"] else st.sampled_from(SEVERE)  # type: ignore[operator]
        return st.dictionaries(keys, values_of(schema["additionalProperties"]), max_size=2)  # type: ignore[arg-type]
    if kind == "array":
        unique = bool(schema.get("uniqueItems"))
        items = schema["items"]
        if isinstance(items.get("type"), list):  # type: ignore[attr-defined]
            return st.lists(st.one_of(st.integers(0, 3), NAMES), min_size=1, max_size=2)
        return st.lists(values_of(items), max_size=2, unique=unique)  # type: ignore[arg-type]
    return {"boolean": st.booleans(), "integer": st.integers(0, 9)}.get(str(kind), NAMES)  # type: ignore[return-value]


DEFINED_RULES = SCHEMA["definitions"]["rules"]["enum"]
SEVERE = [entry for entry in DEFINED_RULES if entry != "ADVICE"]
ALONE = {"extend", "required-version"}
PROPERTIES = {name: part for name, part in SCHEMA["properties"].items() if name not in ALONE}
TABLES = st.fixed_dictionaries({}, optional={name: values_of(part) for name, part in PROPERTIES.items()})
QUICK = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
    max_examples=50,
    deadline=None,
)


def refusal(folder: Path, table: dict[str, object]) -> str:
    """Return what the reader says of a table; nothing if it takes it."""
    file_with(
        folder, "".join(f"{toml_value(key) if '.' in key else key} = {toml_value(table[key])}\n" for key in table)
    )
    try:
        read_settings([folder], RULES)
    except SettingsError as error:
        return str(error)
    return ""


@QUICK
@given(table=TABLES)
def test_what_the_schema_takes_the_reader_takes(tmp_path: Path, table: dict[str, object]) -> None:
    if VALIDATOR.is_valid(table):
        said = refusal(tmp_path, table)
        assert not said or "is listed twice" in said or "elsewhere" in said


@QUICK
@given(table=TABLES, key=st.sampled_from([*PROPERTIES, "selekt", "unknown"]), value=ANYTHING)
def test_what_the_schema_refuses_the_reader_refuses(
    tmp_path: Path, table: dict[str, object], key: str, value: object
) -> None:
    table = {**table, key: value}
    if not VALIDATOR.is_valid(table):
        assert refusal(tmp_path, table)


@pytest.mark.parametrize(
    ("pattern", "is_one"),
    [
        *(
            (one, True)
            for one in ("a", "/docs", "./docs", "**/x", "!app/**", "*.py", "a b", "[ab].py", "\\#x", "a\\ ", "ü/")
        ),
        *((one, False) for one in ("", " ", "!", "/", "//", "# x", "\\", "a\\")),
    ],
)
def test_schema_and_reader_agree_on_patterns(tmp_path: Path, pattern: str, is_one: bool) -> None:
    for table in ({"exclude": [pattern]}, {"per-file-ignores": {pattern: ["DSH1"]}}):
        assert (VALIDATOR.is_valid(table), not refusal(tmp_path, table)) == (is_one, is_one)


def test_the_schema_is_one(settings_page: ModuleType) -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    assert SCHEMA["$id"].startswith("https://")
    assert all(part["description"] for part in SCHEMA["properties"].values())


@pytest.mark.parametrize("file", sorted((data_folder() / "catalogue").glob("*.toml")), ids=lambda file: file.stem)
def test_the_catalogue_itself_fits_the_schema_of_its_tables(file: Path) -> None:
    tables = tomllib.loads(file.read_text(encoding="utf-8"))
    for name, kind in (("blocking", BLOCKING), ("extension", FLASK_ONLY)):
        schema = {**kind.schema(), "definitions": SCHEMA["definitions"]}
        ours = [one for one in tables.get(name, ()) if name == "blocking" or not one["kind"].startswith("flask-")]
        jsonschema.validate(ours, schema)
