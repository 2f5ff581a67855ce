"""The log of the vault is a chain: a line that was changed or taken away shows."""

from datetime import timedelta

from sqlalchemy import delete, select, update

from dossier import looks, seals
from dossier.errors import LookEntry
from dossier.looks import VaultLook
from dossier.seals import VaultSeal
from tests.dossier.dossier_world import NOW, World


def add_lines(world: World, count: int) -> None:
    for number in range(count):
        entry = LookEntry(NOW, "user-1", world.instance_id, f"kluis-{number}", "Overleg", "raadplegen", True)
        looks.log(world.session, entry)
    world.session.flush()


def sealed(world: World) -> None:
    """Three batches of two lines."""
    for minute in range(3):
        add_lines(world, 2)
        assert seals.seal(world.session, now=NOW + timedelta(minutes=minute)) == 2


def test_an_untouched_log_is_whole(world: World) -> None:
    sealed(world)
    add_lines(world, 1)

    found = seals.verify(world.session)

    assert (found.seals, found.lines, found.unsealed, found.broken) == (3, 6, 1, ())


def test_an_empty_log_needs_no_seal(world: World) -> None:
    assert seals.seal_all(world.session, now=NOW) == 0
    assert seals.verify(world.session).head == seals.FIRST


def test_a_changed_line_shows(world: World) -> None:
    sealed(world)
    world.session.execute(update(VaultLook).where(VaultLook.id == 3).values(purpose="Iets anders"))

    (problem,) = seals.verify(world.session).broken

    assert problem.startswith("Zegel 2") and problem.endswith("een regel is veranderd.")


def test_a_line_taken_away_shows(world: World) -> None:
    sealed(world)
    world.session.execute(delete(VaultLook).where(VaultLook.id == 3))

    assert "2 regels verzegeld, 1 gevonden" in seals.verify(world.session).broken[0]


def test_a_seal_taken_away_with_its_lines_shows(world: World) -> None:
    sealed(world)
    world.session.execute(delete(VaultLook).where(VaultLook.seal_id == 2))
    world.session.execute(delete(VaultSeal).where(VaultSeal.id == 2))

    (problem,) = seals.verify(world.session).broken

    assert problem.startswith("Zegel 3") and "ontbreekt" in problem


def test_the_newest_seals_taken_away_show_to_who_kept_one(world: World) -> None:
    sealed(world)
    kept = seals.verify(world.session).head
    world.session.execute(delete(VaultLook).where(VaultLook.seal_id == 3))
    world.session.execute(delete(VaultSeal).where(VaultSeal.id == 3))

    assert seals.verify(world.session).broken == ()  # this is why one keeps a copy elsewhere
    assert seals.verify(world.session, expected=kept).broken != ()


def test_a_rewritten_chain_shows_to_who_kept_a_seal(world: World) -> None:
    sealed(world)
    kept = seals.verify(world.session).head
    world.session.execute(update(VaultLook).values(seal_id=None))
    world.session.execute(delete(VaultSeal))
    world.session.execute(update(VaultLook).where(VaultLook.id == 1).values(user_key="user-9"))
    seals.seal_all(world.session, now=NOW)

    assert seals.verify(world.session).broken == ()
    assert seals.verify(world.session, expected=kept).broken != ()


def test_more_lines_than_a_batch_are_all_sealed(world: World, monkeypatch) -> None:
    monkeypatch.setattr(seals, "BATCH", 3)
    add_lines(world, 7)

    assert seals.seal_all(world.session, now=NOW) == 7
    assert [each.lines for each in world.session.scalars(select(VaultSeal).order_by(VaultSeal.id))] == [3, 3, 1]
    assert seals.verify(world.session).broken == ()
