"""Every kind of page: who opens it, and how he gets there."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.browser.clerk import Clerk

Way = Callable[[Clerk], None]


def at(path: str) -> Way:
    return lambda who: who.visit(path)


def case(title: str, listed: str = "/groepen") -> Way:
    def go(who: Clerk) -> None:
        who.visit(listed)
        who.follow(title)
        who.sees_title(title)

    return go


def task(name: str) -> Way:
    return lambda who: who.open(name)


def then(first: Way, *, follow: str = "", press: str = "") -> Way:
    """A page behind another one."""

    def go(who: Clerk) -> None:
        first(who)
        if follow:
            who.follow(follow)
        if press:
            who.press(press)
        who.page.wait_for_load_state()

    return go


def with_purpose(first: Way) -> Way:
    def go(who: Clerk) -> None:
        first(who)
        if who.part.get_by_label("Doel").count():
            who.fill("Doel", "Voorbereiden van het overleg")
            who.press("Openen")

    return go


def in_an_emergency(number: int) -> Way:
    """Into a case in which one takes no part; a second time it is open still."""

    def go(who: Clerk) -> None:
        who.visit("/noodtoegang")
        who.fill("Nummer van de zaak", str(number))
        who.fill("Waarom moet u nu in deze zaak kijken?", "Er dreigt gevaar en de procesregisseur is er niet")
        who.press("Noodtoegang nemen")
        who.page.wait_for_load_state()

    return go


def of_the_list(link: str = "") -> Way:
    """The list of names of a case, or what can be done with the first name on it."""

    def go(who: Clerk) -> None:
        with_purpose(then(case(STATION), follow="Namenlijst bijhouden"))(who)
        who.page.wait_for_load_state()
        if link:
            who.part.get_by_role("link", name=link).first.click()
            who.page.wait_for_load_state()

    return go


def request_of_a_person(link: str = "") -> Way:
    """A request that was searched; the second time there are two."""

    def go(who: Clerk) -> None:
        who.visit("/rechten/nieuw")
        who.choose("Wat vraagt de persoon?", "Inzage in de eigen gegevens")
        who.fill("Ontvangen op", "01-01-2026")
        who.fill("Naam van de persoon", "Fictief Persoon Een")
        who.fill("Adres voor het antwoord", "Balie van het gemeentehuis")
        who.choose("Hoe is vastgesteld wie het vraagt?", "Bekend bij de gemeente, aan de balie")
        who.fill("Wat is precies gevraagd?", "Alles wat u van mij hebt")
        who.press("Vastleggen")
        who.press("Zoeken in alle zaken")
        who.page.wait_for_load_state()
        if link:
            who.follow(link)
            who.page.wait_for_load_state()

    return go


def desk(path: str = "", follow: str = "") -> Way:
    """A page of the draft of the designer; the first who comes begins it."""

    def go(who: Clerk) -> None:
        who.visit("/ontwerpen")
        drafts = who.part.locator("tbody").get_by_role("link")
        if drafts.count():
            drafts.first.click()
        else:
            who.part.get_by_role("button", name="Ontwerp van Werkproces").first.click()
        who.page.wait_for_url(re.compile(r"/ontwerpen/\d+$"))
        if path:
            who.page.goto(who.page.url + path)
        if follow:
            who.part.get_by_role("link", name=follow).first.click()
        who.page.wait_for_load_state()

    return go


def at_work(follow: str = "") -> Way:
    """A walk of that draft, which stands at its first task; or the form of that."""

    def go(who: Clerk) -> None:
        desk("/proefdraaien")(who)
        walks = who.part.get_by_role("link", name="Een proef")
        if walks.count():
            walks.first.click()
        else:
            who.fill("Naam van de nieuwe proef", "Een proef")
            who.press("Proef beginnen")
        if who.part.get_by_role("link", name="De zaak starten").count():
            who.follow("De zaak starten")
            who.follow("Vul voorbeelden in")
            who.press("Stap zetten")
        if follow:
            who.follow(follow)
        who.page.wait_for_load_state()

    return go


def import_report(who: Clerk) -> None:
    """A zip as this installation gives it."""
    who.visit("/processen/inlezen")
    data = who.page.request.get(f"/processen/{PACKAGE}/versies/1/pakket.zip").body()
    who.part.get_by_label("Bestand").set_input_files({"name": "p.zip", "mimeType": "application/zip", "buffer": data})
    who.press("Controleren")
    who.page.wait_for_load_state()


DECIDING = "Over prioriteit besluiten"


def talk(press: str = "") -> Way:
    """What was said about a task, or what is wrong with a new comment."""
    return then(then(task(DECIDING), follow="Alle opmerkingen bij deze zaak"), press=press)


PACKAGE = "werkproces-2016"
STATION, HARBOUR, SPORT = "Groep Stationsplein", "Groep Havenkwartier", "Groep Sporthal De Wissel"
PAGES: dict[str, tuple[str, Way]] = {
    "my day": ("regisseur", at("/")),
    "my day of a partner": ("corporatie", at("/")),
    "my day of who sees no cases": ("bestuur", at("/")),
    "own account": ("regisseur", at("/mijn-account")),
    "own account with errors": ("regisseur", then(at("/mijn-account"), press="Wachtwoord wijzigen")),
    "making a second factor": ("boa", at("/mijn-account/tweede-stap")),
    "tasks": ("regisseur", at("/taken")),
    "comments": ("regisseur", talk()),
    "a comment with errors": ("regisseur", talk("Opmerking plaatsen")),
    "asking a colleague": ("regisseur", then(task(DECIDING), follow="Collega vragen om mee te kijken")),
    "document within a page": ("regisseur", then(task(DECIDING), follow="Bekijken")),
    "no tasks": ("regisseur", at("/taken?lijst=mijn&te_laat=ja")),
    "task": ("regisseur", task("Over prioriteit besluiten")),
    "task with a list of rows": ("wijkagent", then(task("Groepsscan leveren"), press="Persoon toevoegen")),
    "task with errors": ("regisseur", then(task("Noodzaak en vraag opstellen"), press="Taak afronden")),
    "task of a partner": ("corporatie", task("Akkoord geven op eigen acties")),
    "groups": ("regisseur", at("/groepen")),
    "group in step 1": ("regisseur", case("Groep Molenveld")),
    "group in step 6": ("regisseur", case(STATION)),
    "figures for the council": ("bestuur", at("/cijfers")),
    "dashboard": ("regisseur", at("/overzicht")),
    "dossier to print": ("regisseur", then(case(STATION), follow="Dossier om te printen")),
    "dossier with persons": (
        "regisseur",
        with_purpose(then(then(case(STATION), follow="Dossier om te printen"), follow="Dossier met persoonsgegevens")),
    ),
    "group that is closed": ("regisseur", case("Groep Schoolplein West", listed="/groepen?toon=afgesloten")),
    "group as a partner sees it": ("corporatie", case(STATION)),
    "whole process of a group": ("regisseur", then(case(STATION), follow="Hele proces")),
    "timeline": ("regisseur", then(case(STATION), follow="Hele tijdlijn")),
    "skipping a step": ("regisseur", then(case(STATION), follow="Stap 6 overslaan")),
    "question for a purpose": ("regisseur", then(case(STATION), follow="Openen met een doel")),
    "person data": ("burgemeester", with_purpose(then(case(STATION), follow="Openen met een doel"))),
    "list of names": ("regisseur", of_the_list()),
    "keeping up a name": ("regisseur", of_the_list("Gegevens bijwerken")),
    "informing later": ("regisseur", of_the_list("Later informeren")),
    "taking a name off the list": ("regisseur", of_the_list("Van de lijst halen")),
    "requests of persons": ("privacy", at("/rechten")),
    "recording a request with errors": ("privacy", then(at("/rechten/nieuw"), press="Vastleggen")),
    "request of a person": ("privacy", request_of_a_person()),
    "deciding on a request": ("privacy", request_of_a_person("Besluiten")),
    "new signal": ("boa", at("/signaal")),
    "new group": ("boa", at("/signaal/nieuw")),
    "signal with errors": ("boa", then(at("/signaal/nieuw"), press="Signaal melden")),
    "actions": ("regisseur", at("/acties?toon=alle")),
    "action": ("corporatie", then(at("/acties"), follow="Verlichting fietsenkelder maken")),
    "papers of an action": (
        "corporatie",
        then(then(at("/acties"), follow="Verlichting fietsenkelder maken"), follow="Stukken bij deze actie"),
    ),
    "reminders": ("regisseur", at("/meldingen")),
    "wishes for mail": ("regisseur", at("/meldingen/e-mail")),
    "calendar": ("regisseur", at("/agenda")),
    "calendar with an address": ("regisseur", then(at("/agenda"), press="Adres maken")),
    "what became of mail": ("beheer", at("/e-mail")),
    "processes": ("ontwerper", at("/processen")),
    "process package": ("ontwerper", at("/processen/werkproces-2016")),
    "diagram of a package": ("ontwerper", at("/processen/werkproces-2016/diagram/werkproces")),
    "reading a package": ("ontwerper", at("/processen/inlezen")),
    "reading nothing": ("ontwerper", then(at("/processen/inlezen"), press="Controleren")),
    "settings": ("ontwerper", at("/processen/werkproces-2016/instellingen")),
    "drafts": ("ontwerper", at("/ontwerpen")),
    "draft": ("ontwerper", desk()),
    "check of a draft": ("ontwerper", desk("/controle")),
    "modeler": ("ontwerper", desk(f"/diagrammen/bpmn/{PACKAGE}/stap_1_signalen.bpmn")),
    "form editor": ("ontwerper", desk(f"/formulieren/forms/{PACKAGE}/stap-6-voortgang.form")),
    "new form": ("ontwerper", desk("/formulier-nieuw")),
    "preview of a form": ("ontwerper", desk(f"/formulier-voorbeeld/forms/{PACKAGE}/stap-6-voortgang.form")),
    "table editor": ("ontwerper", desk(f"/tabellen/bpmn/{PACKAGE}/privacytabel.dmn")),
    "a rule of a table": ("ontwerper", desk(f"/tabellen/bpmn/{PACKAGE}/privacytabel.dmn", follow="Regel 1")),
    "trying rules": ("ontwerper", desk(f"/tabellen/bpmn/{PACKAGE}/privacytabel.dmn", follow="Regels proberen")),
    "letter": ("ontwerper", desk(f"/brieven/bpmn/{PACKAGE}/brieven/adviesdocument.docx")),
    "help of a step": ("ontwerper", desk(f"/uitleg/bpmn/{PACKAGE}/hulp/stap-1.md")),
    "settings of a draft": ("ontwerper", desk(f"/instellingen/bpmn/{PACKAGE}/pakket.json")),
    "trying a draft out": ("ontwerper", desk("/proefdraaien")),
    "walk": ("ontwerper", at_work()),
    "task in a walk": ("ontwerper", at_work("Speel Procesregisseur")),
    "scenario": ("ontwerper", desk(f"/scenario/bpmn/{PACKAGE}/scenarios/signalen-wegen-afsluiten.json")),
    "what scenarios come along": ("ontwerper", desk("/dekking")),
    "diagram of a draft as text": ("ontwerper", desk("/tekst/werkproces")),
    "how busy it was": ("ontwerper", at("/processen/versies/1/drukte")),
    "import report": ("ontwerper", import_report),
    "comparing a draft": ("ontwerper", desk("/vergelijken?met=begin")),
    "mirror of a draft": ("ontwerper", desk("/spiegel")),
    "publishing": ("ontwerper", desk("/publiceren")),
    "two versions side by side": ("ontwerper", at("/processen/werkproces-2016/vergelijken")),
    "mirror of a process": ("ontwerper", at("/processen/werkproces-2016/spiegel")),
    "organisations": ("beheer", at("/organisaties")),
    "organisation": ("beheer", at("/organisaties/1")),
    "new organisation": ("beheer", at("/organisaties/nieuw")),
    "organisation as the privacy officer sees it": ("privacy", at("/organisaties/1")),
    "account": ("beheer", at("/organisaties/1/mensen")),
    "account that exists": ("beheer", at("/mensen/1")),
    "convenant": ("privacy", at("/organisaties/1/convenant")),
    "registers": ("privacy", at("/registers")),
    "registers as the fg reads them": ("fg", at("/registers")),
    "convenant of several parties": ("privacy", at("/convenanten/1")),
    "ending a convenant with errors": ("privacy", then(at("/convenanten/1/beeindigen"), press="Convenant beëindigen")),
    "document of a convenant with errors": ("privacy", then(at("/convenanten/1/document/toevoegen"), press="Bewaren")),
    "privacy decision": ("regisseur", then(case(STATION), follow="Toegestaan met voorwaarden")),
    "privacy decisions that need a look": ("privacy", at("/privacybesluiten")),
    "letting in the privacy officer": ("regisseur", then(case(STATION), follow="Privacy officer laten meedoen")),
    "new dpia": ("privacy", at("/registers/dpia/nieuw")),
    "new decision": ("privacy", at("/registers/wpg20/nieuw")),
    "incidents": ("beheer", at("/storingen")),
    "refused deliveries": ("beheer", at("/storingen/geweigerde-leveringen")),
    "groepsscans of a case": ("regisseur", then(case(STATION), follow="Groepsscans")),
    "correcting a contribution": ("jongerenwerker", then(case(STATION), follow="Verbeteren of intrekken")),
    "withdrawing a contribution with errors": (
        "jongerenwerker",
        then(then(then(case(STATION), follow="Verbeteren of intrekken"), follow="Intrekken"), press="Intrekken"),
    ),
    "measuring a goal": ("regisseur", then(case(STATION), follow="Meting toevoegen")),
    "end of the archive term": ("regisseur", at("/groepen/1/archief")),
    "moving cases to a version": ("beheer", at("/verhuizen")),
    "preparing to move cases": ("beheer", at("/verhuizen/nieuw?van=1&naar=1")),
    "cases of the operator": ("beheer", at("/zaken")),
    "case of the operator": ("beheer", at("/zaken/1")),
    "suspending a case": ("beheer", at("/zaken/1/opschorten")),
    "moving a case without a choice": ("beheer", then(at("/zaken/1/verplaatsen"), press="Zaak verplaatsen")),
    "links that work once": ("regisseur", then(case(STATION), follow="Eenmalige links")),
    "link that does not work": ("boa", at("/eenmalig")),
    "answer by a link": ("boa", at("/eenmalig/ontvangen")),
    "reset of a password": ("beheer", at("/mensen/1/wachtwoord")),
    "stopping the clock": ("regisseur", then(case(STATION), follow="Klok stilzetten")),
    "values of a case": ("regisseur", then(case(STATION), follow="Gegevens herstellen")),
    "mending a value": ("regisseur", at("/groepen/1/gegevens/urgentie")),
    "stopping a case": ("regisseur", then(case(STATION), follow="Zaak stoppen")),
    "emergency access": ("regisseur", at("/noodtoegang")),
    "emergency access with errors": ("burgemeester", then(at("/noodtoegang"), press="Noodtoegang nemen")),
    "group seen in an emergency": ("burgemeester", in_an_emergency(6)),
    "own emergency access": ("burgemeester", then(in_an_emergency(6), follow="Naar uw noodtoegang")),
    "emergency accesses as the fg sees them": ("fg", at("/noodtoegang/alle")),
    "cases to hand over": ("coordinator", at("/overdragen")),
    "log of the vault": ("privacy", at("/kluislog")),
    "log of the vault, searched with errors": ("fg", at("/kluislog?zaak=abc&vanaf=gisteren")),
    "audit trail": ("privacy", at("/gebruikslog")),
    "audit trail, searched with errors": ("fg", at("/gebruikslog?zaak=abc&vanaf=gisteren")),
    "handing over to nobody": ("coordinator", at("/overdragen/1")),  # the demo has one procesregisseur
    "search": ("regisseur", at("/zoeken")),
    "accessibility": ("regisseur", at("/toegankelijkheid")),
    "privacy": ("regisseur", at("/privacy")),
    "help": ("regisseur", at("/hulp")),
    "welcome": ("wijkagent", at("/hulp/welkom")),
    "handbook": ("regisseur", at("/hulp/handboek")),
    "page of a handbook": ("corporatie", at("/hulp/handboek/beheerder/omgeving")),
    "searching the handbook": ("ontwerper", at("/hulp/zoeken?q=namenlijst")),
    "nothing there": ("regisseur", at("/bestaat-niet")),
    "not allowed": ("corporatie", at("/processen")),
}
