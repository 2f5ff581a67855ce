"""Comparing on the desk: what differs is shown per row, and what is ticked goes into the draft and nothing else."""

from __future__ import annotations

import re
from io import BytesIO

import pytest

from engine import db, definitions, origins, package_drafts
from engine.comparing.comparing import compare
from engine.packages.content import digest_of
from tests.comparing.changes import DIAGRAM, FORM, NAME, NATIONAL, Files, new_task, replaced
from tests.comparing.planted import PLANTED
from tests.web.web_world import World
from web.desk import national


def files_of(draft: int) -> Files:
    with db.reading() as session:
        return package_drafts.files_of(session, package_drafts.get(session, draft))


def change(world: World, draft: int, *names: str) -> None:
    """Make these changes in the draft."""
    files = files_of(draft)
    for name in names:
        files = PLANTED[name](files)
    put(world, draft, files)


def put(world: World, draft: int, files: Files) -> None:
    with db.transaction() as session:
        by = world.actor("beheerder").user_key
        package_drafts.save_all(session, package_drafts.get(session, draft), files, by=by, now=world.clock())


def page(world: World, draft: int, query: str = "") -> str:
    answer = world.get("beheerder", f"/ontwerpen/{draft}/vergelijken{query}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def take(world: World, draft: int, *rows: str, with_: str = "begin", state: str = "") -> tuple[int, str]:
    given = {"rij": list(rows), "met": with_, "stand": state or digest_of(files_of(draft))}
    answer = world.post("beheerder", f"/ontwerpen/{draft}/vergelijken/overnemen", given)
    return answer.status_code, answer.get_data(as_text=True)


def row_id(draft: int, sentence: str, other: Files = NATIONAL) -> str:
    return next(row.id for row in compare(files_of(draft), other).rows if sentence in row.sentence)


def test_a_draft_that_was_not_changed_has_no_difference(world: World, draft: int) -> None:
    assert "Er is geen verschil" in page(world, draft, "?met=begin")


def test_every_change_is_a_row_under_its_file(world: World, draft: int) -> None:
    change(world, draft, "name of a task", "label of a field", "value of a setting", "cell of a rule")

    text = page(world, draft, "?met=begin")

    for words in (
        "De uitvraag voorbereiden",
        "Ziet u iets van deze groep?",
        "stap-1-signaal-partner.form",
        "Formulieren (1)",
    ):
        assert words in text
    assert 'data-marks="[{&#34;element&#34;: &#34;uitvraag_voorbereiden&#34;' in text


def test_one_kind_of_file_can_be_chosen(world: World, draft: int) -> None:
    change(world, draft, "name of a task", "label of a field")

    text = page(world, draft, "?met=begin&soort=formulier")

    assert "Ziet u iets van deze groep?" in text
    assert "De uitvraag voorbereiden" not in text


def test_a_move_in_the_drawing_shows_only_when_asked_for(world: World, draft: int) -> None:
    change(world, draft, "place in the drawing")

    assert "Plaats in de tekening" not in page(world, draft, "?met=begin")
    assert "Plaats in de tekening" in page(world, draft, "?met=begin&tekening=ja")


def test_what_is_ticked_is_as_on_the_other_side_and_the_rest_stays(world: World, draft: int) -> None:
    change(world, draft, "name of a task", "label of a field", "value of a setting")

    status, text = take(world, draft, row_id(draft, "label veranderd"))

    assert status == 200
    assert "1 verschil overgenomen" in text
    rows = {row.sentence for row in compare(files_of(draft), NATIONAL).rows if row.meaning}
    assert any("naam veranderd" in row for row in rows)
    assert not any("label veranderd" in row for row in rows)


def test_a_row_that_needs_others_is_refused_with_their_names_and_can_go_with_them(world: World, draft: int) -> None:
    files = {path: data for path, data in NATIONAL.items() if not path.endswith("stap-1-weging.form")}
    put(
        world,
        draft,
        {**files, DIAGRAM: NATIONAL[DIAGRAM].replace(b'formRef="stap-1-weging"', b'formRef="stap-1-uitvraag"')},
    )

    status, text = take(world, draft, row_id(draft, "formulier veranderd"))

    assert status == 200
    assert "Er is niets overgenomen" in text
    assert "stap-1-weging.form" in text
    together = re.findall(r'name="rij" value="([0-9a-f]+)"', text)
    assert "2 verschillen overgenomen" in take(world, draft, *together)[1]
    assert compare(files_of(draft), NATIONAL).same_meaning


def test_who_takes_over_in_a_draft_that_changed_meanwhile_changes_nothing(world: World, draft: int) -> None:
    change(world, draft, "label of a field")
    before = digest_of(files_of(draft))
    row = row_id(draft, "label veranderd")
    change(world, draft, "text of help")

    status, text = take(world, draft, row, state=before)

    assert status == 409
    assert "terwijl u keek" in text
    assert b"Ziet u iets" in files_of(draft)[FORM]


def test_nothing_ticked_is_said(world: World, draft: int) -> None:
    change(world, draft, "label of a field")

    status, text = take(world, draft)

    assert status == 422
    assert "Vink eerst aan" in text


def test_a_zip_can_be_laid_beside_the_draft_and_taken_over_from(world: World, draft: int) -> None:
    other = new_task(dict(NATIONAL))
    data = definitions.write_zip(other)
    sent = {"pakket": (BytesIO(data), "ander.zip")}
    answer = world.client("beheerder").post(f"/ontwerpen/{draft}/vergelijken", data=sent)
    text = answer.get_data(as_text=True)
    assert "Bewoners bellen" in text
    carried = re.search(r'name="zip" value="([^"]+)"', text)
    assert carried

    given = {"rij": row_id(draft, "“Bewoners bellen”: toegevoegd", other), "met": "zip", "zip": carried[1],
             "stand": digest_of(files_of(draft))}  # fmt: skip
    text = world.post("beheerder", f"/ontwerpen/{draft}/vergelijken/overnemen", given).get_data(as_text=True)

    assert "Meegekomen omdat het erbij hoort" in text
    assert compare(files_of(draft), other).same_meaning


def test_a_file_that_is_no_package_is_refused_in_words(world: World, draft: int) -> None:
    answer = world.client("beheerder").post(
        f"/ontwerpen/{draft}/vergelijken", data={"pakket": (BytesIO(b"niets"), "x.zip")}
    )

    assert answer.status_code == 422
    assert "geen leesbaar zip-bestand" in answer.get_data(as_text=True)


def test_what_is_not_there_is_not_found(world: World, draft: int) -> None:
    for query in ("?met=99", "?met=onzin"):
        assert world.get("beheerder", f"/ontwerpen/{draft}/vergelijken{query}").status_code == 404
    assert world.get("beheerder", "/processen/werkproces-2016/vergelijken?van=1&naar=99").status_code == 404
    assert world.get("beheerder", "/processen/bestaat-niet/vergelijken").status_code == 404


def test_two_published_versions_are_laid_side_by_side(world: World) -> None:
    with db.transaction() as session:
        files = PLANTED["name of a task"](dict(NATIONAL))
        catalogue = world.app.extensions["zevenstap"].catalogue
        definitions.publish(session, files, note="eigen naam", by="iemand", now=world.clock(), catalogue=catalogue)

    text = world.get("beheerder", "/processen/werkproces-2016/vergelijken?van=1&naar=2").get_data(as_text=True)

    assert "De uitvraag voorbereiden" in text
    assert "Versie 2" in text


def test_the_mirror_links_each_element_to_where_it_is_edited(world: World, draft: int) -> None:
    text = world.get("beheerder", f"/ontwerpen/{draft}/spiegel").get_data(as_text=True)

    assert "Stap 7" in text
    assert "Gedekt" in text
    assert f"/ontwerpen/{draft}/" in text


def test_the_mirror_of_a_draft_tells_what_it_misses(world: World, draft: int) -> None:
    without = {path: data.replace(b'value="evaluatie', b'value="') for path, data in NATIONAL.items()}
    put(world, draft, without)

    mine = world.get("beheerder", f"/ontwerpen/{draft}/spiegel").get_data(as_text=True)
    in_use = world.get("beheerder", "/processen/werkproces-2016/spiegel").get_data(as_text=True)
    assert mine.count("Ontbreekt") == in_use.count("Ontbreekt") + 1


def newer_national(world: World, monkeypatch: pytest.MonkeyPatch, *names: str) -> Files:
    """This release brings a national package with these changes in it; the one in use came with an earlier one."""
    with db.transaction() as session:
        definitions.latest(session, NAME).published_by = origins.NATIONAL
    shipped = dict(NATIONAL)
    for name in names:
        shipped = PLANTED[name](shipped)
    monkeypatch.setattr(national, "_read", lambda root, name: shipped)
    return shipped


def test_a_newer_national_package_is_news_until_it_was_looked_at(
    world: World, draft: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def news() -> bool:
        with world.app.test_request_context(), db.reading() as session:
            return national.news(session, definitions.latest(session, NAME))

    newer_national(world, monkeypatch)
    assert not news()
    newer_national(world, monkeypatch, "name of a task")
    assert news()
    assert "meld dit niet meer" in page(world, draft)

    world.post("beheerder", f"/ontwerpen/{draft}/vergelijken/bekeken")

    assert "meld dit niet meer" not in page(world, draft, "?met=landelijk")
    findings = world.get("beheerder", f"/ontwerpen/{draft}/controle.json").get_json()["bevindingen"]
    assert not [one for one in findings if one["severity"] == "error"]


def test_each_row_says_who_changed_it_since_both_were_the_same(
    world: World, draft: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = newer_national(world, monkeypatch, "name of a task", "label of a field", "title", "name of a role")
    change(world, draft, "term of a task", "name of a role")
    put(world, draft, replaced(FORM, "Hebt u een signaal over deze groep?", "Kent u de groep?")(files_of(draft)))

    text = page(world, draft, "?met=landelijk")

    for words in ("Alleen zij veranderden dit (2)", "Alleen u veranderde dit (1)", "U beiden, en anders: kies (1)"):
        assert words in text
    assert "Het was:" in text
    assert "op dezelfde manier (1)" in text
    only_theirs = page(world, draft, "?met=landelijk&wie=zij")
    assert "De uitvraag voorbereiden" in only_theirs
    assert "Kent u de groep?" not in only_theirs

    take(world, draft, row_id(draft, "naam veranderd", shipped), with_="landelijk")

    assert "Alleen zij veranderden dit (1)" in page(world, draft, "?met=landelijk")
