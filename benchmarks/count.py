"""Counts what dashlint finds in one folder, per code."""
