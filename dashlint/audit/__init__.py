"""The migration audit: what breaks, and what must change, if the apps of a project move to another backend."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from dashlint.audit.as_json import as_json
from dashlint.audit.build import audit_of
from dashlint.audit.markdown import markdown
from dashlint.audit.model import Audit
from dashlint.audit.page import page
from dashlint.audit.text import text
from dashlint.report.paint import Paint

__all__ = ["AUDITS", "Audit", "audit_of"]

AUDITS: Mapping[str, Callable[[Audit, Paint], Iterable[str]]] = {
    "text": text,
    "markdown": markdown,
    "json": as_json,
    "html": page,
}
"""Every format by the name that `--format` knows it by."""
