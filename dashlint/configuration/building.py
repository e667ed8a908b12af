"""Settings made of the layers that say them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce
from typing import Any

from dashlint.configuration.additions import additions
from dashlint.configuration.layers import Layer
from dashlint.diagnostic import Severity
from dashlint.ignored import Exclusion
from dashlint.settings import FixSettings, PathBackend, PathIgnore, Settings


def settings_of(layers: Iterable[Layer]) -> Settings:
    """Return what layers say together, the strongest first.

    Raises:
        SettingsError: what they add to the catalogue is not well formed.
    """
    said = [_said(layer) for layer in layers]
    return reduce(lambda stronger, weaker: stronger.over(weaker), said) if said else Settings()


def _said(layer: Layer) -> Settings:
    values, folder = layer.values, layer.place.folder
    return Settings(
        select=values.get("select", ()),
        extend_select=values.get("extend-select", ()),
        ignore=(*values.get("ignore", ()), *values.get("extend-ignore", ())),
        exclude=_exclusions(values, folder),
        backend=values.get("backend"),
        dash_version=values.get("dash-version"),
        fail_on=_severity(values.get("fail-on")),
        severities=tuple((rule, Severity[name.upper()]) for rule, name in values.get("severity", ())),
        path_ignores=_path_ignores(values, folder),
        path_backends=tuple(
            PathBackend(Exclusion(folder, (pattern,)), backend)
            for pattern, backend in values.get("per-path-backend", ())
        ),
        force_exclude=values.get("force-exclude"),
        src=values.get("src", ()),
        additions=additions(layer),
        fixing=_fixing(values),
        max_warnings=values.get("max-warnings"),
        max_seconds_per_file=values.get("max-seconds-per-file"),
        require_reasons=values.get("require-reasons"),
        baseline=values.get("baseline"),
        output_format=values.get("output-format"),
    )


def _fixing(values: Mapping[str, Any]) -> FixSettings:
    return FixSettings(
        fix=values.get("fix"),
        unsafe_fixes=values.get("unsafe-fixes"),
        show_fixes=values.get("show-fixes"),
        fixable=values.get("fixable", ()),
        unfixable=values.get("unfixable", ()),
        extend_fixable=values.get("extend-fixable", ()),
        extend_safe_fixes=values.get("extend-safe-fixes", ()),
        extend_unsafe_fixes=values.get("extend-unsafe-fixes", ()),
    )


def _exclusions(values: Mapping[str, Any], folder: str) -> tuple[Exclusion, ...]:
    patterns = (*values.get("exclude", ()), *values.get("extend-exclude", ()))
    return (Exclusion(folder, patterns),) if patterns else ()


def _path_ignores(values: Mapping[str, Any], folder: str) -> tuple[PathIgnore, ...]:
    pairs = (*values.get("per-file-ignores", ()), *values.get("extend-per-file-ignores", ()))
    return tuple(
        PathIgnore(Exclusion(folder, (pattern.removeprefix("!"),)), rules, is_for_others=pattern.startswith("!"))
        for pattern, rules in pairs
    )


def _severity(name: str | None) -> Severity | None:
    return Severity[name.upper()] if name else None
