"""dashlint finds async footguns in Dash apps before they ship."""

__version__ = "0.1.0"
