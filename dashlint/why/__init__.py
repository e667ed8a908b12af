"""Why something is reported of a function, or is not: how dashlint sees the function at a line."""

from collections.abc import Mapping

from dashlint.why.as_json import as_json
from dashlint.why.asking import Question, answered
from dashlint.why.model import Answer, Became, Problem
from dashlint.why.text import Told, text

ANSWERS: Mapping[str, Told] = {"text": text, "json": as_json}
"""Every format of an answer by its name."""

__all__ = ["ANSWERS", "Answer", "Became", "Problem", "Question", "answered"]
