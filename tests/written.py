"""What the program writes to its log while a test runs."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest

from engine import logs


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """The log as it stands on the output, a JSON object a line; afterwards the log is as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    stream = io.StringIO()
    logs.write_to(stream, readable=False)
    logs.begin()
    yield stream
    logs.begin()
    root.handlers, root.level = handlers, level
