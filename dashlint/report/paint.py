"""The colours of a report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import click

from dashlint.diagnostic import Severity

#: What terminals take for the beginning of a link, and for its end where no address is in it.
_LINK = "\x1b]8;;{}\x1b\\"
_SEVERITY = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "blue"}


@dataclass(frozen=True, slots=True)
class Paint:
    """Colours text when `colored`, and leaves it alone otherwise.

    Where `page_of` gives the address of a rule's page by its code, what names the rule leads there.
    """

    colored: bool = False
    page_of: Callable[[str], str] | None = None

    def path(self, text: str) -> str:
        return self._style(text, None)

    def severity(self, text: str, severity: Severity) -> str:
        return self._style(text, _SEVERITY[severity])

    def rule(self, text: str, severity: Severity, code: str) -> str:
        """What names a rule by its code, and perhaps its name."""
        painted, address = self.severity(text, severity), self.page_of(code) if self.page_of is not None else ""
        return f"{_LINK.format(address)}{painted}{_LINK.format('')}" if self.colored and address else painted

    def gutter(self, text: str) -> str:
        return self._style(text, "cyan")

    def step(self, text: str) -> str:
        return self._style(text, "cyan")

    def help(self, text: str) -> str:
        return self._style(text, "green")

    def _style(self, text: str, color: str | None) -> str:
        return click.style(text, fg=color, bold=True) if self.colored and text else text
