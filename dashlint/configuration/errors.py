"""The error for a choice that dashlint does not understand."""

from __future__ import annotations


class SettingsError(Exception):
    """A choice that dashlint does not understand; the message says where it stands and what is wrong."""
