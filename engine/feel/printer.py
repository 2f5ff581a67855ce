"""From the syntax tree back to FEEL: what it says, with no bracket more than it needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from engine.feel import tree
from engine.feel.cursor import ADDITION, AND, COMPARISON, MULTIPLICATION, OR, POSTFIX, POWER, SIGN
from engine.feel.temporal import write

# What takes all that follows it (`if`, `for`), or may swallow an `and` after it (`instance of date`).
LOOSE = 0
WHOLE = POSTFIX + 10
_CHAINS = {"+": ADDITION, "-": ADDITION, "*": MULTIPLICATION, "/": MULTIPLICATION, "**": POWER}
_LOGIC = {"and": AND, "or": OR}


def print_node(node: tree.Node) -> str:
    """The text of an expression or a cell; parsed again, with the same names known, it gives the same tree."""
    return _text(node, LOOSE)


def _text(node: tree.Node, minimum: int) -> str:
    """The text of a node, in brackets when it binds less tightly than its place asks."""
    text, level = _PRINTERS[node.__class__](node)
    return text if level >= minimum else f"({text})"


def _list(nodes: Iterable[tree.Node]) -> str:
    return ", ".join(_text(node, LOOSE) for node in nodes)


def quoted(text: str) -> str:
    """A text between quotes."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _literal(node: tree.Literal) -> tuple[str, int]:
    value = node.value
    if value is None:
        return "null", WHOLE
    if isinstance(value, bool):
        return ("true" if value else "false"), WHOLE
    if isinstance(value, Decimal):
        return str(value), SIGN if value.is_signed() else WHOLE
    return (quoted(value) if isinstance(value, str) else f"@{quoted(write(value))}"), WHOLE


def _chain(node: tree.Chain) -> tuple[str, int]:
    level = _CHAINS[node.operators[0]]
    rest = (f" {o} {_text(n, level + 1)}" for o, n in zip(node.operators, node.operands, strict=True))
    return _text(node.first, level + 1) + "".join(rest), level


def _logic(node: tree.Logic) -> tuple[str, int]:
    level = _LOGIC[node.operator]
    return f" {node.operator} ".join(_text(operand, level + 1) for operand in node.operands), level


def _compare(node: tree.Compare) -> tuple[str, int]:
    return f"{_text(node.left, COMPARISON)} {node.operator} {_text(node.right, ADDITION)}", COMPARISON


def _between(node: tree.Between) -> tuple[str, int]:
    low, high = _text(node.low, ADDITION), _text(node.high, ADDITION)
    return f"{_text(node.value, COMPARISON)} between {low} and {high}", COMPARISON


def _in(node: tree.In) -> tuple[str, int]:
    return f"{_text(node.value, COMPARISON)} in ({_list(node.tests)})", COMPARISON


def _test(node: tree.Test) -> tuple[str, int]:
    if node.operator == "member":
        return _text(node.operand, LOOSE), WHOLE
    return f"{node.operator} {_text(node.operand, ADDITION)}", WHOLE


def _tests(node: tree.Tests) -> tuple[str, int]:
    if not node.tests:
        return "-", WHOLE
    text = _list(node.tests)
    if node.negated:
        return f"not({text})", WHOLE
    # A call of `not` that is a value, and not the negation of the cell, stood in brackets.
    return (f"({text})" if text.startswith("not(") and len(node.tests) == 1 else text), WHOLE


def _range(node: tree.RangeOf) -> tuple[str, int]:
    if node.start is None or node.end is None:
        end, included = (node.end, node.end_included) if node.end else (node.start, node.start_included)
        sign = ("<" if node.end else ">") + ("=" if included else "")
        return f"({sign} {_text(end, ADDITION) if end else ''})", WHOLE
    opening, closing = "[" if node.start_included else "(", "]" if node.end_included else ")"
    return f"{opening}{_text(node.start, OR)}..{_text(node.end, OR)}{closing}", WHOLE


def _context(node: tree.ContextOf) -> tuple[str, int]:
    entries = (f"{quoted(name)}: {_text(value, LOOSE)}" for name, value in zip(node.names, node.values, strict=True))
    return f"{{{', '.join(entries)}}}", WHOLE


def _if(node: tree.If) -> tuple[str, int]:
    parts = (_text(part, LOOSE) for part in (node.condition, node.then, node.otherwise))
    return "if {} then {} else {}".format(*parts), LOOSE


def _iterator(node: tree.Iterator_) -> tuple[str, int]:
    end = f"..{_text(node.end, OR)}" if node.end else ""
    return f"{node.name} in {_text(node.source, OR)}{end}", WHOLE


def _for(node: tree.For) -> tuple[str, int]:
    return f"for {_list(node.iterators)} return {_text(node.body, LOOSE)}", LOOSE


def _quantified(node: tree.Quantified) -> tuple[str, int]:
    word = "every" if node.every else "some"
    return f"{word} {_list(node.iterators)} satisfies {_text(node.condition, LOOSE)}", LOOSE


def _call(node: tree.Call) -> tuple[str, int]:
    values = [_text(argument, LOOSE) for argument in node.arguments]
    if node.names:
        values = [f"{name}: {value}" for name, value in zip(node.names, values, strict=True)]
    return f"{_text(node.function, WHOLE)}({', '.join(values)})", WHOLE


def _function(node: tree.FunctionOf) -> tuple[str, int]:
    pairs = zip(node.parameters, node.types, strict=True)
    parameters = (name if kind is None else f"{name}: {type_text(kind)}" for name, kind in pairs)
    return f"function({', '.join(parameters)}) {_text(node.body, LOOSE)}", LOOSE


def _instance_of(node: tree.InstanceOf) -> tuple[str, int]:
    return f"{_text(node.value, WHOLE)} instance of {type_text(node.type)}", LOOSE


def type_text(found: tree.Type) -> str:
    """A type as `instance of` names it."""
    if not found.parts:
        return found.name
    parts = [type_text(part) for part in found.parts]
    if found.name == "context":
        parts = [f"{name}: {part}" for name, part in zip(found.fields, parts, strict=True)]
    # What a function gives is read, but tells nothing that can be checked.
    return f"{found.name}<{', '.join(parts)}>{'->Any' if found.name == 'function' else ''}"


# Any: each printer takes its own node, which the key of the table is.
_PRINTERS: dict[type, Callable[[Any], tuple[str, int]]] = {
    tree.Literal: _literal,
    tree.Name: lambda node: (node.name, WHOLE),
    tree.Path: lambda node: (f"{_text(node.source, WHOLE)}.{node.name}", WHOLE),
    tree.Filter: lambda node: (f"{_text(node.source, WHOLE)}[{_text(node.condition, LOOSE)}]", WHOLE),
    tree.Negate: lambda node: (f"-{_text(node.operand, SIGN)}", SIGN),
    tree.Chain: _chain,
    tree.Logic: _logic,
    tree.Compare: _compare,
    tree.Between: _between,
    tree.Test: _test,
    tree.In: _in,
    tree.If: _if,
    tree.Iterator_: _iterator,
    tree.For: _for,
    tree.Quantified: _quantified,
    tree.ListOf: lambda node: (f"[{_list(node.items)}]", WHOLE),
    tree.ContextOf: _context,
    tree.RangeOf: _range,
    tree.Call: _call,
    tree.FunctionOf: _function,
    tree.InstanceOf: _instance_of,
    tree.Tests: _tests,
}
