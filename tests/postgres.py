"""The PostgreSQL of the tests: one server for a whole run, a database of its own for each test."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import count

import pytest

from bench import cluster
from bench.cluster import Cluster

_numbers = count(1)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Cluster]:
    """A running server. Without PostgreSQL the tests on it fail, unless you ask here to skip them."""
    try:
        cluster.programs()
    except cluster.NoPostgreSQL as missing:
        if os.environ.get("ZEVENSTAP_TEST_POSTGRESQL") == "skip":
            pytest.skip(f"{missing}; skipped because ZEVENSTAP_TEST_POSTGRESQL=skip")
        pytest.fail(f"{missing}. To skip these tests on your own machine: ZEVENSTAP_TEST_POSTGRESQL=skip")
    with cluster.running() as server:
        yield server


@pytest.fixture
def postgresql_url(postgresql: Cluster) -> Iterator[str]:
    """The URL of an empty database, gone after the test."""
    name = f"test_{next(_numbers)}"
    yield cluster.create(postgresql, name)
    cluster.drop(postgresql, name)
