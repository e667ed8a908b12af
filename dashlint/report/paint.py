"""The colours of a report."""

from __future__ import annotations

from dataclasses import dataclass

import click

from dashlint.diagnostic import Severity

_SEVERITY = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "blue"}


@dataclass(frozen=True, slots=True)
class Paint:
    """Colours text when `colored`, and leaves it alone otherwise."""

    colored: bool = False

    def path(self, text: str) -> str:
        return self._style(text, None)

    def severity(self, text: str, severity: Severity) -> str:
        return self._style(text, _SEVERITY[severity])

    def gutter(self, text: str) -> str:
        return self._style(text, "cyan")

    def step(self, text: str) -> str:
        return self._style(text, "cyan")

    def help(self, text: str) -> str:
        return self._style(text, "green")

    def _style(self, text: str, color: str | None) -> str:
        return click.style(text, fg=color, bold=True) if self.colored and text else text
