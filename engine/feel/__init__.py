"""FEEL, the one expression language of diagrams, forms and decision tables.

This package knows nothing of the rest of the engine; these are its interface.
"""

from engine.feel.errors import FeelError, FeelLimitError, FeelSyntaxError, Warning
from engine.feel.expressions import (
    Expression,
    UnaryTests,
    compile_expression,
    compile_unary,
    strip_marker,
)
from engine.feel.printer import print_node
from engine.feel.run import Environment
from engine.feel.values import Range, Value, YearMonthDuration

__all__ = [
    "Environment",
    "Expression",
    "FeelError",
    "FeelLimitError",
    "FeelSyntaxError",
    "Range",
    "UnaryTests",
    "Value",
    "Warning",
    "YearMonthDuration",
    "compile_expression",
    "compile_unary",
    "print_node",
    "strip_marker",
]
