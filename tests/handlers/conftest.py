"""The fixtures of these tests."""

from tests.dossier.dossier_world import database, session, world
from tests.handlers.handler_world import case, installation, registry

__all__ = ["case", "database", "installation", "registry", "session", "world"]
