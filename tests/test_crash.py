"""The processes are killed in the middle of their work: nothing is lost, nothing is done twice, and the proof can fail.

The whole proof, with hundreds of kills, is `python -m bench.crash` (docs/developer/crash.md).
"""

from __future__ import annotations

from pathlib import Path

import pytest

import app
from bench import cluster
from bench.crash import proof, work
from bench.crash.proof import POSTGRESQL, SQLITE, Wanted
from engine.check.paths import check_paths

KILLS = {SQLITE: 10, POSTGRESQL: 10}


@pytest.mark.parametrize("database", [SQLITE, POSTGRESQL])
def test_ten_kills_in_the_phases_of_the_work_lose_nothing_and_do_nothing_twice(database):
    wanted = Wanted(database, KILLS[database], seed=20260302, poison_every=0)
    try:
        outcome = proof.run(wanted)
    except cluster.NoPostgreSQL as error:
        pytest.skip(str(error))
    assert outcome.problems == []
    assert sum(outcome.phases.values()) >= KILLS[database] and len(outcome.phases) >= 5
    assert outcome.counts["steps replayed"] > outcome.counts["cases"] > 0


def test_without_transactions_the_proof_fails():
    outcome = proof.run(Wanted(SQLITE, kills=6, seed=3, whole=False, poison_every=0))
    assert any("differ: the tables have" in problem for problem in outcome.problems)


def test_the_process_of_the_proof_has_no_faults():
    catalogue = app.build_catalogue(app.read_settings())
    for handler in work.handlers("http://127.0.0.1:9"):
        catalogue.registry.add(handler)
    package = Path(proof.__file__).parent / "package"
    assert check_paths([str(package)], catalogue) == []
