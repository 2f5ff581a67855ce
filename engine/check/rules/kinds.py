"""Expressions that can only give null, or are never true, whatever people fill in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine import feel
from engine.check.expressions import Expression, expressions_of
from engine.check.findings import Finding, warning
from engine.check.kinds import known_kinds
from engine.check.package import PackageModel
from engine.feel.errors import FeelError
from engine.feel.kinds import BOOLEAN, infer

RULE = "soort"
_CONDITIONS = ("de voorwaarde", "completionCondition", "loopCondition")


def check(package: PackageModel) -> Iterator[Finding]:
    for process in package.processes.values():
        kinds = {} if package.partial else known_kinds(package, process)
        for expression in expressions_of(process):
            if expression.feel and not expression.place.startswith("camunda:out"):
                yield from _one(expression, expression.feel, kinds)


def _one(expression: Expression, code: str, kinds: Mapping[str, str]) -> Iterator[Finding]:
    try:
        found = infer(feel.compile_expression(code).tree, kinds)
    except FeelError:
        return  # told by the rule on expressions
    for doubt in found.doubts:
        message = f"In {expression.place}: {doubt.message_nl}"
        hint = f"Kijk bij teken {doubt.position + 1} van: {code[:200]}"
        yield warning(expression.file, expression.element, RULE, message, hint)
    if expression.place in _CONDITIONS and found.kind not in (None, BOOLEAN):
        message = f"In {expression.place} staat een `{found.kind}`; nodig is iets dat waar of niet waar is."
        hint = "Vergelijk de waarde, bijvoorbeeld met `= true` of `> 0`."
        yield warning(expression.file, expression.element, RULE, message, hint)
