"""compare: two packages from folders, zips or the database; the exit code says whether they differ."""

from __future__ import annotations

import json

from engine import definitions
from tests.check.drawing import files, simple, user
from tests.cli.conftest import write

CHANGED = files(simple(user().replace("Vraag stellen", "Iets vragen")))


def test_the_same_package_has_no_difference(zevenstap, parts):
    outcome = zevenstap("compare", parts.root, parts.root)
    assert (outcome.code, outcome.out.strip()) == (0, "Geen verschil.")


def test_what_differs_is_told_per_file_and_the_code_is_one(zevenstap, parts, tmp_path):
    write(tmp_path / "eigen", CHANGED)
    outcome = zevenstap("compare", parts.root, tmp_path / "eigen")
    assert outcome.code == 1
    assert "Taak “Iets vragen”: naam veranderd" in outcome.out
    assert "was:   Vraag stellen" in outcome.out


def test_as_json_each_row_names_file_element_and_property(zevenstap, parts, tmp_path):
    write(tmp_path / "eigen", CHANGED)
    [row] = json.loads(zevenstap("compare", parts.root, tmp_path / "eigen", "--json").out)
    assert row["bestand"].endswith(".bpmn")
    assert (row["eigenschap"], row["voor"], row["na"]) == ("@name", "Vraag stellen", "Iets vragen")


def test_a_zip_and_a_version_of_the_database_can_be_compared(installed, tmp_path):
    (tmp_path / "eigen.zip").write_bytes(definitions.write_zip(CHANGED))
    assert installed("compare", "proef@1", tmp_path / "eigen.zip").code == 1
    assert installed("compare", "proef@1", "proef@nieuwste").code == 0


def test_what_is_not_there_is_refused_with_code_two(installed, tmp_path):
    (tmp_path / "stuk.zip").write_bytes(b"geen zip")
    for wrong in ("proef@7", "bestaat/niet", tmp_path / "stuk.zip", tmp_path):
        assert installed("compare", "proef@1", wrong).code == 2
