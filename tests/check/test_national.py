"""The national packages pass the check with the real handlers and forms, and the proof on them can fail."""

from __future__ import annotations

from pathlib import Path

import pytest

import app
from engine.check import check_package
from engine.check.mirror import COVERED, mirror
from engine.packages.folder import names, read_folder

ROOT = Path(__file__).parents[2]
GATE = b'<camunda:property name="poort" value="groepsscan" />'


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    return app.build_catalogue(
        app.Settings(
            home=home,
            database_url="",
            key_file=home / "geen",
            secret_key="",
            gemeente="Gemeente Voorbeeld",
            base_url="http://127.0.0.1",
            sender="",
            smtp=None,
        )
    )


@pytest.mark.parametrize("name", names(ROOT))
def test_a_national_package_gives_no_finding(name, catalogue):
    assert check_package(read_folder(ROOT, name), catalogue) == []


@pytest.mark.parametrize("name", names(ROOT))
def test_a_national_package_covers_the_seven_steps(name, catalogue):
    report = mirror(read_folder(ROOT, name), catalogue)
    missing = [(s.number, m.kind, m.value, m.verdict) for s in report.steps for m in s.marks if m.verdict != COVERED]
    assert [row for row in missing if row[3] in ("ontbreekt", "verplaatst")] == []


def refused(files, catalogue):
    return {f.element for f in check_package(files, catalogue) if f.rule == "privacypoort"}


@pytest.mark.parametrize(
    ("there", "instead"),
    [
        (GATE, b""),
        (b'name="stappen" value="2,3,4,5,6,7"', b'name="stappen" value="3"'),
    ],
    ids=["no gate", "a gate for another step"],
)
def test_without_its_gate_everything_of_the_groepsscan_is_refused(there, instead, catalogue):
    files = read_folder(ROOT, "werkproces-2016")
    path = "bpmn/werkproces-2016/groepsscan.bpmn"
    assert there in files[path]
    files[path] = files[path].replace(there, instead)
    assert {"groepsscan_aanvragen", "groepsscan_leveren", "om_informeren"} <= refused(files, catalogue)


def test_a_gate_for_fewer_receivers_is_refused_where_more_receive(catalogue):
    files = read_folder(ROOT, "werkproces-2016")
    path = "bpmn/werkproces-2016/groepsscan.bpmn"
    assert b'value="burgemeester, om"' in files[path]
    files[path] = files[path].replace(b'value="burgemeester, om"', b'value="burgemeester"')
    assert refused(files, catalogue) == {"groepsscan_aanvragen", "om_informeren"}
