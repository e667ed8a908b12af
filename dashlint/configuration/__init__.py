"""The settings of a run: what is found in files, and what `--config` says."""

from dashlint.configuration.errors import SettingsError
from dashlint.configuration.keys import GROUPS, KEYS, SEVERITIES
from dashlint.configuration.reading import Configuration, Wanted, read_configuration, read_settings
from dashlint.configuration.rule_names import checked_rules, checked_version
from dashlint.configuration.showing import settings_lines

__all__ = [
    "GROUPS",
    "KEYS",
    "SEVERITIES",
    "Configuration",
    "SettingsError",
    "Wanted",
    "checked_rules",
    "checked_version",
    "read_configuration",
    "read_settings",
    "settings_lines",
]
