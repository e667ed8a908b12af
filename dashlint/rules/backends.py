"""The backends as their documentation spells them."""

from __future__ import annotations

BACKENDS = {"flask": "Flask", "fastapi": "FastAPI", "quart": "Quart"}
