"""Evaluates FEEL for the tests, at one fixed moment."""

from datetime import datetime
from zoneinfo import ZoneInfo

from engine import feel

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 11, 23, 14, 30, tzinfo=AMSTERDAM)


def value(text: str, **scope: object) -> object:
    """The value of an expression."""
    return feel.compile_expression(text).evaluate(scope, feel.Environment(NOW))


def warned(text: str, **scope: object) -> list[str]:
    """What an expression that gives null warned of."""
    warnings: list[feel.Warning] = []
    assert feel.compile_expression(text).evaluate(scope, feel.Environment(NOW, warnings=warnings)) is None
    return [warning.message_nl for warning in warnings]


def refusal(text: str) -> str:
    """Why a text is refused."""
    try:
        feel.compile_expression(text)
    except feel.FeelError as error:
        return error.message_nl
    raise AssertionError(f"{text} was accepted")
