"""The fixtures of these tests."""

from tests.dossier.dossier_world import database, session, world

__all__ = ["database", "session", "world"]
