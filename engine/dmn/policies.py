"""What the hit policies make of the rules that matched."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, DecimalException

from engine.dmn.errors import DmnError
from engine.dmn.model import Aggregation, HitPolicy, Table
from engine.feel.comparison import order
from engine.feel.errors import Undefined
from engine.feel.values import DECIMAL

Row = dict[str, object]
# The output values of each column in order of priority, where given.
Orders = list[list[object] | None]


def plain(row: Row) -> object:
    """A row as a value: of one column the value itself."""
    return next(iter(row.values())) if len(row) == 1 else row


def gives_list(table: Table) -> bool:
    """Whether the table answers with a list."""
    many = (HitPolicy.COLLECT, HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER)
    return table.policy in many and table.aggregation is None


def nothing(table: Table) -> object:
    """The answer when no rule matches and there is no default."""
    return Decimal(0) if table.aggregation is Aggregation.COUNT else None


def choose(table: Table, matched: list[tuple[str, Row]], orders: Orders) -> list[Row]:
    """The rows the policy lets through, in its order."""
    rows = [row for _, row in matched]
    if table.policy is HitPolicy.UNIQUE and len(rows) > 1:
        rules = ", ".join(f"`{rule_id}`" for rule_id, _ in matched)
        raise DmnError(f"De regels {rules} gelden allebei, maar de tabel is UNIQUE.", table.id)
    if table.policy is HitPolicy.ANY and any(row != rows[0] for row in rows):
        raise DmnError("Regels met een verschillende uitkomst gelden allebei, maar de tabel is ANY.", table.id)
    if table.policy in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER):
        rows = sorted(rows, key=_rank(table, orders))
    return rows if gives_list(table) or table.aggregation else rows[:1]


def _rank(table: Table, orders: Orders) -> Callable[[Row], list[int]]:
    if not any(orders):
        raise DmnError(f"Bij {table.policy.value} horen de uitkomsten in volgorde bij de kolom te staan.", table.id)
    columns = list(zip(table.outputs, orders, strict=True))

    def rank(row: Row) -> list[int]:
        places: list[int] = []
        for output, values in columns:
            if values:
                if row[output.name] not in values:
                    raise DmnError(f"Een uitkomst van `{output.name}` staat niet in de lijst ervan.", output.id)
                places.append(values.index(row[output.name]))
        return places

    return rank


def aggregate(table: Table, rows: list[Row]) -> object:
    """The one number of a COLLECT table."""
    values = [plain(row) for row in rows]
    if table.aggregation is Aggregation.COUNT:
        return Decimal(len(values))
    if table.aggregation is Aggregation.SUM:
        return _sum(table, values)
    return _extreme(table, values, -1 if table.aggregation is Aggregation.MIN else 1)


def _sum(table: Table, values: list[object]) -> Decimal:
    total = Decimal(0)
    for value in values:
        if not isinstance(value, Decimal):
            raise DmnError("Optellen kan alleen met getallen.", table.id)
        try:
            total = DECIMAL.add(total, value)
        except DecimalException as error:
            raise DmnError("De som is te groot.", table.id) from error
    return total


def _extreme(table: Table, values: list[object], sign: int) -> object:
    found = values[0]
    try:
        for value in values[1:]:
            if (order(value, found) or 0) * sign > 0:
                found = value
    except Undefined as error:
        raise DmnError(error.message_nl, table.id) from error
    return found
