"""The national diagrams are drawn as DESIGN.md 2 says: complete, on the grid, and readable."""

from __future__ import annotations

from itertools import combinations, pairwise
from pathlib import Path

import pytest

from tests.bpmn.reading import EVENTS, GATEWAYS, Box, Diagram, Point, read

PACKAGES = Path(__file__).parents[2] / "bpmn"
OVERVIEW = "werkproces"
SHARED = [
    OVERVIEW, "groepsscan", "groepsscan_verzoek", "privacypoort", "stap_1_signalen", "stap_3_beeld",
    "stap_4_advies", "stap_5_plan", "stap_6_uitvoeren", "stap_7_afronden",
]  # fmt: skip
PROCESSES = {
    "werkproces-2016": [*SHARED, "stap_2_informatie"],
    "werkproces-2023": [*SHARED, "stap_2_beoordelen", "stap_2a_groepsniveau", "stap_2b_namenlijst"],
}
CROSSINGS = {OVERVIEW: 3}  # ways back between steps; no order of the lines avoids them


@pytest.fixture(params=[f"{package}/{process}" for package, names in PROCESSES.items() for process in names])
def diagram(request: pytest.FixtureRequest) -> Diagram:
    return read(PACKAGES / f"{request.param}.bpmn")


def pool_and_lanes(diagram: Diagram) -> set[str]:
    return {identifier for identifier in diagram.shapes if identifier not in diagram.nodes}


def touches(start: Point, end: Point, box: Box, margin: float) -> bool:
    piece = Box(min(start[0], end[0]), min(start[1], end[1]), abs(start[0] - end[0]), abs(start[1] - end[1]))
    return piece.gap(box) < margin


def crossing(one: list[Point], other: list[Point]) -> Point | None:
    """Where a piece that runs across and a piece that runs down cut each other."""
    if one[0][1] != one[1][1]:
        one, other = other, one
    (left, y), (right, y2) = sorted(one)
    (x, top), (x2, bottom) = sorted(other)
    return (x, y) if y == y2 and x == x2 and left < x < right and top < y < bottom else None


@pytest.mark.parametrize("package", PROCESSES)
def test_a_package_has_these_diagrams_each_named_after_its_process(package: str) -> None:
    files = sorted((PACKAGES / package).glob("*.bpmn"))
    assert sorted(PROCESSES[package]) == [path.stem for path in files]
    assert all(read(path).process.get("id") == path.stem for path in files)


def test_everything_that_runs_is_drawn_and_nothing_else(diagram: Diagram) -> None:
    drawn = set(diagram.shapes) - {f"pool_{diagram.path.stem}"}
    assert drawn == set(diagram.nodes) | set(diagram.lanes)
    assert set(diagram.edges) == set(diagram.flows)


def test_every_line_runs_straight_across_or_down(diagram: Diagram) -> None:
    slanting = [name for name, (x1, y1), (x2, y2) in diagram.pieces() if (x1 == x2) == (y1 == y2)]
    assert slanting == []


def test_every_line_begins_and_ends_on_the_border_of_its_elements(diagram: Diagram) -> None:
    for flow in diagram.flows.values():
        points = diagram.edges[flow.id]
        for identifier, (x, y) in ((flow.source, points[0]), (flow.target, points[-1])):
            box = diagram.shapes[identifier]
            assert box.gap(Box(x, y, 0, 0)) == 0, flow.id
            if diagram.nodes[identifier].tag in GATEWAYS | EVENTS:
                assert x == box.centre[0] or y == box.centre[1], flow.id


def test_everything_stands_on_the_grid_of_ten(diagram: Diagram) -> None:
    centres = [diagram.shapes[identifier].centre for identifier in diagram.nodes]
    corners = [(diagram.shapes[i].x, diagram.shapes[i].y) for i in pool_and_lanes(diagram)]
    bends = [point for points in diagram.edges.values() for point in points[1:-1]]
    assert [p for p in centres + corners + bends if p[0] % 10 or p[1] % 10] == []


def test_tasks_have_one_size(diagram: Diagram) -> None:
    size = (140, 100) if diagram.path.stem == OVERVIEW else (100, 80)  # full names of the steps need room
    tasks = [n for n in diagram.of("userTask", "serviceTask", "businessRuleTask", "callActivity")]
    other = {n.id for n in tasks if (diagram.shapes[n.id].width, diagram.shapes[n.id].height) != size}
    assert other <= {"groepsscan_tussendoor", "namenlijst_vernietigen", "lichte_aanpak_vastleggen"}


