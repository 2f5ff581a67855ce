"""What a form delivered lands where it belongs."""

from __future__ import annotations

from datetime import date

import pytest

from dossier import documents, submissions, vault
from dossier.documents import File, SecrecyClass
from dossier.errors import SharingRefused
from dossier.privacy import UNKNOWN_KIND, Outcome
from dossier.submissions import Personal, Upload
from tests.dossier.dossier_world import KEY, NOW, World

NAME = "Testpersoon Verzonnen-Voorbeeld"


def keep(world: World, persons: dict[str, Personal], uploads: tuple[Upload, ...] = ()) -> dict[str, object]:
    return submissions.keep(
        world.session,
        world.instance_id,
        step=2,
        values={"datum": NOW.date()},
        persons=persons,
        uploads=uploads,
        actor=world.actor("agent"),
        now=NOW,
        key=KEY,
    )


def test_each_row_of_a_list_of_persons_becomes_a_reference_of_its_own(world: World) -> None:
    world.allow()
    rows = [{"naam": NAME}, None, {"naam": f"{NAME} Twee"}]
    kept = keep(world, {"namenlijst": Personal("namenlijst", "politiegegeven", rows)})
    assert kept["datum"] == NOW.date()
    references = kept["namenlijst"]
    assert isinstance(references, list) and len(references) == 2
    records = [vault.get(world.session, reference) for reference in references]
    assert {(r.category, r.kind, r.provider) for r in records} == {("namenlijst", "politiegegeven", world.politie.key)}
    assert NAME not in str(kept)


def test_one_value_becomes_one_reference_and_nothing_stays_nothing(world: World) -> None:
    world.allow(gegeven=["gewoon"])
    kept = keep(world, {"persoon": Personal("opschaling", "gewoon", NAME), "leeg": Personal("x", "gewoon", "")})
    assert str(kept["persoon"]).startswith("kluis-")
    assert kept["leeg"] is None


def test_a_file_becomes_a_document_secret_when_it_holds_persons(world: World) -> None:
    world.allow()
    file = File(f"{NAME}.pdf", "application/pdf", b"%PDF")
    uploads = tuple(
        Upload(kind, kind.capitalize(), kind, data_kind, file)
        for kind, data_kind in (("namenlijst", "politiegegeven"), ("bijlage", None))
    )
    kept = keep(world, {}, uploads)
    found = {d.kind: d for d in documents.list_for(world.session, world.instance_id, world.actor("agent"))}
    assert kept["namenlijst"] == found["namenlijst"].reference
    assert (found["namenlijst"].secrecy, found["bijlage"].secrecy) == (SecrecyClass.GEHEIM, SecrecyClass.OPEN)
    assert found["namenlijst"].filename == "namenlijst.pdf"


@pytest.mark.parametrize(
    "changes",
    [
        {"withdrawn_at": NOW},
        {"valid_until": date(2026, 3, 9)},
        {"stappen": [3]},
        {"gegeven": ["gewoon"]},
        {"uitkomst": Outcome.WEIGEREN},
    ],
)
def test_without_a_decision_that_holds_no_person_data_comes_in(world: World, changes: dict[str, object]) -> None:
    world.allow(**changes)
    file = File("lijst.pdf", "application/pdf", b"%PDF")
    with pytest.raises(SharingRefused):
        keep(world, {"namenlijst": Personal("namenlijst", "politiegegeven", [{"naam": NAME}])})
    with pytest.raises(SharingRefused):
        keep(world, {}, (Upload("lijst", "Lijst", "namenlijst", "politiegegeven", file),))
    assert vault.references(world.session, world.instance_id) == []


def test_what_holds_no_person_data_needs_no_decision(world: World) -> None:
    file = File("brief.pdf", "application/pdf", b"%PDF")
    kept = keep(
        world,
        {"namenlijst": Personal("namenlijst", "politiegegeven", [])},
        (Upload("brief", "Brief", "brief", None, file),),
    )
    assert str(kept["brief"]).startswith("document-")


def test_a_kind_that_the_form_does_not_name_comes_in_under_any_decision_of_the_step(world: World) -> None:
    persons = {"persoon": Personal("opschaling", UNKNOWN_KIND, NAME)}
    with pytest.raises(SharingRefused):
        keep(world, persons)
    world.allow()
    assert str(keep(world, persons)["persoon"]).startswith("kluis-")
