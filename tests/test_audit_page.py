"""The audit's page in a browser: it opens from a file, needs no network, filters, and runs nothing of the project."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.select import Select
from selenium.webdriver.support.wait import WebDriverWait

from audit_projects import HOSTILE, hostile, shop
from dashlint.audit import AUDITS, Audit
from dashlint.report.paint import Paint

PATIENCE = 30
Open = Callable[[Audit], webdriver.Chrome]


@pytest.fixture
def opened(browser: webdriver.Chrome, tmp_path: Path) -> Open:
    """Write an audit's page to a file and open that file; what was logged before is forgotten."""

    def open_(audit: Audit) -> webdriver.Chrome:
        file = tmp_path / "audit.html"
        file.write_text("\n".join(AUDITS["html"](audit, Paint(False))), encoding="utf-8")
        browser.get("about:blank")
        browser.get_log("performance")
        browser.get_log("browser")
        size(browser, 1200)
        browser.get(file.as_uri())
        return browser

    return open_


def size(browser: webdriver.Chrome, width: int) -> None:
    metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def places(browser: webdriver.Chrome) -> list[WebElement]:
    return [place for place in browser.find_elements(By.CSS_SELECTOR, "section.file .place") if place.is_displayed()]


def choose(browser: webdriver.Chrome, name: str, value: str) -> None:
    field = Select(browser.find_element(By.NAME, name))
    field.select_by_index([option.get_attribute("value") for option in field.options].index(value))


def told(browser: webdriver.Chrome) -> str:
    return browser.find_element(By.CSS_SELECTOR, "form.filter output").text


def wait(browser: webdriver.Chrome, condition: Callable[[], bool]) -> None:
    WebDriverWait(browser, PATIENCE, 0.05).until(lambda _: condition())


def requested(browser: webdriver.Chrome) -> set[str]:
    messages = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    sent = (one["params"]["request"]["url"] for one in messages if one["method"] == "Network.requestWillBeSent")
    return {url for url in sent if not url.startswith("data:")}


@pytest.mark.parametrize("make", [shop, hostile])
def test_it_opens_from_a_file_and_asks_for_nothing(opened: Open, make: Callable[[], Audit]) -> None:
    browser = opened(make())
    assert requested(browser) == {browser.current_url}
    assert browser.get_log("browser") == []
    assert browser.title == "Moving to FastAPI · dashlint audit"
    assert browser.find_element(By.CLASS_NAME, "verdict").text == make().verdict
    assert browser.execute_script("return [...document.styleSheets].length") == 1


def test_a_request_would_be_seen(opened: Open) -> None:
    browser = opened(shop())
    browser.execute_script("fetch('http://127.0.0.1:9/').catch(() => { window.refused = true })")
    wait(browser, lambda: bool(browser.execute_script("return window.refused")))
    assert any("Content Security Policy" in entry["message"] for entry in browser.get_log("browser"))


def test_every_place_is_there(opened: Open) -> None:
    audit, browser = shop(), opened(shop())
    assert len(places(browser)) == len(audit.findings)
    assert told(browser) == f"{len(audit.findings)} of {len(audit.findings)} places"
    cards = {
        card.find_element(By.TAG_NAME, "span").text: int(card.find_element(By.TAG_NAME, "b").text)
        for card in cards_of(browser)
    }
    assert cards == {group.effect.value: len(group.findings) for group in audit.groups}


def cards_of(browser: webdriver.Chrome) -> list[WebElement]:
    return browser.find_elements(By.CSS_SELECTOR, "a.card")


class TestFilter:
    @pytest.mark.parametrize(
        ("name", "value", "attribute"),
        [("effect", "loop", "data-effect"), ("rule", "DSH203", "data-rule"), ("file", "Procfile", "data-file")],
    )
    def test_by_one_thing(self, opened: Open, name: str, value: str, attribute: str) -> None:
        browser = opened(shop())
        every = len(places(browser))
        choose(browser, name, value)
        shown = places(browser)
        assert 0 < len(shown) < every
        assert {place.get_attribute(attribute) for place in shown} == {value}
        assert told(browser) == f"{len(shown)} of {every} places"

    def test_a_file_without_places_is_hidden(self, opened: Open) -> None:
        browser = opened(shop())
        choose(browser, "file", "pages/list.py")
        titles = [title.text for title in browser.find_elements(By.CSS_SELECTOR, "section.file h3 code")]
        assert [title for title in titles if title] == ["pages/list.py"]

    def test_by_several_and_back(self, opened: Open) -> None:
        browser = opened(shop())
        every = len(places(browser))
        choose(browser, "effect", "loop")
        choose(browser, "file", "app.py")
        assert len(places(browser)) == 1
        browser.find_element(By.CSS_SELECTOR, "form.filter button").click()
        wait(browser, lambda: len(places(browser)) == every)

    def test_by_text(self, opened: Open) -> None:
        browser = opened(shop())
        field = browser.find_element(By.NAME, "text")
        field.send_keys("SLEEP app")
        assert [place.get_attribute("data-file") for place in places(browser)] == ["app.py"]
        field.send_keys(" nowhere")
        assert places(browser) == []
        assert told(browser).startswith("0 of ")

    def test_by_a_card(self, opened: Open) -> None:
        browser = opened(shop())
        (card,) = (card for card in cards_of(browser) if card.get_attribute("data-effect") == "access")
        card.click()
        assert {place.get_attribute("data-effect") for place in places(browser)} == {"access"}

    def test_a_link_to_a_hidden_place_shows_it(self, opened: Open) -> None:
        browser = opened(shop())
        choose(browser, "effect", "access")
        link = browser.find_element(By.CSS_SELECTOR, ".group.loop a")
        target = (link.get_attribute("href") or "").rpartition("#")[2]
        browser.execute_script("arguments[0].click()", link)
        wait(browser, lambda: browser.find_element(By.ID, target).is_displayed())

    def test_by_keyboard_alone(self, opened: Open) -> None:
        browser = opened(shop())
        every = len(places(browser))
        body = browser.find_element(By.TAG_NAME, "body")
        body.send_keys(Keys.TAB)
        assert browser.switch_to.active_element.text == "Skip to the report"
        reached = []
        for _ in range(200):
            browser.switch_to.active_element.send_keys(Keys.TAB)
            name = browser.switch_to.active_element.get_attribute("name")
            if name:
                reached.append(name)
            if name == "text":
                break
        assert reached == ["effect", "rule", "file", "text"]
        browser.switch_to.active_element.send_keys("sleep")
        assert 0 < len(places(browser)) < every

    def test_without_a_script_everything_is_shown(self, opened: Open) -> None:
        browser = opened(shop())
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
        try:
            browser.refresh()
            assert not browser.find_element(By.CSS_SELECTOR, "form.filter").is_displayed()
            assert len(places(browser)) == len(shop().findings)
        finally:
            browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