def test_elements_keep_fifty_apart(diagram: Diagram) -> None:
    close = [
        (one.id, other.id)
        for one, other in combinations(diagram.nodes.values(), 2)
        if one.parent == other.parent
        and "boundaryEvent" not in (one.tag, other.tag)
        and diagram.shapes[one.id].gap(diagram.shapes[other.id]) < 50
    ]
    assert close == []


def test_no_line_runs_through_or_along_an_element_it_does_not_join(diagram: Diagram) -> None:
    hits = []
    for identifier, start, end in diagram.pieces():
        flow = diagram.flows[identifier]
        own = {flow.source, flow.target, diagram.nodes[flow.source].host}
        own |= diagram.around(flow.source) | diagram.around(flow.target)
        own |= {n.id for n in diagram.of("boundaryEvent") if n.host in (flow.source, flow.target)}
        hits += [
            (identifier, node) for node in diagram.nodes.keys() - own if touches(start, end, diagram.shapes[node], 10)
        ]
    assert hits == []


def test_a_line_passes_its_own_elements_only_at_its_ends(diagram: Diagram) -> None:
    for flow in diagram.flows.values():
        points = diagram.edges[flow.id]
        source, target = diagram.shapes[flow.source], diagram.shapes[flow.target]
        for start, end in list(pairwise(points))[1:]:
            assert not touches(start, end, source, 5), flow.id
        for start, end in list(pairwise(points))[:-1]:
            assert not touches(start, end, target, 5), flow.id


def test_lines_cross_only_where_no_other_order_is_possible(diagram: Diagram) -> None:
    crossings = set()
    for (one, *first), (other, *second) in combinations(diagram.pieces(), 2):
        a, b = diagram.flows[one], diagram.flows[other]
        if a.source != b.source and a.target != b.target:  # such lines may run together
            crossings.add(crossing(first, second))
    assert len(crossings - {None}) == CROSSINGS.get(diagram.path.stem, 0)


def test_every_gateway_event_and_named_flow_has_a_label_and_it_lies_free(diagram: Diagram) -> None:
    named = {n.id for n in diagram.nodes.values() if n.tag in GATEWAYS | EVENTS}
    named |= {f.id for f in diagram.flows.values() if f.name}
    assert set(diagram.labels) == named
    for identifier, label in diagram.labels.items():
        flow = diagram.flows.get(identifier)
        around = diagram.around(flow.source if flow else identifier)
        assert [n for n in diagram.nodes.keys() - around if label.gap(diagram.shapes[n]) < 0] == [], identifier
        assert [o for o, box in diagram.labels.items() if o != identifier and label.gap(box) < 0] == []
        assert [n for n, a, b in diagram.pieces() if touches(a, b, label, 0)] == [], identifier


def test_lanes_fill_the_pool_and_hold_their_elements(diagram: Diagram) -> None:
    if diagram.path.stem == OVERVIEW:
        assert not diagram.lanes  # nobody works in the overview
        return
    pool = diagram.shapes[f"pool_{diagram.path.stem}"]
    boxes = [diagram.shapes[lane] for lane in diagram.lanes]
    assert next(iter(diagram.lanes)) == "procesregisseur"
    assert boxes[0].y == pool.y and sum(box.height for box in boxes) == pool.height
    assert all(one.y + one.height == other.y for one, other in pairwise(boxes))
    for lane, box in zip(diagram.lanes, boxes, strict=True):
        assert [n for n in diagram.lanes[lane] if not box.holds(diagram.shapes[n])] == []
    listed = sorted(n for refs in diagram.lanes.values() for n in refs)
    assert listed == sorted(n.id for n in diagram.nodes.values() if n.parent == diagram.path.stem)


def test_the_process_runs_from_left_to_right(diagram: Diagram) -> None:
    for subprocess in {n.parent for n in diagram.nodes.values()}:
        inside = [n for n in diagram.nodes.values() if n.parent == subprocess and not n.host]
        first = min(inside, key=lambda n: diagram.shapes[n.id].centre[0])
        last = max(inside, key=lambda n: diagram.shapes[n.id].centre[0])
        assert (first.tag, last.tag) == ("startEvent", "endEvent")


def test_a_diagram_stays_small_enough_to_read(diagram: Diagram) -> None:
    # "about 15"; the overview has seven steps and six decisions, step 6 its report
    most = {OVERVIEW: 28, "stap_6_uitvoeren": 18}.get(diagram.path.stem, 17)
    assert len([n for n in diagram.nodes.values() if not n.host]) <= most
