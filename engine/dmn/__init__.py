"""DMN: decision tables and the decisions they rest on, in FEEL.

`load` reads a file, `decide` takes a decision, `map_result` fits it to a process, `explain` tells why it came out so,
`problems` is for the checker.
"""

from engine.dmn.deciding import DecisionResult, decide, decide_service
from engine.dmn.errors import DmnError
from engine.dmn.explaining import explain
from engine.dmn.mapping import map_result
from engine.dmn.model import Decision, Definitions
from engine.dmn.problems import problems
from engine.dmn.reader import load
from engine.dmn.table import MatchedRule

__all__ = [
    "Decision",
    "DecisionResult",
    "Definitions",
    "DmnError",
    "MatchedRule",
    "decide",
    "decide_service",
    "explain",
    "load",
    "map_result",
    "problems",
]
