"""Which settings files count, and how they go together."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from dashlint import __version__
from dashlint.configuration import SettingsError, Wanted, read_configuration, read_settings
from dashlint.rules import all_rules
from dashlint.settings import Settings

RULES = {one.code: one.name for one in all_rules()}


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)


def written(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def settings_of(*config: str, path: str = ".", isolated: bool = False) -> Settings:
    return read_settings([path], RULES, Wanted(config, isolated))


def refused(*config: str, path: str = ".", isolated: bool = False) -> str:
    with pytest.raises(SettingsError) as error:
        settings_of(*config, path=path, isolated=isolated)
    return str(error.value).replace(f"{os.path.realpath(os.curdir)}{os.sep}", "").replace(os.sep, "/")


def test_of_several_files_in_a_folder_one_counts(tmp_path: Path) -> None:
    written(tmp_path / "pyproject.toml", "[tool.dashlint]\nbackend = 'quart'\nignore = ['DSH1']\n")
    assert settings_of().backend == "quart"
    written(tmp_path / "dashlint.toml", "backend = 'fastapi'\n")
    assert settings_of() == Settings(backend="fastapi")
    written(tmp_path / ".dashlint.toml", "backend = 'flask'\n")
    assert settings_of() == Settings(backend="flask")


def test_an_empty_file_counts(tmp_path: Path) -> None:
    written(tmp_path / "pyproject.toml", "[tool.dashlint]\nbackend = 'quart'\n")
    written(tmp_path / "app" / "dashlint.toml", "")
    assert settings_of(path="app") == Settings()


def test_a_file_in_a_folder_with_a_space_and_a_folder_with_its_name(tmp_path: Path) -> None:
    written(tmp_path / "my app" / "dashlint.toml", "backend = 'quart'\n")
    (tmp_path / "my app" / "ünder" / "dashlint.toml").mkdir(parents=True)
    with pytest.raises(SettingsError, match=r"dashlint\.toml: cannot be read: "):
        settings_of(path="my app/ünder")
    assert settings_of(path="my app/missing.py").backend == "quart"


class TestExtend:
    def test_what_a_file_says_wins(self, tmp_path: Path) -> None:
        written(tmp_path / "base.toml", "backend = 'quart'\ndash-version = '4.2.0'\nfail-on = 'error'\n")
        written(tmp_path / "app" / "dashlint.toml", "extend = '../base.toml'\nbackend = 'flask'\n")
        found = settings_of(path="app")
        assert (found.backend, found.dash_version, str(found.fail_on)) == ("flask", "4.2.0", "error")

    def test_a_pyproject_extends_and_is_extended(self, tmp_path: Path) -> None:
        written(tmp_path / "one" / "pyproject.toml", "[tool.dashlint]\nbackend = 'quart'\n")
        written(tmp_path / "two" / "pyproject.toml", "[tool.dashlint]\nextend = '../one/pyproject.toml'\n")
        assert settings_of(path="two").backend == "quart"

    def test_selections_are_layers(self, tmp_path: Path) -> None:
        written(tmp_path / "base.toml", "select = ['DSH1']\nignore = ['DSH101']\n")
        written(tmp_path / "dashlint.toml", "extend = 'base.toml'\nextend-select = ['DSH101', 'DSH2']\n")
        rules = {one.code: one for one in all_rules()}
        shown = [code for code, one in rules.items() if settings_of().shows(code, one.name, one.severity)]
        assert {"DSH101", "DSH102", "DSH201"} <= set(shown)
        assert not any(code.startswith("DSH3") for code in shown)

    @pytest.mark.parametrize(
        ("own", "patterns", "ignores"),
        [
            ("", [("a",)], [("DSH1",)]),
            ("exclude = ['b']", [("b",)], [("DSH1",)]),
            ("extend-exclude = ['b']", [("a",), ("b",)], [("DSH1",)]),
            ("per-file-ignores = { x = ['DSH2'] }", [("a",)], [("DSH2",)]),
            ("extend-per-file-ignores = { x = ['DSH2'] }", [("a",)], [("DSH2",), ("DSH1",)]),
        ],
    )
    def test_what_replaces_and_what_adds(
        self, tmp_path: Path, own: str, patterns: list[tuple[str]], ignores: list[tuple[str]]
    ) -> None:
        written(tmp_path / "base.toml", "exclude = ['a']\nper-file-ignores = { x = ['DSH1'] }\n")
        written(tmp_path / "dashlint.toml", f"extend = 'base.toml'\n{own}\n")
        found = settings_of()
        assert [one.patterns for one in found.exclude] == patterns
        assert [one.rules for one in found.path_ignores] == ignores

    def test_paths_start_beside_the_file_that_names_them(self, tmp_path: Path) -> None:
        written(tmp_path / "base" / "base.toml", "exclude = ['a']\nbaseline = 'known.json'\n")
        written(tmp_path / "dashlint.toml", "extend = 'base/base.toml'\n")
        assert settings_of().exclude[0].folder == os.path.realpath(tmp_path / "base")
        assert settings_of().baseline == os.path.realpath(tmp_path / "base" / "known.json")

    def test_a_variable_in_the_path(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SHARED_SETTINGS", str(written(tmp_path / "x" / "base.toml", "backend = 'quart'\n").parent))
        written(tmp_path / "dashlint.toml", "extend = '$SHARED_SETTINGS/base.toml'\n")
        assert settings_of().backend == "quart"

    def test_a_missing_file(self, tmp_path: Path) -> None:
        written(tmp_path / "dashlint.toml", "backend = 'flask'\nextend = 'base.toml'\n")
        assert refused() == f"dashlint.toml:2: `extend` names `{'base.toml'}`, which is no file"

    def test_a_circle(self, tmp_path: Path) -> None:
        written(tmp_path / "one.toml", "extend = 'dashlint.toml'\n")
        written(tmp_path / "dashlint.toml", "\nextend = 'one.toml'\n")
        expected = "one.toml:1: `extend` leads back to `dashlint.toml`, so that the files extend each other in a circle"
        assert refused() == expected
        written(tmp_path / "dashlint.toml", "extend = 'dashlint.toml'\n")
        assert refused().startswith("dashlint.toml:1: `extend` leads back to `dashlint.toml`")

    def test_a_mistake_in_the_extended_file(self, tmp_path: Path) -> None:
        written(tmp_path / "base.toml", "\nselekt = []\n")
        written(tmp_path / "dashlint.toml", "extend = 'base.toml'\n")
        assert refused() == "base.toml:2: `selekt` is no setting of dashlint; did you mean `select`?"


class TestVersions:
    @pytest.mark.parametrize("wanted", [__version__, f"=={__version__}", ">=0.0.1", ">=0.0.1, <100"])
    def test_one_that_fits(self, tmp_path: Path, wanted: str) -> None:
        written(tmp_path / "dashlint.toml", f"required-version = '{wanted}'\n")
        assert settings_of() == Settings()

    @pytest.mark.parametrize("wanted", ["0.0.1", "<0.0.1", ">=100"])
    def test_one_that_does_not_fit_is_said_before_anything_else(self, tmp_path: Path, wanted: str) -> None:
        written(tmp_path / "dashlint.toml", f"key-of-tomorrow = 1\nrequired-version = '{wanted}'\n")
        assert (
            refused() == f"dashlint.toml:2: `required-version` asks for dashlint `{wanted}`, and this is {__version__}"
        )


class TestConfig:
    def test_a_file(self, tmp_path: Path) -> None:
        written(tmp_path / "dashlint.toml", "backend = 'quart'\nignore = ['DSH1']\n")
        file = written(tmp_path / "ci" / "strict.toml", "dash-version = '4.4.1'\nexclude = ['a']\n")
        found = settings_of(str(file))
        assert (found.backend, found.ignore, found.dash_version) == (None, (), "4.4.1")
        assert found.exclude[0].folder == os.path.realpath(tmp_path)

    def test_a_pyproject(self, tmp_path: Path) -> None:
        file = written(tmp_path / "ci" / "pyproject.toml", "[tool.dashlint]\nbackend = 'quart'\n")
        assert settings_of(str(file)).backend == "quart"
        written(file, "[project]\nname = 'x'\n")
        assert refused(str(file)) == "ci/pyproject.toml: has no `[tool.dashlint]`"

    def test_values(self, tmp_path: Path) -> None:
        written(tmp_path / "dashlint.toml", "backend = 'quart'\ndash-version = '4.2.0'\n")
        found = settings_of('backend="fastapi"', "severity.DSH1 = 'info'", 'backend = "flask"')
        assert (found.backend, found.dash_version, [rule for rule, _ in found.severities]) == (
            "flask",
            "4.2.0",
            ["DSH1"],
        )

    def test_values_count_in_inner_folders_too(self, tmp_path: Path) -> None:
        written(tmp_path / "app" / "dashlint.toml", "backend = 'quart'\n")
        inside = os.path.realpath(tmp_path / "app" / "app.py")
        assert settings_of().backend_at(inside) == "quart"
        assert settings_of("backend = 'flask'").backend_at(inside) == "flask"

    @pytest.mark.parametrize(
        ("config", "message"),
        [
            (["backend = 'x'"], "`--config`: `backend` must be one of `flask`, `fastapi`, `quart`, not `x`"),
            (["selekt = []"], "`--config`: `selekt` is no setting of dashlint; did you mean `select`?"),
            (["nowhere.toml"], "`--config`: `nowhere.toml` is neither a file nor TOML: "),
            (["backend = fastapi"], "`--config`: `backend = fastapi` is neither a file nor TOML: "),
            (["extend = 'x.toml'"], "`--config`: `extend` stands in a file; give the file itself to `--config`"),
            (["one.toml", "two.toml"], "`--config`: one file is enough, not `one.toml` and `two.toml`"),
        ],
    )
    def test_mistakes(self, tmp_path: Path, config: list[str], message: str) -> None:
        written(tmp_path / "one.toml", "")
        written(tmp_path / "two.toml", "")
        assert refused(*config).startswith(message)


class TestIsolated:
    def test_no_file_is_read(self, tmp_path: Path) -> None:
        written(tmp_path / "dashlint.toml", "select = 1")
        written(tmp_path / "app" / "dashlint.toml", "select = 1")
        assert settings_of(isolated=True) == Settings()
        assert settings_of("backend = 'quart'", isolated=True) == Settings(backend="quart")

    def test_not_even_one_that_is_named(self, tmp_path: Path) -> None:
        written(tmp_path / "one.toml", "")
        assert refused("one.toml", isolated=True).startswith("`--config`: `one.toml` cannot be used with `--isolated`")


class TestFoldersWithTheirOwn:
    @pytest.fixture(autouse=True)
    def files(self, tmp_path: Path) -> None:
        written(
            tmp_path / "pyproject.toml", "[tool.dashlint]\nbackend = 'flask'\nignore = ['DSH1']\nexclude = ['old']\n"
        )
        written(tmp_path / "services" / "a" / "pyproject.toml", "[tool.dashlint]\nbackend = 'quart'\nexclude = ['x']\n")
        written(tmp_path / "services" / "a" / "deep" / "dashlint.toml", "select = ['DSH2']\nsafe = ['crm.ping']\n")
        written(tmp_path / "services" / "b" / "pyproject.toml", "[project]\nname = 'b'\n")
        written(tmp_path / "old" / "dashlint.toml", "broken =")
        written(tmp_path / "node_modules" / "dashlint.toml", "broken =")

    def at(self, settings: Settings, path: str) -> Settings:
        return settings.at(os.path.realpath(path))

    def test_the_nearest_counts_for_each_file(self) -> None:
        found = settings_of()
        assert found.ignore == ("DSH1",)
        assert self.at(found, "app.py") == found
        assert self.at(found, "services/b/app.py") == found
        assert self.at(found, "services/abc/app.py") == found
        assert (self.at(found, "services/a/app.py").backend, self.at(found, "services/a/app.py").ignore) == (
            "quart",
            (),
        )
        assert self.at(found, "services/a/deep/app.py").select == ("DSH2",)
        assert found.backend_at(os.path.realpath("services/a/app.py")) == "quart"
        assert found.backend_at(os.path.realpath("services/a/deep/app.py")) is None

    def test_what_they_add_counts_for_all(self) -> None:
        found = settings_of()
        assert [one.patterns for one in found.exclude] == [("old",), ("x",)]
        assert [one.safe for one in found.additions] == [("crm.ping",)]

    @pytest.mark.parametrize("path", ["services/a", "services/a/app.py", "services/a/inner"])
    def test_a_run_inside_one(self, path: str) -> None:
        assert settings_of(path=path).backend == "quart"

    def test_named_files_have_those_of_their_folders(self) -> None:
        found = read_settings(["services/a/app.py", "services/b/app.py"], RULES)
        assert found.backend == "flask"
        assert found.backend_at(os.path.realpath("services/a/app.py")) == "quart"

    def test_without_settings_around_them(self, tmp_path: Path) -> None:
        (tmp_path / "pyproject.toml").unlink()
        (tmp_path / "old" / "dashlint.toml").unlink()
        found = settings_of()
        assert (found.backend, found.backend_at(os.path.realpath("services/a/app.py"))) == (None, "quart")

    def test_what_is_left_out_is_not_looked_through(self) -> None:
        folders = [folder for folder, _ in read_configuration(["."], RULES).nested]
        assert folders == [os.path.realpath("services/a/deep"), os.path.realpath("services/a")]

    def test_what_git_ignores_is_not_looked_through(self, tmp_path: Path) -> None:
        written(tmp_path / "services" / ".gitignore", "scratch/\n")
        written(tmp_path / "services" / "scratch" / "dashlint.toml", "broken =")
        assert settings_of().ignore == ("DSH1",)

    def test_the_command_line_wins_over_all_of_them(self) -> None:
        found = Settings(backend="fastapi", ignore=("DSH2",)).over(settings_of())
        assert found.backend_at(os.path.realpath("services/a/app.py")) == "fastapi"
        assert self.at(found, "services/a/deep/app.py").ignore == ("DSH2",)

    def test_a_mistake_in_one_of_them(self, tmp_path: Path) -> None:
        written(tmp_path / "services" / "c" / "dashlint.toml", "\nbackend = 1")
        assert re.match(r"services/c/dashlint.toml:2: `backend` must be a string", refused())
