"""The answers that rules get from a project, by subject."""
