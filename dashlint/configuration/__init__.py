"""The settings of a run: what is found in files, and what `--config` says."""

from dashlint.configuration.errors import SettingsError
from dashlint.configuration.keys import SEVERITIES
from dashlint.configuration.reading import Configuration, Wanted, read_configuration, read_settings
from dashlint.configuration.rule_names import checked_rules, checked_version

__all__ = [
    "SEVERITIES",
    "Configuration",
    "SettingsError",
    "Wanted",
    "checked_rules",
    "checked_version",
    "read_configuration",
    "read_settings",
]
