"""Which rules hold for the Dash that some code runs on."""

from __future__ import annotations

from dashlint.manifests import Manifests
from dashlint.rule import Rule


def holds(rule: Rule, path: str, manifests: Manifests) -> bool:
    """Tell whether a rule may hold for the file at `path`, by the rule's `since` and `until`.

    A version that the user names (`--dash-version`) decides alone. Manifests never silence a rule by its `since`: code
    for FastAPI beside a manifest that asks for Dash 3 says that the manifest is wrong, which is a finding of its own
    (DSH207), and under `--backend` the move to the new backend brings the new Dash with it; what breaks there must not
    vanish. They do silence by `until`, where every version that they allow is a later one.
    """
    if manifests.dash_version is not None and rule.since and manifests.versions(path).are_below(rule.since):
        return False
    return not (rule.until and manifests.versions(path).are_above(rule.until))
