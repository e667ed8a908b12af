"""DSH503: an image that is built on whichever Python is the newest."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.diagnostic import Effect
from dashlint.project import Project
from dashlint.rule import Problem, rule


@rule("DSH503", severity="info", effect=Effect.DEPLOYMENT)
def unpinned_python(project: Project) -> Iterator[Problem]:
    """An image of Python whose tag names no version such as 3.12."""
    for image in project.deployment.python_images:
        if not image.is_pinned:
            name = image.written.partition(":")[0]
            yield Problem(
                image.place,
                f"`{image.written}` is whichever Python is the newest on the day of the build, for which "
                "some package of the app may have no release yet",
                help=f"name the Python that the app is tested on, as in `{name}:3.12{_variant(image.tag)}`",
            )


def _variant(tag: str) -> str:
    """Return what a tag says besides the version, such as "-slim"."""
    parts = [part for part in tag.split("-") if part and not part.isdigit() and part not in ("latest", "rc")]
    return "".join(f"-{part}" for part in parts)
