"""What of a result goes to the process: the four values of `camunda:mapDecisionResult`."""

from __future__ import annotations

from engine.dmn.deciding import DecisionResult
from engine.dmn.errors import DmnError

MAPPINGS = ("singleEntry", "singleResult", "collectEntries", "resultList")


def map_result(result: DecisionResult, mapping: str) -> object:
    """One value, one row, the values of one column, or all rows."""
    if mapping == "resultList":
        return result.outputs
    if mapping == "collectEntries":
        return [_entry(row) for row in result.outputs]
    if mapping not in MAPPINGS:
        raise DmnError(f"De afbeelding `{mapping[:40]}` bestaat niet; kies uit {', '.join(MAPPINGS)}.")
    if len(result.outputs) > 1:
        raise DmnError(f"De beslissing geeft {len(result.outputs)} uitkomsten, maar er wordt er één verwacht.")
    if not result.outputs:
        return None
    return _entry(result.outputs[0]) if mapping == "singleEntry" else result.outputs[0]


def _entry(row: dict[str, object]) -> object:
    if len(row) != 1:
        raise DmnError(f"De beslissing geeft {len(row)} kolommen, maar er wordt er één verwacht.")
    return next(iter(row.values()))
