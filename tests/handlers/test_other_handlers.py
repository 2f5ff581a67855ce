"""Groepsscan, messages, reminders, actions, scores, destruction and referral."""

from __future__ import annotations

import dataclasses
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from docx import Document as Word
from sqlalchemy import select

import handlers
from dossier import actions, documents, drafts, letters, organisations, reminders, scores, users, vault
from dossier.actions import ActionStatus
from dossier.documents import File
from dossier.errors import ActionNotFound, NoPermission, RecordNotFound, SharingRefused
from dossier.organisations import OrganisationKind
from engine import access, jobs
from engine.models import HistoricActivity, InstanceState, Job, JobState, ProcessInstance, TaskCandidate
from engine.registry import Registry
from handlers.mail import NoAddress
from handlers.reading import Unreadable
from handlers.settings import HandlerSettings, Smtp
from tests.dossier.dossier_world import KEY, NOW, PASSWORD, World, make_instance
from tests.handlers.handler_world import call, call_outer, context, mail_jobs, mails

NAME = "Testpersoon Verzonnen-Voorbeeld"
REQUEST = {
    "groep": "groep-1",
    "motivering": "Veel overlast & schade <buiten>",
    "groepsomschrijving": "Losse groep van 6 tot 10 jongeren",
    "vraag": "Wat is er bekend over deze groep?",
    "gewenste_datum": date(2026, 4, 1),
    "besluitnummer": "WPG-2026-1",
}


def test_the_request_stays_as_a_letter_and_the_mail_holds_only_a_link(
    registry: Registry, case: World, installation: HandlerSettings
) -> None:
    # given
    case.allow()
    job = jobs.add(
        case.session,
        kind="handler",
        topic="groepsscan.aanvragen",
        payload={},
        due_at=NOW,
        now=NOW,
        instance_id=case.instance_id,
    )
    # when
    output = call_outer(registry, "groepsscan.aanvragen", case, context(case, job_id=job.id), **REQUEST)
    # then
    [mail] = mails(installation)
    assert mail["To"] == "scan@politie.example"
    assert "https://zevenstap.voorbeeld.example/groepen/" in mail.get_body().get_content()  # type: ignore[union-attr]
    assert list(mail.iter_attachments()) == []
    assert "Kastanjeplein" not in mail.as_string()
    [document] = documents.list_for(case.session, case.instance_id, case.actor("agent"))
    assert output.verzoek == document.reference
    letter = documents.content(
        case.session, document.id, actor=case.actor("agent"), purpose="Lezen", step=2, now=NOW, key=KEY
    )
    text = "\n".join(p.text for p in Word(BytesIO(letter)).paragraphs)
    cells = "\n".join(c.text for t in Word(BytesIO(letter)).tables for r in t.rows for c in r.cells)
    for part in ("Veel overlast & schade <buiten>", "Kastanjeplein", "01-04-2026", "WPG-2026-1"):
        assert part in text + cells


def test_without_a_decision_no_request_is_made(registry: Registry, case: World, installation: HandlerSettings) -> None:
    case.allow(ontvanger=["burgemeester"])  # the OM is missing
    with pytest.raises(SharingRefused, match="om"):
        call_outer(registry, "groepsscan.aanvragen", case, context(case), **REQUEST)
    with pytest.raises(SharingRefused):
        call_outer(registry, "groepsscan.aanvragen", case, context(case, step=None), **REQUEST)
    assert mails(installation) == []


def test_a_second_attempt_gives_the_same_message_in_the_same_file(
    registry: Registry, case: World, installation: HandlerSettings
) -> None:
    # given the first attempt died after the mail, before the record
    case.allow()
    handler = registry["groepsscan.aanvragen"]
    assert handler.load is not None
    for _ in range(2):
        loaded = handler.load(case.session, handler.input_type(**REQUEST), context(case, job_id=41))
        handler.call(loaded, context(case, job_id=41))
    # then
    [mail] = mails(installation)
    assert mail["Message-ID"] == "<zevenstap-taak-41@zevenstap.voorbeeld.example>"
    assert list((installation.home / "uitbak").glob("*.half")) == []


def test_a_package_without_word_template_uses_the_text(registry: Registry) -> None:
    files = {"bpmn/x/brieven/groet.txt": b"Dag {{ wie }},\n"}
    assert letters.write(files, "groet", {"wie": "allen"}).content == b"Dag allen,\n"
    with pytest.raises(letters.LetterMissing):
        letters.write(files, "afscheid", {})


