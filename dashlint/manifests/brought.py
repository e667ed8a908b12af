"""Which packages bring what Dash's backends need along with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dashlint.manifests.requirement import Requirement

#: What the extras of Dash install, of the packages that it imports for a backend or for async callbacks.
EXTRAS = {"async": ("asgiref",), "fastapi": ("fastapi", "uvicorn"), "quart": ("quart",)}

_BRINGS = {
    "apache-airflow": ("asgiref", "fastapi", "uvicorn"),
    "channels": ("asgiref",),
    "chainlit": ("fastapi", "uvicorn"),
    "connexion": ("asgiref",),
    "daphne": ("asgiref",),
    "dash-flash": ("quart",),
    "django": ("asgiref",),
    "fastapi-cli": ("uvicorn",),
    "gradio": ("fastapi", "uvicorn"),
    "mlflow": ("fastapi", "uvicorn"),
    "nicegui": ("fastapi", "uvicorn"),
    "opentelemetry-instrumentation-asgi": ("asgiref",),
    "opentelemetry-instrumentation-fastapi": ("asgiref",),
    "prefect": ("fastapi", "uvicorn"),
    "uvicorn-worker": ("uvicorn",),
}
_BRINGING_EXTRAS = {
    ("flask", "async"): ("asgiref",),
    ("fastapi", "all"): ("uvicorn",),
    ("fastapi", "standard"): ("uvicorn",),
    ("ray", "serve"): ("fastapi", "uvicorn"),
}
#: Packages that extend another one are named for it.
_FAMILIES = {"django-": "asgiref", "fastapi-": "fastapi", "quart-": "quart"}


def installed(requirements: Iterable[Requirement]) -> Iterator[str]:
    """Yield the packages that are certainly installed with these: they themselves, and what they are known to bring."""
    for requirement in requirements:
        name = requirement.name
        yield name
        yield from _BRINGS.get(name, ())
        yield from (brought for family, brought in _FAMILIES.items() if name.startswith(family))
        for extra in requirement.extras:
            yield from EXTRAS.get(extra, ()) if name == "dash" else _BRINGING_EXTRAS.get((name, extra), ())
