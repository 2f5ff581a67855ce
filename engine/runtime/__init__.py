"""The only door to SpiffWorkflow: a state and variables go in, a step runs, what changed comes out."""

from engine.runtime.clock import shift
from engine.runtime.definitions import Definitions, load
from engine.runtime.elements import Element
from engine.runtime.errors import DiagramRefused, MigrationRefused, MoveRefused, NotWaiting, Problem, StepFailed
from engine.runtime.fitting import ElementMap
from engine.runtime.migrating import Migrated, migrate
from engine.runtime.moving import Token, move, tokens
from engine.runtime.places import correlation_key
from engine.runtime.results import (
    Awaited,
    DueTimer,
    Happened,
    OpenTask,
    Scopes,
    ServiceCall,
    StepResult,
    Thrown,
)
from engine.runtime.steps import complete, look, receive, reconsider, send, signal, start, throw, tick, visible
from engine.runtime.tracing import Went, listening

__all__ = [
    "Awaited",
    "Definitions",
    "DiagramRefused",
    "DueTimer",
    "Element",
    "ElementMap",
    "Happened",
    "Migrated",
    "MigrationRefused",
    "MoveRefused",
    "NotWaiting",
    "OpenTask",
    "Problem",
    "Scopes",
    "ServiceCall",
    "StepFailed",
    "StepResult",
    "Thrown",
    "Token",
    "Went",
    "complete",
    "correlation_key",
    "listening",
    "load",
    "look",
    "migrate",
    "move",
    "receive",
    "reconsider",
    "send",
    "shift",
    "signal",
    "start",
    "throw",
    "tick",
    "tokens",
    "visible",
]