def test_a_hostile_letter_template_cannot_reach_python() -> None:
    files = {"bpmn/x/brieven/brief.txt": b"{{ ''.__class__.__mro__[1].__subclasses__() }}"}
    with pytest.raises(letters.LetterRefused):
        letters.write(files, "brief", {})


def test_offering_the_scan_makes_the_receiver_take_part_and_tells_it(registry: Registry, case: World) -> None:
    # given the OM takes no part yet, and a secret product is there
    for row in case.session.scalars(
        select(access.Participant).where(access.Participant.organisation_key == case.om.key)
    ):
        case.session.delete(row)
    product = documents.add(
        case.session,
        case.instance_id,
        file=File("lijst.pdf", "application/pdf", NAME.encode()),
        title="Namenlijst",
        kind="namenlijst",
        by=case.people["agent"].key,
        provider="politie",
        data_kind="politiegegeven",
        receivers=["politie", "burgemeester"],
        step=2,
        now=NOW,
        key=KEY,
    )
    case.allow()
    # when
    call(registry, "groepsscan.aanbieden", case, ontvanger="om")
    # then
    officier = case.actor("officier")
    opened = documents.content(
        case.session, product.id, actor=officier, purpose="Groepsscan lezen", step=2, now=NOW, key=KEY
    )
    assert opened == NAME.encode()
    assert [r.text for r in reminders.for_actor(case.session, officier)] == ["De groepsscan ligt voor u klaar."]
    assert [job["aan"] for job in mail_jobs(case)] == [case.people["officier"].key]


def test_offering_without_a_decision_changes_nothing(registry: Registry, case: World) -> None:
    with pytest.raises(SharingRefused):
        call(registry, "groepsscan.aanbieden", case, ontvanger="om")
    assert mail_jobs(case) == []


def test_a_bericht_reaches_each_person_once(registry: Registry, case: World) -> None:
    aan = ["burgemeester", "om", "burgemeester"]
    call(registry, "bericht.sturen", case, aan=aan, onderwerp="Er ligt een advies klaar voor het overleg")
    assert [job["aan"] for job in mail_jobs(case)] == [
        case.people["burgemeester"].key,
        case.people["officier"].key,
    ]
    for job in mail_jobs(case):
        assert "@" not in str(job)


@pytest.mark.parametrize("aan", [None, [], "", "onbekende_groep", "org-9999"])
def test_a_bericht_to_nobody_is_no_error(registry: Registry, case: World, aan: Any) -> None:
    call(registry, "bericht.sturen", case, aan=aan, onderwerp="Iets")
    assert mail_jobs(case) == []


def test_an_organisation_outside_the_case_hears_of_it_at_its_shared_mailbox_only(
    registry: Registry, case: World
) -> None:
    call(registry, "bericht.sturen", case, aan=[case.school.key], onderwerp="U krijgt een actie overgedragen")
    assert [job["aan"] for job in mail_jobs(case)] == [case.school.key]
    assert reminders.for_actor(case.session, case.actor("mentor")) == []


def send_mail(registry: Registry, case: World, aan: str, job_id: int = 50, **given: Any) -> None:
    given = {"onderwerp": "Er wacht een taak op u", "zaak": case.instance_id, **given}
    call_outer(registry, "mail.versturen", case, context(case, job_id=job_id, step=None), aan=aan, **given)


def test_a_mail_is_a_notice_and_a_link(registry: Registry, case: World, installation: HandlerSettings) -> None:
    send_mail(registry, case, case.people["agent"].key)
    [mail] = mails(installation)
    assert mail["To"] == "agent@voorbeeld.example"
    assert mail["Subject"] == "Er wacht een taak op u"
    body = mail.get_body().get_content()  # type: ignore[union-attr]
    assert f"https://zevenstap.voorbeeld.example/groepen/{case.instance_id}" in body
    assert "Kastanjeplein" not in body and "Test Agent" not in body
    assert list(mail.iter_attachments()) == []


def test_the_same_mail_job_twice_is_one_file_with_one_message_id(
    registry: Registry, case: World, installation: HandlerSettings
) -> None:
    for _ in range(2):
        send_mail(registry, case, case.people["agent"].key, job_id=50)
    send_mail(registry, case, case.people["agent"].key, job_id=51)
    assert [mail["Message-ID"] for mail in mails(installation)] == [
        "<zevenstap-taak-50@zevenstap.voorbeeld.example>",
        "<zevenstap-taak-51@zevenstap.voorbeeld.example>",
    ]


