"""Questions: answers worked out once, also where a question leads back to itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

Answer = TypeVar("Answer", bound="tuple[Any, ...]")
_Question = tuple[int, Any]

#: How deep questions may nest, and how often a circle of questions is asked again; real code needs a fraction of it.
DEEPEST = 1_000
MOST_ROUNDS = 6
_NOWHERE = DEEPEST + 1


class Questions:
    """Answers questions whose answers are sets that grow with the answers they depend on.

    A question that leads back to itself is answered with nothing at first. Then all questions of the circle are asked
    again, with the answers of the round before, until no answer changes any more. So it does not matter which question
    of a circle is asked first. Until then the answers of a circle are provisional.
    """

    def __init__(self) -> None:
        self._asking: dict[_Question, int] = {}
        self._guesses: dict[_Question, Any] = {}
        #: The provisional answers of this round, with the depth of the question they lead back to.
        self._provisional: dict[_Question, tuple[Any, int]] = {}
        self._open: list[tuple[_Question, dict[Any, Any]]] = []
        self._lowest = _NOWHERE
        self._is_stable = True

    def ask(self, known: dict[Any, Answer], key: Any, resolve: Callable[[], Answer]) -> Answer:
        """Return the answer to the question `key`, which is kept in `known`."""
        found = known.get(key)
        if found is not None:
            return found
        question = (id(known), key)
        provisional = self._provisional.get(question)
        if provisional is not None:
            answer: Answer = provisional[0]
            self._lowest = min(self._lowest, provisional[1])
            return answer
        if question in self._asking or len(self._asking) >= DEEPEST:
            self._lowest = min(self._lowest, self._asking.get(question, 0))
            guess: Answer = self._guesses.get(question, ())
            return guess
        return self._resolve(known, question, resolve)

    def _resolve(self, known: dict[Any, Answer], question: _Question, resolve: Callable[[], Answer]) -> Answer:
        depth, mark = len(self._asking), len(self._open)
        outer, was_stable = self._lowest, self._is_stable
        self._asking[question] = depth
        for _ in range(MOST_ROUNDS):
            self._lowest, self._is_stable = _NOWHERE, True
            answer = resolve()
            self._compare(question, answer)
            if self._lowest != depth or self._is_stable:
                break
            self._ask_again(mark)
        del self._asking[question]
        if self._lowest < depth:
            self._provisional[question] = answer, self._lowest
            self._open.append((question, known))
            self._lowest, self._is_stable = min(outer, self._lowest), self._is_stable and was_stable
        else:
            known[question[1]] = answer
            self._close(mark)
            self._guesses.pop(question, None)
            self._lowest, self._is_stable = outer, was_stable
        return answer

    def _compare(self, question: _Question, answer: Any) -> None:
        """Keep an answer for the next round, and note whether it departs from that of the round before."""
        if self._lowest != _NOWHERE and set(self._guesses.get(question, ())) != set(answer):
            self._guesses[question] = answer
            self._is_stable = False

    def _ask_again(self, mark: int) -> None:
        for question, _ in self._open[mark:]:
            del self._provisional[question]
        del self._open[mark:]

    def _close(self, mark: int) -> None:
        """Make the provisional answers of a circle final."""
        for question, known in self._open[mark:]:
            known[question[1]] = self._provisional.pop(question)[0]
            self._guesses.pop(question, None)
        del self._open[mark:]