class TestHostile:
    def test_names_lines_and_messages_stay_text(self, opened: Open) -> None:
        browser = opened(hostile())
        assert len(browser.find_elements(By.TAG_NAME, "script")) == 1
        assert browser.find_elements(By.TAG_NAME, "img") == []
        assert browser.find_elements(By.CSS_SELECTOR, "a[href^='javascript']") == []
        (path,) = {place.get_attribute("data-file") for place in places(browser)}
        assert HOSTILE in (path or "")
        source = browser.find_element(By.CSS_SELECTOR, "pre.source").text
        assert HOSTILE in source
        assert "{{ 7 * 7 }}" in source

    def test_the_filter_knows_them(self, opened: Open) -> None:
        browser = opened(hostile())
        options = Select(browser.find_element(By.NAME, "file")).options
        assert HOSTILE in options[1].text
        choose(browser, "file", options[1].get_attribute("value") or "")
        assert len(places(browser)) == len(hostile().findings)

    def test_what_is_put_in_would_not_run(self, opened: Open) -> None:
        browser = opened(shop())
        browser.execute_script(
            "const one = document.createElement('script'); one.textContent = 'window.ran = true';"
            "document.body.append(one)"
        )
        assert browser.execute_script("return window.ran") is None
        assert "Content Security Policy" in browser.get_log("browser")[0]["message"]


class TestLooks:
    @pytest.mark.parametrize("width", [320, 400, 800, 1600])
    @pytest.mark.parametrize("make", [shop, hostile])
    def test_nothing_is_wider_than_the_window(self, opened: Open, width: int, make: Callable[[], Audit]) -> None:
        browser = opened(make())
        size(browser, width)
        assert browser.execute_script("return document.documentElement.scrollWidth") <= width

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_text_stands_out(self, opened: Open, scheme: str) -> None:
        browser = opened(shop())
        feature = [{"name": "prefers-color-scheme", "value": scheme}]
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": feature})
        paper = luminance(browser.find_element(By.TAG_NAME, "body"), "background-color")
        assert (paper < 0.2) == (scheme == "dark")
        for selector in ("body", ".verdict", ".tool", ".card small", ".efforts", ".files", "summary"):
            ink = luminance(browser.find_element(By.CSS_SELECTOR, selector), "color")
            assert contrast(ink, paper) >= 4.5, selector
        for element in browser.find_elements(By.CSS_SELECTOR, ".card b, .place .effect"):
            assert contrast(luminance(element, "color"), paper) >= 4.5, element.text

    def test_printed_without_the_filter(self, opened: Open) -> None:
        browser = opened(shop())
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
        try:
            assert not browser.find_element(By.CSS_SELECTOR, "form.filter").is_displayed()
            assert len(places(browser)) == len(shop().findings)
        finally:
            browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})

    def test_headings_come_in_order(self, opened: Open) -> None:
        browser = opened(shop())
        levels = [int(one.tag_name[1]) for one in browser.find_elements(By.CSS_SELECTOR, "h1, h2, h3, h4")]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))

    def test_every_field_has_a_label(self, opened: Open) -> None:
        browser = opened(shop())
        fields = browser.find_elements(By.CSS_SELECTOR, "form.filter select, form.filter input")
        assert len(fields) == 4
        assert all(field.accessible_name for field in fields)


def luminance(element: WebElement, name: str) -> float:
    """The relative luminance of a color, as the Web Content Accessibility Guidelines define it."""
    channels = [int(part) / 255 for part in re.findall(r"\d+", element.value_of_css_property(name))[:3]]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: float, other: float) -> float:
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)
