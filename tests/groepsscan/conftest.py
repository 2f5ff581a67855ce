"""The fixtures of these tests."""

from __future__ import annotations

import pytest

from tests.groepsscan.police_side import SECRET, Waiting, with_adapter
from tests.web.conftest import template, world
from tests.web.web_world import World, to_groepsscan

__all__ = ["template", "world"]


@pytest.fixture
def waiting(world: World) -> Waiting:
    """A case that waits for the police, at an installation with a secret; the request went out as a notice."""
    armed = with_adapter(world, url="", secret=SECRET)
    case = armed.start_case()
    to_groepsscan(armed, case)
    return Waiting(armed, case)
