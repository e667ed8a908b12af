"""The Dash apps of a project: their backends, what chooses them, and the code that can belong to them."""