def test_a_subject_cannot_start_a_header(registry: Registry, case: World, installation: HandlerSettings) -> None:
    send_mail(registry, case, case.people["agent"].key, onderwerp="Iets\r\nBcc: vreemde@elders.example")
    [mail] = mails(installation)
    assert mail["Bcc"] is None


def test_who_left_the_case_or_the_work_gets_no_mail(
    registry: Registry, case: World, installation: HandlerSettings
) -> None:
    send_mail(registry, case, case.people["mentor"].key)
    case.people["agent"].active = False
    send_mail(registry, case, case.people["agent"].key)
    send_mail(registry, case, "user-99999")
    assert mails(installation) == []


class FakeServer:
    """An SMTP server of a few lines."""

    sent: list[Any] = []

    def __init__(self, host: str, port: int, timeout: float) -> None:
        self.encrypted = False

    def __enter__(self) -> FakeServer:
        return self

    def __exit__(self, *_: object) -> None: ...

    def starttls(self) -> None:
        self.encrypted = True

    def send_message(self, mail: Any) -> None:
        assert self.encrypted
        FakeServer.sent.append(mail)


def test_with_a_mail_server_the_mail_goes_there(
    case: World, installation: HandlerSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given
    monkeypatch.setattr("smtplib.SMTP", FakeServer)
    FakeServer.sent = []
    registry = handlers.registry(dataclasses.replace(installation, smtp=Smtp("mail.voorbeeld.example")))
    # when
    send_mail(registry, case, case.people["agent"].key)
    # then
    [mail] = FakeServer.sent
    assert mail["Message-ID"] == "<zevenstap-taak-50@zevenstap.voorbeeld.example>"
    assert mails(installation) == []
    # and a request to a police unit without an address is an incident, not a silence
    case.allow()
    case.politie.email = ""
    with pytest.raises(NoAddress):
        call_outer(registry, "groepsscan.aanvragen", case, context(case), **REQUEST)


def test_only_who_still_has_the_task_open_is_reminded(registry: Registry, case: World) -> None:
    # given
    task = case.task()
    task.candidates = [TaskCandidate(group_key="politie")]
    case.session.flush()
    # when
    aan = ["politie", "om"]
    call(registry, "herinnering.versturen", case, groep="groep-1", aan=aan, taak=task.activity_id)
    # then
    [notice] = reminders.for_actor(case.session, case.actor("agent"))
    assert notice.text == "Deze taak wacht nog op u: Iets doen."
    assert reminders.for_actor(case.session, case.actor("officier")) == []


def test_who_leads_the_case_hears_of_a_task_that_waits_for_somebody_else(registry: Registry, case: World) -> None:
    task = case.task()
    task.candidates = [TaskCandidate(group_key="politie")]
    case.session.flush()
    call(registry, "herinnering.versturen", case, aan="procesregisseur", taak=task.activity_id)
    [notice] = reminders.for_actor(case.session, case.actor("regisseur"))
    assert notice.text == "Deze taak wacht nog op een ander: Iets doen."


def plan(registry: Registry, case: World, *rows: dict[str, Any]) -> list[dict[str, Any]]:
    planned: list[dict[str, Any]] = call(registry, "acties.inplannen", case, groep="groep-1", acties=list(rows)).acties
    return planned


def row(case: World, titel: str = "Hek repareren", **changes: Any) -> dict[str, Any]:
    fields = {
        "titel": titel,
        "spoor": "domein",
        "soort": "fysiek",
        "eigenaar": case.politie.key,
        "startdatum": None,
        "einddatum": date(2026, 4, 15),
    }
    return {**fields, **changes}


def test_actions_of_the_plan_become_rows_with_reminders(registry: Registry, case: World) -> None:
    [action] = plan(registry, case, row(case))
    assert action["id"] and action["eigenaar"] == case.politie.key and action["status"] == "open"
    jobs = case.session.scalars(select(Job).where(Job.kind == "reminder")).all()
    assert len(jobs) == 4 and {job.topic for job in jobs} == {"herinnering.actie"}


def test_planning_the_same_plan_again_adds_nothing(registry: Registry, case: World) -> None:
    first = plan(registry, case, row(case), row(case, "Gesprek voeren"))
    again = plan(registry, case, *[{**action, "id": Decimal(action["id"])} for action in first])
    once_more = plan(registry, case, row(case), row(case, "Gesprek voeren"))  # without ids
    assert again == first == once_more
    assert len(case.session.scalars(select(Job.id).where(Job.kind == "reminder")).all()) == 8


def test_an_action_that_is_no_longer_in_the_plan_is_dropped(registry: Registry, case: World) -> None:
    kept, dropped = plan(registry, case, row(case), row(case, "Gesprek voeren"))
    assert [a["id"] for a in plan(registry, case, kept)] == [kept["id"]]
    assert actions.get(case.session, dropped["id"], case.instance_id).status is ActionStatus.DROPPED
    assert [a["id"] for a in plan(registry, case)] == [kept["id"]]  # an empty plan drops nothing


def test_an_action_of_another_case_cannot_be_planned_here(registry: Registry, case: World) -> None:
    [action] = plan(registry, case, row(case))
    other = make_instance(case.session, "groep-2")
    elsewhere = context(case)
    elsewhere = type(elsewhere)(**{**vars(elsewhere), "instance_id": other.id})
    with pytest.raises(ActionNotFound):
        call(registry, "acties.inplannen", case, at=elsewhere, acties=[action])


@pytest.mark.parametrize("acties", ["tekst", [Decimal(1)], [{"titel": "Zonder datum"}]])
def test_a_plan_that_cannot_be_read_is_refused(registry: Registry, case: World, acties: Any) -> None:
    with pytest.raises(Unreadable):
        call(registry, "acties.inplannen", case, acties=acties)


def test_a_finished_action_leaves_the_open_ones(registry: Registry, case: World) -> None:
    [action] = plan(registry, case, row(case))
    call(registry, "acties.bijwerken", case, actie=Decimal(action["id"]), status="klaar", notitie="Gemaakt")
    assert plan(registry, case) == []
    assert not case.session.scalars(select(Job).where(Job.kind == "reminder", Job.state == JobState.OPEN)).all()
    with pytest.raises(Unreadable):
        call(registry, "acties.bijwerken", case, actie=action["id"], status="bijna")


def remind(registry: Registry, case: World, action: dict[str, Any], moment: str, **changes: Any) -> None:
    at = context(case, job_id=90, step=None, by=None)
    given = {"actie": action["id"], "moment": moment, "einddatum": action["einddatum"], **changes}
    call(registry, "herinnering.actie", case, at=at, **given)


def test_the_owner_is_reminded_and_the_procesregisseur_at_last(registry: Registry, case: World) -> None:
    # given
    [action] = plan(registry, case, row(case))
    # when
    remind(registry, case, action, "voor")
    # then
    [notice] = reminders.for_actor(case.session, case.actor("agent"))
    assert "bijna" in notice.text and "Hek" not in notice.text
    assert reminders.for_actor(case.session, case.actor("regisseur")) == []
    # when
    remind(registry, case, action, "escalatie")
    # then
    [notice] = reminders.for_actor(case.session, case.actor("regisseur"))
    assert "te laat" in notice.text
    assert [job["aan"] for job in mail_jobs(case)] == [
        case.people["agent"].key,
        case.people["regisseur"].key,
    ]


def test_a_reminder_that_comes_late_reminds_nobody(registry: Registry, case: World) -> None:
    [action] = plan(registry, case, row(case))
    remind(registry, case, action, "op", einddatum=date(2026, 4, 1))  # the due date has moved since
    call(registry, "acties.bijwerken", case, actie=action["id"], status="vervallen")
    remind(registry, case, action, "na")
    assert mail_jobs(case) == []


def test_after_the_case_nobody_is_reminded(registry: Registry, case: World) -> None:
    [action] = plan(registry, case, row(case))
    case.session.get_one(ProcessInstance, case.instance_id).state = InstanceState.COMPLETED
    remind(registry, case, action, "na")
    assert mail_jobs(case) == []


def test_a_score_is_kept_per_moment(registry: Registry, case: World) -> None:
    items = {"ernst": Decimal(4), "risico": Decimal(3), "ontwikkeling": Decimal(2), "impact": Decimal(5)}
    call(registry, "score.vastleggen", case, groep="groep-1", moment="duiding", **items)
    [score] = scores.of_instance(case.session, case.instance_id)
    assert (score.ernst, score.impact, score.by) == (4, 5, case.people["regisseur"].key)
    for wrong in ({"moment": "later", **items}, {"moment": "duiding", **items, "ernst": Decimal("2.5")}):
        with pytest.raises(Unreadable):
            call(registry, "score.vastleggen", case, **wrong)


def test_after_destroying_the_list_nothing_of_it_is_left_and_nothing_opens(registry: Registry, case: World) -> None:
    # given a list, a product, a contribution, a draft, an open letter and a decision
    besluit = case.allow()
    list_reference, contribution = (store(case, category) for category in ("namenlijst", "bijdrage"))
    letter = documents.add(
        case.session,
        case.instance_id,
        file=File("brief.txt", "text/plain", b"Groepsniveau"),
        title="Verzoek",
        kind="groepsscanverzoek",
        by="user-1",
        provider="gemeente",
        now=NOW,
        key=KEY,
    )
    task = case.task()
    drafts.save(case.session, task.id, actor=case.actor("agent"), data={"naam": NAME}, now=NOW, key=KEY)
    # when
    output = call(registry, "namenlijst.vernietigen", case, groep="groep-1", reden="geen problematische groep")
    # then
    assert output.vernietiging.startswith("vernietiging-")
    for reference in (list_reference, contribution):
        with pytest.raises(RecordNotFound):
            vault.get(case.session, reference)
    assert drafts.load(case.session, task.id, actor=case.actor("agent"), now=NOW, key=KEY) is None
    assert besluit.withdrawn_at == NOW
    assert not documents.is_destroyed(case.session, letter)
    # and what still comes in afterwards stays shut
    late = store(case, "namenlijst")
    with pytest.raises(NoPermission):
        vault.read(case.session, late, actor=case.actor("officier"), purpose="Lezen", step=2, now=NOW, key=KEY)


def store(case: World, category: str) -> str:
    return vault.store(
        case.session,
        case.instance_id,
        category=category,
        kind="politiegegeven",
        step=2,
        provider="politie",
        author=case.people["agent"].key,
        value={"naam": NAME},
        now=NOW,
        key=KEY,
    )


REFERRAL = {"groep": "groep-1", "reden": "Meer zorg nodig", "besluit": "privacybesluit-1"}


def test_a_referral_names_a_reference_and_needs_a_decision(registry: Registry, case: World) -> None:
    # given
    at = context(case, step=6)
    organisations.add(case.session, name="ZVH Voorbeeld", kind=OrganisationKind.ZVH)
    with pytest.raises(SharingRefused):
        call(registry, "opschalen.aanmelden", case, at=at, persoon="kluis-1", **REFERRAL)
    case.allow(stappen=[6, 7], verstrekker=["procesregisseur"], ontvanger=["zvh"])
    # when
    output = call(registry, "opschalen.aanmelden", case, at=at, persoon="kluis-1", **REFERRAL)
    # then
    [document] = documents.list_for(case.session, case.instance_id, case.actor("regisseur"))
    assert output.aanmelding == document.reference
    text = documents.content(
        case.session, document.id, actor=case.actor("regisseur"), purpose="Lezen", step=6, now=NOW, key=KEY
    ).decode()
    assert "kluis-1" in text and "Kastanjeplein" in text and "Meer zorg nodig" in text


@pytest.mark.parametrize("person", [NAME, "", None, ["kluis-1", NAME]])
def test_a_name_cannot_get_into_a_referral(registry: Registry, case: World, person: Any) -> None:
    case.allow(stappen=[6], verstrekker=["procesregisseur"], ontvanger=["zvh"])
    with pytest.raises(Unreadable):
        call(registry, "opschalen.aanmelden", case, at=context(case, step=6), persoon=person, **REFERRAL)


def test_a_second_person_of_an_organisation_is_told_as_well(registry: Registry, case: World) -> None:
    users.add(
        case.session,
        username="agent2",
        name="Test Agent Twee",
        password=PASSWORD,
        organisation=case.politie,
        roles=("politie",),
    )
    call(registry, "bericht.sturen", case, aan=case.politie.key, onderwerp="Iets")
    assert len(mail_jobs(case)) == 2


def test_the_timeline_says_what_a_reminder_was_about_but_not_for_whom(registry: Registry, case: World) -> None:
    # given
    open_to_all, personal = plan(registry, case, row(case), row(case, "Gesprek", spoor="persoon"))
    # when
    remind(registry, case, open_to_all, "op")
    remind(registry, case, personal, "op")
    # then
    told = case.session.scalars(select(HistoricActivity.name).where(HistoricActivity.kind == "reminder")).all()
    assert told == [
        "Herinnering verstuurd: actie ‘Hek repareren’",
        "Herinnering verstuurd: een actie voor een persoon",
    ]
