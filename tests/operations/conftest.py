"""The fixtures of the engine's tests, for what people do to a case from outside its process."""

from tests.engine.conftest import database, walk

__all__ = ["database", "walk"]
