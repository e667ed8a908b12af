"""What the README shows is what dashlint prints."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from dashlint.cli import main
from dashlint.configuration import read_settings
from dashlint.rules import all_rules
from dashlint.suppress import suppressions

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def shown_runs() -> list[tuple[str, str]]:
    """The commands that stand behind a `$`, each with the output shown below it; `...` stands for more."""
    runs = [run for block in blocks("console") for run in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]]
    return [(command, output) for command, output in (run.split("\n", 1) for run in runs)]


@pytest.mark.parametrize(("command", "output"), shown_runs())
def test_shown_output_is_true(
    command: str, output: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    main(shlex.split(command)[1:])
    pattern = "".join(r"(.*\n)*" if line == "...\n" else re.escape(line) for line in output.splitlines(keepends=True))
    printed = capsys.readouterr().out
    assert re.fullmatch(pattern, printed), printed


def test_output_is_shown() -> None:
    assert shown_runs()


def test_the_first_commands_come_first() -> None:
    assert blocks("console")[0] == "pip install . && dashlint examples/\n"
    assert 'pip install -e ".[dev]" && pytest\n' in blocks("console")


def test_the_settings_shown_are_understood(tmp_path: Path) -> None:
    (table,) = (block for block in blocks("toml") if "[tool.dashlint]" in block)
    (tmp_path / "pyproject.toml").write_text(table, encoding="utf-8")
    settings = read_settings([tmp_path], {rule.code: rule.name for rule in all_rules()})
    assert settings.backend == "fastapi"
    assert settings.extend_select == ("ADVICE",)


def test_the_commands_shown_are_understood(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "app.py").touch()
    monkeypatch.chdir(tmp_path)
    commands = [line for block in blocks("console") for line in block.splitlines() if line.startswith("dashlint")]
    assert len(commands) > 3
    for command in commands:
        assert main(shlex.split(command, comments=True)[1:]) == 0, capsys.readouterr().err


def test_the_comments_shown_silence() -> None:
    (block,) = (block for block in blocks("python") if "noqa" in block)
    for number in range(1, block.count("\n") + 1):
        assert any(one.silences("DSH101", "blocking-sleep", number, number) for one in suppressions(block))


def test_every_family_has_a_row() -> None:
    rows = re.findall(r"^\| (DSH\d)xx \| \[([^]]+)\]\(rules/README\.md#(\S+)\) \|", README, re.MULTILINE)
    assert sorted(family for family, _, _ in rows) == sorted({rule.code[:4] for rule in all_rules()})
    titles = re.findall(r"^## (.*)$", (ROOT / "rules" / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in titles}
    assert {anchor for _, _, anchor in rows} <= anchors


def test_every_link_leads_somewhere() -> None:
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in link]
    assert links
    assert all((ROOT / link).exists() for link in links)
