"""What users may choose, on the command line or in `pyproject.toml`."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashlint.configuration import SettingsError, checked_rules, read_settings
from dashlint.diagnostic import Severity
from dashlint.ignored import Exclusion
from dashlint.settings import Selection, Settings

RULES = {
    "DSH101": "blocking-sleep",
    "DSH105": "blocking-file",
    "DSH107": "blocking-compute",
    "DSH110": "blocking-sync-callback",
    "DSH201": "flask-only-extension",
    "DSH301": "pointless-async",
}
SLEEP = ("DSH101", "blocking-sleep", Severity.ERROR)
FILE = ("DSH105", "blocking-file", Severity.WARNING)
METADATA = ("DSH105", "blocking-file", Severity.INFO)
COMPUTE = ("DSH107", "blocking-compute", Severity.INFO)
SYNC = ("DSH110", "blocking-sync-callback", Severity.ERROR)
EXTENSION = ("DSH201", "flask-only-extension", Severity.ERROR)
EVERYTHING = (SLEEP, FILE, METADATA, COMPUTE, SYNC, EXTENSION)


def shown(settings: Settings) -> tuple[tuple[str, str, Severity], ...]:
    return tuple(problem for problem in EVERYTHING if settings.shows(*problem))


def test_advice_is_off_by_default() -> None:
    assert shown(Settings()) == (SLEEP, FILE, SYNC, EXTENSION)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (Settings(select=("DSH101",)), (SLEEP,)),
        (Settings(select=("dsh101",)), (SLEEP,)),
        (Settings(select=("blocking-sleep",)), (SLEEP,)),
        (Settings(select=("Blocking-Sleep",)), (SLEEP,)),
        (Settings(select=("DSH10",)), (SLEEP, FILE, METADATA, COMPUTE)),
        (Settings(select=("DSH1",)), (SLEEP, FILE, METADATA, COMPUTE, SYNC)),
        (Settings(select=("DSH105",)), (FILE, METADATA)),
        (Settings(select=("blocking-file",)), (FILE, METADATA)),
        (Settings(select=("ALL",)), EVERYTHING),
        (Settings(select=("all",)), EVERYTHING),
        (Settings(select=("ADVICE",)), (METADATA, COMPUTE)),
        (Settings(select=("DSH2", "DSH101")), (SLEEP, EXTENSION)),
        (Settings(extend_select=("ADVICE",)), EVERYTHING),
        (Settings(extend_select=("DSH107",)), (SLEEP, FILE, COMPUTE, SYNC, EXTENSION)),
        (Settings(select=("DSH2",), extend_select=("DSH107",)), (COMPUTE, EXTENSION)),
        (Settings(ignore=("DSH1",)), (EXTENSION,)),
        (Settings(ignore=("blocking-sleep",)), (FILE, SYNC, EXTENSION)),
        (Settings(ignore=("ALL",)), ()),
        (Settings(select=("ALL",), ignore=("ADVICE",)), (SLEEP, FILE, SYNC, EXTENSION)),
        (Settings(select=("ALL",), ignore=("DSH105",)), (SLEEP, COMPUTE, SYNC, EXTENSION)),
        (Settings(select=("DSH105",), ignore=("DSH105",)), ()),
        (Settings(select=("DSH105",), ignore=("DSH1",)), (FILE, METADATA)),
        (Settings(select=("DSH1",), ignore=("DSH10",)), (SYNC,)),
        (Settings(select=("DSH1",), ignore=("blocking-sleep",)), (FILE, METADATA, COMPUTE, SYNC)),
        (Settings(ignore=("DSH1",), extend_select=("DSH101",)), (SLEEP, EXTENSION)),
    ],
)
def test_selection(settings: Settings, expected: tuple[tuple[str, str, Severity], ...]) -> None:
    assert shown(settings) == expected


@pytest.mark.parametrize(
    ("typed", "file", "expected"),
    [
        (Settings(), Settings(select=("DSH2",)), (EXTENSION,)),
        (Settings(select=("DSH101",)), Settings(select=("DSH2",), ignore=("DSH101",)), (SLEEP,)),
        (Settings(extend_select=("DSH101",)), Settings(select=("DSH2",), ignore=("DSH101",)), (SLEEP, EXTENSION)),
        (Settings(ignore=("DSH101",)), Settings(select=("DSH101", "DSH2")), (EXTENSION,)),
        (Settings(ignore=("DSH101",)), Settings(ignore=("DSH2",)), (FILE, SYNC)),
        (Settings(ignore=("DSH1",)), Settings(extend_select=("DSH107",)), (EXTENSION,)),
    ],
)
def test_the_command_line_wins(
    typed: Settings, file: Settings, expected: tuple[tuple[str, str, Severity], ...]
) -> None:
    assert shown(typed.over(file)) == expected


def test_what_is_not_said_on_the_command_line_comes_from_the_file() -> None:
    one, two = Exclusion("/a", ("x",)), Exclusion("/b", ("y",))
    file = Settings(exclude=(one,), backend="quart", dash_version="4.2.0", fail_on=Severity.ERROR)
    assert Settings(exclude=(two,)).over(file).exclude == (one, two)
    assert Settings().over(file).backend == "quart"
    assert Settings(backend="flask").over(file).backend == "flask"
    assert Settings().over(file).dash_version == "4.2.0"
    assert Settings(dash_version="3.1.0").over(file).dash_version == "3.1.0"
    assert Settings().over(file).fail_on is Severity.ERROR
    assert Settings(fail_on=Severity.INFO).over(file).fail_on is Severity.INFO
    assert Settings().over(Settings(select=("ALL",))).weaker == (Selection(("ALL",)),)


W, E, INFO = Severity.WARNING, Severity.ERROR, Severity.INFO


@pytest.mark.parametrize(
    ("severities", "rule", "found", "expected"),
    [
        ((), SLEEP, E, E),
        ((), SLEEP, W, W),
        ((("DSH101", W),), SLEEP, E, W),
        ((("dsh101", W),), SLEEP, E, W),
        ((("Blocking-Sleep", INFO),), SLEEP, E, INFO),
        ((("DSH1", W),), SLEEP, E, W),
        ((("ALL", W),), SLEEP, E, W),
        ((("DSH2", W),), SLEEP, E, E),
        ((("DSH1", INFO), ("DSH101", W)), SLEEP, E, W),
        ((("DSH101", W), ("ALL", INFO)), SLEEP, E, W),
        ((("DSH101", W), ("DSH101", INFO)), SLEEP, E, W),
        ((("DSH107", W),), COMPUTE, INFO, W),
        ((("DSH105", E),), FILE, W, E),
        ((("DSH105", E),), FILE, E, E),
        ((("DSH105", E),), FILE, INFO, INFO),
        ((("DSH101", E),), SLEEP, W, W),
        ((("DSH101", INFO),), SLEEP, W, INFO),
        ((("DSH105", INFO),), FILE, E, INFO),
    ],
)
def test_severities(
    severities: tuple[tuple[str, Severity], ...], rule: tuple[str, str, Severity], found: Severity, expected: Severity
) -> None:
    """What a user says of a rule counts; a problem that is milder than its rule never becomes more severe."""
    assert Settings(severities=severities).severity(*rule, found) is expected


def test_severities_of_the_command_line_come_first() -> None:
    settings = Settings(severities=(("DSH101", W),)).over(Settings(severities=(("DSH101", INFO), ("DSH105", INFO))))
    assert settings.severity(*SLEEP, E) is W
    assert settings.severity(*FILE, W) is INFO


def test_what_fails_a_run() -> None:
    assert not Settings().fails([])
    assert Settings().fails([Severity.INFO])
    assert not Settings(fail_on=Severity.WARNING).fails([Severity.INFO])
    assert Settings(fail_on=Severity.WARNING).fails([Severity.INFO, Severity.WARNING])
    assert not Settings(fail_on=Severity.ERROR).fails([Severity.WARNING])


@pytest.mark.parametrize("entry", ["ALL", "advice", "DSH", "dsh1", "DSH10", "DSH101", "pointless-async"])
def test_entries_that_mean_rules(entry: str) -> None:
    assert checked_rules([entry], RULES, "`--select`") == (entry,)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("DSH999", "`--select`: no rule is called `DSH999`"),
        ("DSH111", "`--select`: no rule is called `DSH111`; did you mean `DSH110`?"),
        ("D", "`--select`: no rule is called `D`"),
        ("E501", "`--select`: no rule is called `E501`"),
        ("blocking_sleep", "`--select`: no rule is called `blocking_sleep`; did you mean `blocking-sleep`?"),
        ("pointles-async", "`--select`: no rule is called `pointles-async`; did you mean `pointless-async`?"),
        ("", "`--select`: no rule is called ``"),
    ],
)
def test_entries_that_mean_nothing(entry: str, message: str) -> None:
    with pytest.raises(SettingsError) as error:
        checked_rules([entry], RULES, "`--select`")
    assert str(error.value).startswith(message)


def written(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "pyproject.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_every_key(tmp_path: Path) -> None:
    written(
        tmp_path,
        """
        [tool.dashlint]
        select = ["DSH1", "pointless-async"]
        extend-select = ["ADVICE"]
        ignore = ["DSH105"]
        exclude = ["docs", "*_pb2.py"]
        backend = "FastAPI"
        dash-version = "v4.4"
        fail-on = "warning"
        severity = { DSH107 = "Warning" }
        """,
    )
    assert read_settings([tmp_path], RULES) == Settings(
        select=("DSH1", "pointless-async"),
        extend_select=("ADVICE",),
        ignore=("DSH105",),
        exclude=(Exclusion(str(tmp_path.resolve()), ("docs", "*_pb2.py")),),
        backend="fastapi",
        dash_version="4.4",
        fail_on=Severity.WARNING,
        severities=(("DSH107", Severity.WARNING),),
    )


@pytest.mark.parametrize(
    "text",
    [
        "[tool.dashlint.severity]\nDSH1 = 'info'\nblocking-sleep = 'error'",
        "[tool.dashlint]\nseverity = { DSH1 = 'info', blocking-sleep = 'error' }",
        "[tool.dashlint]\nseverity.DSH1 = 'info'\nseverity.blocking-sleep = 'error'",
    ],
)
def test_the_table_of_severities(tmp_path: Path, text: str) -> None:
    written(tmp_path, text)
    severities = (("DSH1", Severity.INFO), ("blocking-sleep", Severity.ERROR))
    assert read_settings([tmp_path], RULES) == Settings(severities=severities)


def test_the_nearest_table_counts(tmp_path: Path) -> None:
    written(tmp_path, '[tool.dashlint]\nbackend = "quart"\n')
    written(tmp_path / "app", '[project]\nname = "app"\n')
    written(tmp_path / "other", '[tool.dashlint]\nbackend = "flask"\n')
    (tmp_path / "app" / "pages").mkdir()
    (tmp_path / "app" / "pages" / "home.py").touch()
    assert read_settings([tmp_path / "app" / "pages" / "home.py"], RULES).backend == "quart"
    assert read_settings([tmp_path / "other"], RULES).backend == "flask"
    assert read_settings([tmp_path / "app", tmp_path / "other"], RULES).backend == "quart"


def test_the_search_ends_at_the_top_of_the_repository(tmp_path: Path) -> None:
    written(tmp_path, '[tool.dashlint]\nbackend = "quart"\n')
    (tmp_path / "repository" / ".git").mkdir(parents=True)
    (tmp_path / "repository" / "app").mkdir()
    assert read_settings([tmp_path / "repository" / "app"], RULES) == Settings()


def test_a_broken_file_of_somebody_else_is_no_concern(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    written(tmp_path, "[project\n")
    assert read_settings([tmp_path], RULES) == Settings()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[tool.dashlint]\nselekt = []", "{file}:2: `selekt` is no setting of dashlint; did you mean `select`?"),
        (
            "[project]\nfail_on = 1\n\n[tool.dashlint]\nfail_on = 'error'",
            "{file}:5: `fail_on` is no setting of dashlint; did you mean `fail-on`?",
        ),
        ("[tool.dashlint]\n'zzz' = 1", "{file}:2: `zzz` is no setting of dashlint"),
        ("[tool.dashlint.select]\nx = 1", "{file}:1: `select` must be a list of strings"),
        ("[tool.dashlint]\nselect.x = 1", "{file}:2: `select` must be a list of strings"),
        ("tool.dashlint.select = 1", "{file}:1: `select` must be a list of strings"),
        ("tool = { dashlint = { select = 1 } }", "{file}:1: `select` must be a list of strings"),
        ("[tool.dashlint]\nselect = 'DSH101'", "{file}:2: `select` must be a list of strings"),
        ("[tool.dashlint]\nexclude = [1]", "{file}:2: `exclude` must be a list of strings"),
        (
            "[tool.dashlint]\nignore = [\n  'DSH113',\n]",
            "{file}:3: `ignore`: no rule is called `DSH113`; did you mean `DSH110`?",
        ),
        (
            "[tool.dashlint]\nbackend = 'fastappi'",
            "{file}:2: `backend` must be one of `flask`, `fastapi`, `quart`, not `fastappi`; did you mean `fastapi`?",
        ),
        ("[tool.dashlint]\nbackend = 3", "{file}:2: `backend` must be a string: one of `flask`, `fastapi`, `quart`"),
        (
            "[tool.dashlint]\ndash-version = '>=4.2'",
            "{file}:2: `dash-version` must be a version such as `4.4.1`, not `>=4.2`",
        ),
        (
            "[tool.dashlint]\n\ndash-version = 4.2",
            '{file}:3: `dash-version` must be a string, a version such as `"4.4.1"`',
        ),
        (
            "[tool.dashlint]\ndash_version = '4.2'",
            "{file}:2: `dash_version` is no setting of dashlint; did you mean `dash-",
        ),
        (
            "[tool.dashlint]\nfail-on = 'never'",
            "{file}:2: `fail-on` must be one of `info`, `warning`, `error`, not `never`",
        ),
        (
            "[tool.dashlint]\nseverity = 'info'",
            '{file}:2: `severity` must be a table of rules, such as `DSH105 = "info"`',
        ),
        (
            "[tool.dashlint]\nignore = ['DSH105']\n[tool.dashlint.severity]\nDSH101 = 'error'\nDSH105 = 'inof'",
            "{file}:5: `severity.DSH105` must be one of `info`, `warning`, `error`, not `inof`; did you mean `info`?",
        ),
        (
            "[tool.dashlint]\n\nseverity = { DSH105 = 3 }",
            "{file}:3: `severity.DSH105` must be a string: one of `info`, `warning`, `error`",
        ),
        (
            "[tool.dashlint.severity]\n'blocking-fil' = 'info'",
            "{file}:2: `severity.blocking-fil`: no rule is called `blocking-fil`; did you mean `blocking-file`?",
        ),
        (
            "[tool.dashlint.severity]\nDSH105 = 'off'",
            "{file}:2: `severity.DSH105` must be a severity, not `off`; list the rule under `ignore` instead",
        ),
        (
            "[tool.dashlint.severity]\nDSH105 = false",
            "{file}:2: `severity.DSH105` must be a severity, not `False`; list the rule under `ignore` instead",
        ),
        (
            "[tool.dashlint.severity]\nADVICE = 'error'",
            "{file}:2: `severity.ADVICE`: `ADVICE` means what has the severity `info`, so name the rules instead",
        ),
        ("[tool]\ndashlint = 1", "{file}:2: `tool.dashlint` must be a table"),
        ("[tool.dashlint]\nselect = [", "{file}: is not valid TOML: "),
    ],
)
def test_mistakes_are_named_with_their_place(tmp_path: Path, text: str, message: str) -> None:
    file = written(tmp_path, text)
    with pytest.raises(SettingsError) as error:
        read_settings([tmp_path], RULES)
    assert str(error.value).startswith(message.format(file=file.resolve()))


def test_a_file_that_is_not_text(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes(b"[tool.dashlint]\n\xff")
    with pytest.raises(SettingsError, match="is not valid TOML"):
        read_settings([tmp_path], RULES)
