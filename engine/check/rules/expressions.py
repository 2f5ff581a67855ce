"""Every FEEL text is compiled now, so that none fails in the middle of a case."""

from __future__ import annotations

from collections.abc import Iterator

from engine import feel
from engine.check.expressions import Expression, Kind, expressions
from engine.check.findings import Finding, error
from engine.check.package import PackageModel
from engine.feel.errors import FeelError
from engine.feel.hints import probable

RULE = "expressie"
MAX_LENGTH = 10_000


def check(package: PackageModel) -> Iterator[Finding]:
    for expression in expressions(package):
        yield from _one(expression)


def _one(expression: Expression) -> Iterator[Finding]:
    text, code = expression.text, expression.feel
    if "${" in text or "#{" in text:
        yield _finding(
            expression,
            f"{_begin(expression)} gebruikt ${{...}}; dat is hier geen expressie.",
            f"Schrijf FEEL: ={probable(text.strip().removeprefix('='))[:200]}",
        )
    elif len(text) > MAX_LENGTH:
        yield _finding(expression, f"{_begin(expression)} is te lang.", f"Hoogstens {MAX_LENGTH} tekens.")
    elif code == "":
        if not (expression.place == "de termijn" and expression.kind is Kind.TIMER and not text):
            yield _finding(expression, f"{_begin(expression)} is leeg.", "Schrijf een expressie in FEEL.")
    elif code is not None:
        yield from _compiled(expression, code)


def _compiled(expression: Expression, code: str) -> Iterator[Finding]:
    try:
        feel.compile_expression(code)
    except FeelError as problem:
        yield _finding(
            expression,
            f"{_begin(expression)} is geen geldige FEEL: {problem.message_nl}",
            f"Kijk bij teken {problem.position + 1} van: {code[:200]}",
        )


def _finding(expression: Expression, message: str, hint: str) -> Finding:
    return error(expression.file, expression.element, RULE, message, hint)


def _begin(expression: Expression) -> str:
    return f"{expression.place[0].upper()}{expression.place[1:]}"
