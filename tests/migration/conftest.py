"""The fixtures of the engine's tests, and cases whose package gets another version."""

from tests.engine.conftest import database, walk

__all__ = ["database", "walk"]
