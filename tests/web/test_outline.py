"""The process as a list: what is said of an element, and what is not."""

from __future__ import annotations

from datetime import UTC, datetime

from engine import definitions
from tests.bpmn.walking import FOLDER
from web import outline

CONTENT = definitions.from_files(definitions.read_folder(FOLDER.parents[1], "werkproces-2016"))
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
STEP_6 = outline.drawings(CONTENT)["stap_6_uitvoeren"]


def told(found: dict[str, outline.Standing], *, whole: bool) -> dict[str, str]:
    return {line.id: line.text for line in outline.lines(STEP_6, found, NOW, whole=whole)}


def test_who_sees_the_whole_case_reads_what_is_still_to_come():
    assert told({}, whole=True)["voortgang_bespreken"] == "Nog niet"


def test_who_sees_only_his_own_work_is_told_nothing_of_the_rest():
    mine = outline.Standing()
    mine.open = 1
    seen = told({"actie_uitvoeren": mine}, whole=False)
    assert seen["actie_uitvoeren"].startswith("Nu bezig")
    assert seen["voortgang_bespreken"] == ""
