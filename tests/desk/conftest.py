"""The fixtures of these tests: the installation of the screens, and a draft of its process."""

from __future__ import annotations

import pytest

from engine import db, definitions, package_drafts
from tests.web.conftest import template, world
from tests.web.web_world import World

__all__ = ["template", "world"]


@pytest.fixture
def draft(world: World) -> int:
    """A draft of the national process, as the designer begins it."""
    by = world.actor("beheerder").user_key
    with db.transaction() as session:
        version = definitions.latest(session, "werkproces-2016")
        return package_drafts.begin(session, version, title="Eigen werkwijze", by=by, now=world.clock()).id
