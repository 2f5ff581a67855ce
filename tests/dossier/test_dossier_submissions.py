"""What a form delivered lands where it belongs."""

from __future__ import annotations

from dossier import documents, submissions, vault
from dossier.documents import File, SecrecyClass
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
    rows = [{"naam": NAME}, None, {"naam": f"{NAME} Twee"}]
    kept = keep(world, {"namenlijst": Personal("namenlijst", "politiegegeven", rows)})
    assert kept["datum"] == NOW.date()
    references = kept["namenlijst"]
    assert isinstance(references, list) and len(references) == 2
    records = [vault.get(world.session, reference) for reference in references]
    assert {(r.category, r.kind, r.provider) for r in records} == {("namenlijst", "politiegegeven", world.politie.key)}
    assert NAME not in str(kept)


def test_one_value_becomes_one_reference_and_nothing_stays_nothing(world: World) -> None:
    kept = keep(world, {"persoon": Personal("opschaling", "gewoon", NAME), "leeg": Personal("x", "gewoon", "")})
    assert str(kept["persoon"]).startswith("kluis-")
    assert kept["leeg"] is None


def test_a_file_becomes_a_document_secret_when_it_holds_persons(world: World) -> None:
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
