"""Runs of the rules: each by itself, so that one that breaks off takes no other with it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from dashlint.breakdowns import Breakdown, while_judging
from dashlint.comments import Comments, is_for_dashlint, used
from dashlint.diagnostic import Severity
from dashlint.found import Found, diagnostics_of
from dashlint.holding import holds
from dashlint.project import Project
from dashlint.rule import Rule
from dashlint.rules import all_rules
from dashlint.settings import Settings
from dashlint.suppress import Suppression

OnRule: TypeAlias = Callable[[Rule], None]
"""What is told of each rule before it looks at the project."""


@dataclass(slots=True)
class RuleRuns:
    """The rules at work on a project; `breakdowns` are those that broke off, with what they had not found yet."""

    project: Project
    settings: Settings
    on_rule: OnRule = lambda rule: None
    breakdowns: list[Breakdown] = field(default_factory=list)

    def found(self, reported: Collection[str]) -> Iterator[Found]:
        """Yield what the rules on code find in these files, before anybody chooses."""
        for rule in sorted(all_rules(), key=lambda rule: rule.comes_last):
            self.on_rule(rule)
            yield from self._unbroken(rule, self._found(rule, reported))

    def found_on_comments(
        self, silencing: Mapping[str, Sequence[Suppression]], found: Sequence[Found], texts: Mapping[str, bytes]
    ) -> Iterator[Found]:
        """Yield what is wrong with the comments that silence rules, which is known once all other rules have run."""
        settings = self.settings
        rules = {rule.code: rule for rule in all_rules()}
        names = {code: rule.name for code, rule in rules.items()}
        usual = {code: settings.severity(code, rule.name, rule.severity, rule.severity) for code, rule in rules.items()}
        ours = {path: [one for one in some if is_for_dashlint(one, names)] for path, some in silencing.items()}
        near = [each for each in found if any(ours.get(place.path) for place in each.places)]
        selected = {
            path: frozenset(code for code, name in names.items() if settings.reports(path, code, name, usual[code]))
            for path in silencing
        }
        are_tried = not settings.supposes and not self.breakdowns
        all_used = used(ours, diagnostics_of(near, texts, settings, self.broken_off))
        comments = Comments(all_used, names, frozenset(), are_tried, selected)
        for code, rule in rules.items():
            yield from self._unbroken(rule, _judged(rule, comments, usual[code]))

    def broken_off(self, found: Found, error: Exception) -> None:
        """Take note of a problem that dashlint fails to tell."""
        self.breakdowns.append(Breakdown(error, found.rule.code, found.problem.place.path))

    def _found(self, rule: Rule, reported: Collection[str]) -> Iterator[Found]:
        for problem in rule.problems(self.project):
            path = problem.place.path
            if path in reported and holds(rule, path, self.project.manifests):
                severity = rule.severity if problem.severity is None else problem.severity
                own = self.settings.at(path)
                yield Found(rule, problem, own.severity(rule.code, rule.name, rule.severity, severity))

    def _unbroken(self, rule: Rule, found: Iterator[Found]) -> Iterator[Found]:
        """Yield what a rule finds until it ends or breaks off."""
        try:
            yield from found
        except Exception as error:
            self.breakdowns.append(while_judging(error, rule.code, self.project.modules.texts))


def _judged(rule: Rule, comments: Comments, severity: Severity) -> Iterator[Found]:
    for problem in rule.problems_in(comments):
        yield Found(rule, problem, severity)
