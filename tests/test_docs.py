"""The documentation: its links hold, it says everything, what it shows is true, and it loads nothing from elsewhere."""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType

import pytest
from selenium import webdriver

from dashlint.cli import main
from dashlint.configuration import KEYS
from dashlint.pages import pages
from dashlint.rules import all_rules

ROOT = Path(__file__).resolve().parents[1]
DOCS = sorted((ROOT / "docs").rglob("*.md"))
WRITTEN = "\n".join(page.read_text(encoding="utf-8") for page in DOCS)


def build(root: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("material", reason="needs mkdocs-material")
    folder = tmp_path_factory.mktemp("site")
    done = build(ROOT, folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture
def module_of_ci(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], ModuleType]:
    """What imports the modules of CI."""
    monkeypatch.syspath_prepend(str(ROOT / ".ci"))
    return importlib.import_module


class TestSite:
    def test_every_rule_has_its_page(self, site: Path) -> None:
        index = (site / "rules" / "index.html").read_text(encoding="utf-8")
        for rule in all_rules():
            page = (site / "rules" / rule.code.lower() / "index.html").read_text(encoding="utf-8")
            assert f"{rule.code} {rule.name}" in page
            assert f'href="{rule.code.lower()}/"' in index

    def test_a_page_says_what_the_rule_is_and_names_others_with_links(self, site: Path) -> None:
        page = (site / "rules" / "dsh110" / "index.html").read_text(encoding="utf-8")
        cells = re.findall(r"<td>(.*?)</td>", page)[:4]
        assert cells == ["error", "freezes the event loop", "from 4.2.0", "unsafe"]
        assert '<a href="../dsh101/">DSH101</a> to <a href="../dsh107/">DSH107</a>' in page
        assert not re.search(r"<a href=[^>]*>DSH110</a>", page)
        other = (site / "rules" / "dsh403" / "index.html").read_text(encoding="utf-8")
        assert re.findall(r"<td>(.*?)</td>", other)[2:4] == ["from 4.2.0 up to 4.4.1", "none"]

    def test_code_stays_as_it_is(self, site: Path) -> None:
        page = (site / "rules" / "dsh002" / "index.html").read_text(encoding="utf-8")
        assert "# noqa: DSH101" in page
        assert "[DSH101](" not in page

    def test_fixes_are_listed(self, site: Path) -> None:
        page = (site / "fixes" / "index.html").read_text(encoding="utf-8")
        listed = re.findall(r'<tr>\s*<td><a href="\.\./rules/(dsh\d{3})/">', page)
        assert {"dsh101", "dsh302"} <= set(listed)
        assert listed == sorted(set(listed))

    def test_names_lead_to_codes(self, site: Path) -> None:
        for rule in all_rules():
            page = (site / "rules" / rule.name / "index.html").read_text(encoding="utf-8")
            assert f'content="0; url=../{rule.code.lower()}/"' in page

    def test_nothing_is_loaded_from_elsewhere(self, site: Path) -> None:
        files = sorted(site.rglob("*.html"))
        assert len(files) > len(all_rules())
        for file in files:
            loaded = Loaded()
            loaded.feed(file.read_text(encoding="utf-8"))
            assert [url for url in loaded.urls if re.match(r"(https?:)?//", url)] == [], file
        for file in site.rglob("*.css"):
            assert not re.search(r"url\([\"']?(https?:)?//|@import", file.read_text(encoding="utf-8")), file

    def test_the_schema_is_there(self, site: Path) -> None:
        there = site / "schema" / "dashlint.schema.json"
        assert there.read_bytes() == (ROOT / "schema" / "dashlint.schema.json").read_bytes()

    @pytest.mark.parametrize(
        ("text", "complaint"),
        [
            ("[x](nowhere.md)", "nowhere.md"),
            ("[x](settings.md#nowhere)", "nowhere"),
            ("[x](../rules/dsh999_nothing.md)", "dsh999"),
        ],
    )
    def test_a_broken_link_is_an_error(self, site: Path, tmp_path: Path, text: str, complaint: str) -> None:
        for name in ("docs", "rules", ".ci", "schema", "dashlint"):
            shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("mkdocs.yml", "CHANGELOG.md"):
            shutil.copy(ROOT / name, tmp_path / name)
        with (tmp_path / "docs" / "usage.md").open("a", encoding="utf-8") as page:
            page.write(f"\n{text}\n")
        done = build(tmp_path, tmp_path / "site")
        assert done.returncode != 0
        assert complaint in done.stdout + done.stderr


class Loaded(HTMLParser):
    """Collects what a browser loads to show a page."""

    def __init__(self) -> None:
        super().__init__()
        self.urls: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag in ("script", "img", "iframe", "source", "video", "audio"):
            self.urls.append(said.get("src", ""))
        if tag == "link" and said.get("rel") not in ("canonical", "next", "prev"):
            self.urls.append(said.get("href", ""))


class TestWords:
    @pytest.mark.parametrize("command", [[], ["rule"], ["audit"], ["server"], ["why"], ["completion"]], ids=str)
    def test_every_option_is_told(self, command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
        with contextlib.suppress(SystemExit):
            main([*command, "--help"])
        options = set(re.findall(r"^  (?:-\w, )?(--[\w-]+)", capsys.readouterr().out, re.MULTILINE))
        assert "--help" in options
        assert sorted(option for option in options if not re.search(rf"{option}(?![\w-])", WRITTEN)) == []

    @pytest.mark.parametrize("key", list(KEYS), ids=str)
    def test_every_setting_is_told(self, key: object) -> None:
        name = getattr(key, "name", key)
        assert re.search(rf"^### `{name}`$", (ROOT / "docs" / "settings.md").read_text(encoding="utf-8"), re.MULTILINE)

    def test_no_row_of_the_comparison_is_without_an_answer(self) -> None:
        text = (ROOT / "docs" / "comparison.md").read_text(encoding="utf-8")
        rows = [re.split(r"(?<!\\)\|", line)[1:-1] for line in text.splitlines() if line.startswith("|")]
        assert len(rows) > 80
        assert [row for row in rows if len(row) != 3 or not all(cell.strip() for cell in row)] == []

    def test_fixes_are_marked_as_they_are_made(self, module_of_ci: Callable[[str], ModuleType]) -> None:
        marks = module_of_ci("docs_site").fix_marks
        made: dict[str, set[str]] = {}
        for output in (ROOT / "tests" / "fixtures").glob("*/output.txt"):
            code = ""
            for line in output.read_text(encoding="utf-8").splitlines():
                headline = re.search(r": (?:error|warning|info) (DSH\d{3}) ", line)
                code = headline[1] if headline else code
                if fix := re.match(r"\s*= fix( \(with `--unsafe-fixes`\))?: ", line):
                    made.setdefault(code, set()).add("unsafe" if fix[1] else "safe")
        assert made
        known = pages()
        assert {
            code: kinds - set(marks(known[code])) for code, kinds in made.items() if kinds - set(marks(known[code]))
        } == {}


def test_the_picture_is_up_to_date(module_of_ci: Callable[[str], ModuleType]) -> None:
    pytest.importorskip("rich")
    picture = module_of_ci("picture")
    shown = picture.PICTURE.read_text(encoding="utf-8")
    now = picture.picture()
    assert picture.words_of(shown) == picture.words_of(now)
    assert "DSH102" in picture.words_of(shown)
    assert "@font-face" not in shown + now


BLOCK = re.compile(
    r"^```(?P<language>\w+)(?: title=\"(?P<title>[^\"]+)\")?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
SHOWING = [page for page in DOCS if 'title="app.py"' in page.read_text(encoding="utf-8")]


@pytest.mark.parametrize("page", SHOWING, ids=lambda page: page.stem)
def test_what_pages_show_is_true(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    runs = 0
    for block in BLOCK.finditer(page.read_text(encoding="utf-8")):
        if block["title"] and block["language"] == "json":
            assert (tmp_path / block["title"]).read_text(encoding="utf-8") == block["text"]
        elif block["title"]:
            (tmp_path / block["title"]).write_text(block["text"], encoding="utf-8")
        elif block["language"] == "console":
            for run in re.split(r"^\$ ", block["text"], flags=re.MULTILINE)[1:]:
                command, _, output = run.partition("\n")
                main(shlex.split(command)[1:])
                printed = capsys.readouterr()
                told = [line for line in output.splitlines(keepends=True) if line.startswith("dashlint: ")]
                rest = [line for line in output.splitlines(keepends=True) if not line.startswith("dashlint: ")]
                assert told == [line for line in printed.err.splitlines(keepends=True) if line in told]
                pattern = "".join(r"(?:.*\n)*" if line == "...\n" else re.escape(line) for line in rest)
                assert re.fullmatch(pattern, printed.out), printed.out
                runs += 1
    assert runs


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    thread.join()
    server.server_close()


class TestInABrowser:
    PAGES = ("", "rules/", "rules/dsh110/", "backends/fastapi/", "comparison/", "settings/", "migration/", "usage/")

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("width", [360, 1280])
    def test_pages_fit_and_are_quiet(self, address: str, browser: webdriver.Chrome, width: int, scheme: str) -> None:
        metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        feature = [{"name": "prefers-color-scheme", "value": scheme}]
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": feature})
        pictures = os.environ.get("DASHLINT_SCREENSHOTS")
        browser.get(address)
        browser.execute_script("localStorage.clear()")
        browser.get_log("browser")
        for page in self.PAGES:
            browser.get_log("performance")
            browser.get(address + page)
            assert browser.execute_script("return document.documentElement.scrollWidth") <= width, page
            used = browser.execute_script("return document.body.getAttribute('data-md-color-scheme')")
            assert used == ("slate" if scheme == "dark" else "default")
            sent = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
            urls = [one["params"]["request"]["url"] for one in sent if one["method"] == "Network.requestWillBeSent"]
            assert urls
            assert [url for url in urls if not url.startswith((address, "data:", "blob:"))] == []
            assert browser.get_log("browser") == []
            if pictures:
                name = f"{page.strip('/').replace('/', '-') or 'index'}-{width}-{scheme}.png"
                browser.save_screenshot(str(Path(pictures, name)))
