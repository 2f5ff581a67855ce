"""What partners laid in the picture: one row each, corrected and withdrawn with its history."""

from __future__ import annotations

import pytest

from dossier import contributions
from dossier.contributions import (
    Contribution,
    ContributionEnded,
    ContributionNotFound,
    ContributionState,
    NotAContribution,
    Piece,
)
from engine.errors import Forbidden
from tests.dossier.dossier_world import NOW, World

PIECE = Piece("Zij staan elke vrijdag op het plein.", "Eigen waarneming", "feit", "dynamiek")


def given(world: World, organisation: str = "org-1") -> Contribution:
    row = contributions.give(world.session, world.instance_id, organisation, PIECE, by="user-1", at=NOW)
    world.session.flush()
    return row


def test_a_correction_stands_in_the_place_of_what_was_said_before(world: World) -> None:
    first = given(world)

    better = contributions.correct(
        world.session,
        first,
        Piece("Zij staan er alleen in de zomer.", "Eigen waarneming", "feit"),
        reason="De maanden klopten niet.",
        by="user-1",
        now=NOW,
    )

    assert first.state is ContributionState.CORRECTED and first.text == PIECE.text
    assert better.replaces_id == first.id and better.state is ContributionState.GIVEN
    with pytest.raises(ContributionEnded):
        contributions.withdraw(first, reason="Nog eens", by="user-1", now=NOW)


def test_what_was_withdrawn_says_nothing_but_that_it_was_there(world: World) -> None:
    row = given(world)

    contributions.withdraw(row, reason="Het ging over een andere groep.", by="user-1", now=NOW)

    assert row.state is ContributionState.WITHDRAWN and row.text == row.source == ""
    assert row.reason and row.ended_by == "user-1"


def test_only_who_gave_it_changes_it_and_it_is_of_one_case(world: World) -> None:
    row = given(world)

    with pytest.raises(Forbidden):
        contributions.of_author(world.session, row.id, world.instance_id, "org-2")
    with pytest.raises(ContributionNotFound):
        contributions.get(world.session, row.id, world.instance_id + 1)


@pytest.mark.parametrize(
    "piece", [Piece("x", "", "feit"), Piece("x", "bron", "gerucht"), Piece("x", "bron", "feit", "weer")]
)
def test_a_piece_without_source_or_mark_is_refused(world: World, piece: Piece) -> None:
    with pytest.raises(NotAContribution):
        contributions.give(world.session, world.instance_id, "org-1", piece, by="user-1", at=NOW)


def test_who_was_asked_and_said_no_is_not_who_never_answered(world: World) -> None:
    case = world.instance_id
    said_no = contributions.not_given(world.session, case, "org-1", reason="Geen tijd", by="user-1", at=NOW, task_id=1)
    silent = contributions.not_given(world.session, case, "org-2", reason="", by=None, at=NOW)

    assert said_no.state is ContributionState.DECLINED and silent.state is ContributionState.UNANSWERED
    world.session.expunge(said_no)  # there is no such task
    world.session.expunge(silent)
