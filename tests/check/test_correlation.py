"""A button that sends a message says for which of several that wait it is meant."""

from __future__ import annotations

import pytest

from tests.check.drawing import check, extensions, marks, simple

WAIT = f'<receiveTask id="x" name="Krijgen" messageRef="m">{extensions(marks("correlatie==partner"))}</receiveTask>'


@pytest.mark.parametrize(("more", "refused"), [({}, True), ({"correlatie": "partner"}, False)])
def test_a_button_for_a_message_that_asks_for_a_correlation_names_a_field(more, refused):
    manifest = {"berichten": [{"naam": "antwoord", "titel": "Antwoord", "groep": "procesregisseur", **more}]}
    found = check(simple(WAIT, before='<message id="m" name="antwoord"/>'), manifest=manifest)
    assert [f.element for f in found if f.rule == "correlatie"] == ["x"] * refused
