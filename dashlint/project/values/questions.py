"""Questions: answers worked out once, also where a question leads back to itself."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any, TypeVar, cast

Answer = TypeVar("Answer", bound="tuple[Any, ...]")
_Question = tuple[int, Any]

#: How deep questions may nest, and how often a circle of questions is gone through again; real code needs a fraction.
DEEPEST = 1_000
MOST_ROUNDS = 6
_NOWHERE = float("inf")
#: How many answers are worked out for a project, at least and for each byte of its code; the largest
#: project that was measured needs well under half.
LEAST_BUDGET = 200_000
ANSWERS_PER_BYTE = 1 / 8


class _Asked:
    """A question that is being asked, or answered provisionally.

    `number` tells which question was asked first, `lowest` is the number of the first question that it leads back to,
    as far as is known. `users` are the questions that made use of its answer, which is empty at first; it is stale
    once an answer that it made use of has changed.
    """

    __slots__ = ("answer", "is_stale", "known", "lowest", "number", "question", "resolve", "users")

    def __init__(
        self, known: dict[Any, Any], question: _Question, resolve: Callable[[], tuple[Any, ...]], number: int
    ) -> None:
        self.known = known
        self.question = question
        self.resolve = resolve
        self.number = number
        self.lowest: float = number
        self.answer: tuple[Any, ...] = ()
        self.users: set[_Asked] = set()
        self.is_stale = False


def budget_for(size: int) -> int:
    """Return how many answers may be worked out for a project whose code has this many bytes."""
    return LEAST_BUDGET + int(size * ANSWERS_PER_BYTE)


class Questions:
    """Answers questions whose answers are sets that grow with the answers they depend on.

    A question that leads back to itself is answered with nothing at first. When the first question of such a circle
    has its answer, those questions of the circle are asked again that made use of an answer which has changed since,
    until no answer changes any more. So it does not matter which question of a circle is asked first. Until then the
    answers of a circle are provisional.

    So that any project comes to an end, no more than `budget` answers are worked out; all other questions are answered
    with nothing.
    """

    def __init__(self, budget: int = LEAST_BUDGET) -> None:
        self._budget = budget
        self._asked: dict[_Question, _Asked] = {}
        #: The questions whose answers are being worked out now, and those with provisional answers.
        self._asking: list[_Asked] = []
        self._open: list[_Asked] = []
        self._lowest: float = _NOWHERE
        self._numbers = 0
        #: How many answers were worked out so far.
        self.answered = 0

    def ask(self, known: dict[Any, Answer], key: Any, resolve: Callable[[], Answer]) -> Answer:
        """Return the answer to the question `key`, which is kept in `known`."""
        found = known.get(key)
        if found is not None:
            return found
        question = (id(known), key)
        asked = self._asked.get(question)
        if asked is None:
            return self._resolve(known, question, resolve)
        self._use(asked)
        return cast(Answer, asked.answer)

    def _use(self, asked: _Asked) -> None:
        self._lowest = min(self._lowest, asked.lowest)
        if self._asking:
            asked.users.add(self._asking[-1])

    def _resolve(self, known: dict[Any, Answer], question: _Question, resolve: Callable[[], Answer]) -> Answer:
        if len(self._asking) >= DEEPEST or self.answered >= self._budget:
            return cast(Answer, ())
        self._numbers += 1
        asked = self._asked[question] = _Asked(known, question, resolve, self._numbers)
        outer, mark = self._lowest, len(self._open)
        try:
            self._answer(asked)
            self._open.append(asked)
            if self._lowest == asked.number:
                self._settle(asked, mark)
        except BaseException:
            self._close(mark)
            self._asked.pop(question, None)
            raise
        finally:
            self._lowest = outer
        if asked.lowest < asked.number:
            self._use(asked)
        else:
            self._keep(mark)
            self._close(mark)
        return cast(Answer, asked.answer)

    def _answer(self, asked: _Asked) -> None:
        """Work out an answer; what made use of another one before is stale."""
        self.answered += 1
        self._asking.append(asked)
        self._lowest, asked.is_stale = _NOWHERE, False
        try:
            answer = asked.resolve()
        finally:
            self._asking.pop()
        asked.lowest = min(asked.lowest, self._lowest)
        if asked.users and set(answer) != set(asked.answer):
            for user in asked.users:
                user.is_stale = True
            asked.users.clear()
        asked.answer = answer

    def _settle(self, head: _Asked, mark: int) -> None:
        """Ask the stale questions of a circle again, unless it turns out to be a part of a larger one."""
        for _ in range(MOST_ROUNDS):
            is_stable = True
            for asked in islice(self._open, mark, None):
                if asked.is_stale and self.answered < self._budget:
                    is_stable = False
                    self._answer(asked)
                    head.lowest = min(head.lowest, self._lowest)
                    if head.lowest < head.number:
                        return
            if is_stable:
                return

    def _keep(self, mark: int) -> None:
        """Make the provisional answers of a circle final."""
        for asked in self._open[mark:]:
            asked.known[asked.question[1]] = asked.answer

    def _close(self, mark: int) -> None:
        for asked in self._open[mark:]:
            self._asked.pop(asked.question, None)
        del self._open[mark:]
