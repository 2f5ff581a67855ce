"""The PostgreSQL that the tests start for themselves."""

from __future__ import annotations

import psycopg
import pytest

from bench import cluster


def plain(url: str) -> str:
    return url.replace("+psycopg", "")


def test_a_database_of_the_tests_answers(postgresql_url):
    with psycopg.connect(plain(postgresql_url)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_killed_server_comes_back_with_what_was_committed():
    with cluster.running() as server:
        url = cluster.create(server, "proef")
        with psycopg.connect(plain(url)) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
        with psycopg.connect(plain(url)) as cut_off:
            cluster.kill(server)
            assert not cluster.answers(server)
            with pytest.raises(psycopg.OperationalError):
                cut_off.execute("SELECT 1")
        cluster.start(server)
        with psycopg.connect(plain(url)) as connection:
            assert connection.execute("SELECT number FROM kept").fetchone() == (7,)
    assert not server.folder.exists()
