"""The work of each role in the national process: one function is one task, done at the screen from begin to end.

A test says who does what and in which order; what is typed stands here. All of it is made up.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from cli.demo.papers import WPG20
from tests.browser.clerk import Clerk
from tests.browser.town import Town

Paper = Callable[[str], Path]
HANDHAVING, CORPORATIE = "Team Handhaving Voorbeeld", "Woningcorporatie De Sleutel"
JONGERENWERK = "Jongerenwerk Voorbeeld"
NAMES = ("Fictief Persoon Alfa", "Fictief Persoon Beta")
PARTNER_NAME = "Fictief Persoon Gamma"


def report(who: Clerk, town: Town, *, about: str, by: str, new: bool) -> None:
    """A signal: about a group that exists, or one that starts a case."""
    who.visit("/")
    who.follow("Nieuw signaal melden")
    who.follow("Signaal over een nieuwe groep" if new else about)
    if new:
        who.fill("Korte naam voor de groep", about)
        who.fill("Wijk of gebied", "Centrum")
    who.fill("Wanneer was dit?", town.in_days(-1))
    who.choose("Welke organisatie meldt dit?", by)
    who.fill("Waar was dit?", "Het plein bij de bibliotheek")
    who.tick("Wanneer is de groep er meestal?", "Weekend 's avonds")
    who.tick("Welk gedrag ziet u?", "Geluidsoverlast", "Vernielen of bekladden")
    who.choose("Hoe groot is de groep ongeveer?", "11 tot 20")
    who.fill("Wat merkt de omgeving ervan?", "Bewoners lopen om.")
    who.choose("Hoe dringend is het?", "Middel: deze weken oppakken")
    who.choose("Is dit een feit of uw oordeel?", "Feit: zelf gezien of vastgelegd")
    who.press("Signaal melden")
    who.sees_title(about)


def ask_for_signals(who: Clerk, *partners: str) -> None:
    who.open("Uitvraag voorbereiden")
    who.choose("Wilt u partners om hun signalen vragen?", "Ja")
    who.tick("Welke partners vraagt u?", *partners)
    who.fill("Wat wilt u van hen weten?", "Ziet u de groep ook?")
    who.finish()


def give_signal(who: Clerk, town: Town, place: str) -> None:
    who.open("Signaal geven")
    who.choose("Hebt u een signaal over deze groep?", "Ja")
    who.fill("Wanneer was dit?", town.in_days(-2))
    who.fill("Waar was dit?", place)
    who.tick("Welk gedrag ziet u?", "Gevaarlijk rijgedrag")
    who.choose("Hoe groot is de groep ongeveer?", "6 tot 10")
    who.choose("Hoe dringend is het?", "Hoog: zo snel mogelijk")
    who.choose("Is dit een feit of uw oordeel?", "Oordeel: mijn inschatting")
    who.finish()


def give_no_signal(who: Clerk, reason: str) -> None:
    who.open("Signaal geven")
    who.choose("Hebt u een signaal over deze groep?", "Nee")
    who.fill("Wilt u uitleggen waarom niet?", reason)
    who.finish()


def weigh(who: Clerk) -> None:
    who.open("Signalen wegen")
    who.choose("Wat besluit u?", "Informatie verzamelen en verbinden (stap 2)")
    who.fill("Waarom kiest u hiervoor?", "Meer organisaties zien hetzelfde.")
    who.finish()


def ask_for_information(who: Clerk, *partners: str) -> None:
    who.open("Partners en vragen kiezen")
    if partners:
        who.tick("Welke partners vraagt u om informatie?", *partners)
    who.fill("Wat wilt u weten?", "Wat weet u van het gedrag van de groep?")
    who.finish()


def inform(who: Clerk, text: str) -> None:
    who.open("Informatie over de groep geven")
    who.choose("Geeft u informatie?", "Ja")
    who.fill("Wat ziet uw organisatie van de groep?", text)
    who.finish()


def request_scan(who: Clerk, town: Town) -> None:
    """The need in words, and then the privacy gate."""
    ask_for_scan(who, town)
    who.open("Uitkomst bevestigen")
    who.sees("De politie mag")
    confirm(who, town, "Toestaan onder voorwaarden")


def ask_for_scan(who: Clerk, town: Town, *, youngest: str = "14") -> None:
    """The need in words; what follows is the privacy gate."""
    who.open("Noodzaak en vraag opstellen")
    who.fill("Wat is het doel?", "Weten hoe de groep in elkaar zit.")
    who.fill("Waarom staat dit in verhouding?", "Wij vragen alleen naar deze groep.")
    who.fill("Waarom kan het niet met minder?", "Zonder scan weten wij niet wie de kern vormt.")
    who.choose("Komt een deel van uw informatie van internet?", "Nee")
    who.fill("Hoe oud is de jongste in de groep, denkt u?", youngest)
    who.fill("Waarom vraagt u dit nu?", "De overlast neemt toe.")
    who.fill("Beschrijf de groep", "Tien tot vijftien jongeren, in het weekend op het plein.")
    who.fill("Wat wilt u van de politie weten?", "Hoe hangt de groep samen?")
    who.fill("Wanneer hebt u de groepsscan nodig?", town.in_days(21))
    box = who.part.get_by_label("Welk Wpg 20-besluit geldt?")
    who.choose("Welk Wpg 20-besluit geldt?", box.locator("option", has_text=WPG20).inner_text())
    who.finish()


def confirm(who: Clerk, town: Town, outcome: str) -> None:
    """The human side of the privacy gate."""
    who.choose("Wat besluit u?", outcome)
    if outcome == "Toestaan onder voorwaarden":
        who.fill("Onder welke voorwaarden?", "Alleen voor de aanpak van deze groep.")
    who.fill("Waarom besluit u dit?", "Het is nodig, en met minder gaat het niet.")
    if outcome != "Weigeren":
        who.fill("Tot en met welke dag geldt dit besluit?", town.in_days(180))
    who.finish()


def deliver_scan(who: Clerk, town: Town, paper: Paper, *names: str) -> None:
    """The three products: two papers, and a list of names that only the vault sees."""
    who.open("Groepsscan leveren")
    who.attach("Aanbiedingsbrief", paper("aanbiedingsbrief"))
    who.attach("Standaardrapportage", paper("standaardrapportage"))
    for number, name in enumerate(names, 1):
        row = who.add("Persoon toevoegen", f"Persoon {number}")
        row.fill("Naam", name)
        row.fill("Geboortedatum", "01-05-2009")
        row.fill("Contact of wettelijk vertegenwoordiger", "onbekend")
        row.fill("Waarom staat deze persoon op de lijst?", "Vaak gezien bij de kern")
        row.fill("Waar komt dit vandaan?", "Waarneming van de wijkagent")
        row.choose("Is dit een feit of een oordeel?", "Feit: zelf gezien of vastgelegd")
        row.fill("Toegevoegd door", "Basisteam Voorbeeld")
        row.fill("Toegevoegd op", town.in_days(0))
    who.fill("Datum van levering", town.in_days(0))
    who.finish()


def accept_delivery(who: Clerk) -> None:
    who.open("Levering controleren")
    who.choose("Is de levering compleet?", "Ja")
    who.finish()


def judge(who: Clerk, *, partners: str = "Ja") -> None:
    who.open("Groepsgedrag beoordelen")
    who.fill("Wat kenmerkt de groep?", "Een vaste kern met meelopers.")
    who.fill("Wat doet de groep?", "Geluid, vernielingen, hinderen.")
    who.choose("Hoe ernstig is het?", "Middel")
    who.choose("Is de groep of het gedrag problematisch?", "Ja, problematisch")
    who.fill("Waarom oordeelt u zo?", "Het houdt aan en de omgeving heeft er last van.")
    who.choose("Zijn partners nodig voor het integrale beeld?", partners)
    who.finish()


def invite(who: Clerk, *partners: str) -> None:
    who.open("Ketenpartners uitnodigen")
    who.tick("Welke partners nodigt u uit?", *partners)
    who.fill("Wat vraagt u van hen?", "Brengt u uw puzzelstuk in?")
    who.finish()


def lay_piece(who: Clerk, text: str) -> None:
    """A piece of the picture at the level of the group."""
    who.open("Puzzelstuk leggen")
    who.choose("Draagt u een puzzelstuk bij?", "Ja")
    who.fill("Wat weet u over de groep?", text)
    who.fill("Waar komt dit vandaan?", "Eigen waarneming op straat")
    who.choose("Is dit een feit of uw oordeel?", "Feit: zelf gezien of vastgelegd")
    who.choose("Wilt u ook iets over personen delen?", "Nee")
    who.finish()


def decline_piece(who: Clerk, reason: str) -> None:
    who.open("Puzzelstuk leggen")
    who.choose("Draagt u een puzzelstuk bij?", "Nee")
    who.fill("Wat is de reden?", reason)
    who.finish()


def announce_persons(who: Clerk) -> None:
    """A piece of the picture, with word that there is something to share about a person."""
    who.open("Puzzelstuk leggen")
    who.choose("Draagt u een puzzelstuk bij?", "Ja")
    who.fill("Wat weet u over de groep?", "De groep luistert naar het jongerenwerk.")
    who.fill("Waar komt dit vandaan?", "Gesprekken op straat")
    who.choose("Is dit een feit of uw oordeel?", "Deels feit, deels oordeel")
    who.choose("Wilt u ook iets over personen delen?", "Ja")
    who.choose("Welk soort gegevens zijn het?", "Gewone persoonsgegevens")
    who.tick("Voor wie is het bedoeld?", "Procesregisseur")
    who.fill("Waarom is delen nodig?", "Een jongere zoekt hulp en hoort bij de kern.")
    who.choose("Komt dit van internet?", "Nee")
    who.choose("Is er toestemming of een wettelijke plicht?", "Nee")
    who.fill("Hoe oud is de jongste persoon?", "16")
    who.finish()


def share_within_limits(who: Clerk, town: Town) -> None:
    """The partner allows less than the table does, and shares on his own conditions."""
    who.open("Uitkomst bevestigen")
    expect(who.part.get_by_label("Toestaan", exact=True)).to_be_visible()
    confirm(who, town, "Toestaan onder voorwaarden")
    who.open("Gegevens inbrengen")
    row = who.row("Persoon 1")
    row.fill("Naam", PARTNER_NAME)
    row.fill("Wat wilt u delen?", "Wil weer naar school.")
    row.fill("Waar komt dit vandaan?", "Gesprek met de jongere")
    row.choose("Is dit een feit of uw oordeel?", "Feit: zelf gezien of vastgelegd")
    who.finish()


def make_picture(who: Clerk) -> None:
    who.open("Integraal beeld opstellen")
    who.fill("Hoe werkt de groep?", "Een kern van vier bepaalt.")
    who.fill("Welke rollen zijn er?", "Kern en meelopers.")
    who.fill("Wat is het probleem?", "Overlast en verveling in het weekend.")
    who.fill("In welke omgeving speelt dit?", "Het buurthuis is dicht.")
    who.fill("Wat zijn de oorzaken?", "Weinig te doen.")
    who.fill("Welke kansen zijn er?", "Belangstelling voor sport.")
    who.fill("Hoe hangen online en straat samen?", "Afspreken gaat online.")
    who.score(ernst=4, risico=3, ontwikkeling=4, impact=5)
    who.choose("Welke kant gaat het op?", "Slechter")
    who.finish()
    who.open("Concept plan opstellen")
    who.tick("Welke doelen passen bij deze groep?", "Minder overlast en criminaliteit")
    who.fill("Wat is de aanpak in het kort?", "Toezicht in het weekend en sport.")
    who.finish()
    who.open("Beeld en concept toetsen")
    who.choose("Is het beeld compleet?", "Ja, door naar stap 4")
    who.fill("Waarom?", "Alle puzzelstukken zijn er.")
    who.finish()


def advise(who: Clerk, problem: str) -> None:
    who.open("Advies opstellen")
    who.fill("Wat is het probleem?", problem)
    who.fill("Welke opties zijn er?", "Alleen toezicht, of een plan.")
    who.fill("Wat adviseert u?", "Geef voorrang en maak een plan.")
    who.fill("Welk besluit vraagt u?", "Stem in met voorrang.")
    who.finish()


def decide(who: Clerk, town: Town, decision: str, *, priority: str = "Hoog") -> None:
    who.open("Over prioriteit besluiten")
    who.fill("Wanneer was het overleg?", town.in_days(0))
    who.fill("Welk overleg was het?", "Lokale driehoek")
    who.tick("Wie waren erbij?", "Burgemeester", "Openbaar Ministerie", "Politie")
    who.choose("Wat besluit het overleg?", decision)
    if priority:
        who.choose("Welke prioriteit krijgt de groep?", priority)
    who.fill("Welke aanwijzingen geeft het overleg?", "Begin met toezicht en sport.")
    who.finish()


def plan(who: Clerk, town: Town, *owners: str) -> None:
    """A plan with one action for each owner named; a plan that is made again starts from the one there was."""
    who.open("Plan opstellen")
    goal = who.row("Doel 1")
    goal.choose("Welk doel?", "Minder overlast en criminaliteit")
    goal.fill("Waaraan meet u dit?", "Meldingen per maand")
    goal.fill("Hoe is het nu?", "24")
    goal.fill("Hoe moet het worden?", "8")
    for number, owner in enumerate(owners, 1):
        title = f"Actie {number}"
        row = who.row(title) if who.has_row(title) else who.add("Actie toevoegen", title)
        row.fill("Wat gaat er gebeuren?", f"Afspraak {number} nakomen")
        row.choose("Waar is de actie op gericht?", "De groep")
        row.choose("Wat voor actie is het?", "Zorg en hulp")
        row.choose("Welke organisatie voert de actie uit?", owner)
        row.fill("Startdatum", town.in_days(0))
        row.fill("Einddatum", town.in_days(30))
    who.fill("Wanneer bekijkt u het plan opnieuw?", town.in_days(120))
    who.finish()


def agree(who: Clerk, *, actions: int = 1) -> None:
    who.open("Akkoord geven op eigen acties")
    for number in range(1, actions + 1):
        who.row(f"Actie {number}").choose("Voert uw organisatie deze actie uit?", "Ja")
    who.finish()


def decline(who: Clerk, reason: str) -> None:
    who.open("Akkoord geven op eigen acties")
    row = who.row("Actie 1")
    row.choose("Voert uw organisatie deze actie uit?", "Nee")
    row.fill("Waarom niet, en wat kan wel?", reason)
    who.finish()


def finish_action(who: Clerk, note: str) -> None:
    who.open("Actie uitvoeren")
    who.choose("Hoe is de actie afgelopen?", "Klaar")
    who.fill("Wat is er gedaan?", note)
    who.finish()


def discuss(who: Clerk, decision: str) -> None:
    who.open("Voortgang bespreken")
    who.score(ernst=3, risico=3, ontwikkeling=2, impact=3)
    who.choose("Welke kant gaat het op?", "Beter")
    who.choose("Hoe gaat de aanpak verder?", decision)
    who.fill("Waarom?", "Zo is het besproken met de partners.")
    who.finish()


def wind_down(who: Clerk, town: Town, to: str) -> None:
    """The last step: less of everything, with a look back and what is left given to somebody."""
    who.open("Afronding beoordelen")
    who.choose("Wat besluit u?", "Afschalen: minder doen, wel blijven kijken")
    who.fill("Waarom?", "De overlast is sterk gedaald.")
    who.finish()
    who.open("Aanpak evalueren")
    who.fill("Zijn de doelen gehaald?", "Bijna: negen meldingen per maand.")
    who.score(ernst=2, risico=1, ontwikkeling=2, impact=2)
    who.choose("Welke kant gaat het op?", "Beter")
    who.fill("Wat werkte goed?", "Samen optrekken.")
    who.fill("Hoe ging de samenwerking?", "Iedereen deed mee.")
    for check in ("De namenlijst is afgesloten", "Alle personen op de lijst zijn geïnformeerd"):
        who.confirm(check)
    who.finish()
    who.open("Acties en begeleiding overdragen")
    number = hand_over_what_is_open(who, to, town.in_days(7)) + 1
    row = who.add("Overdracht toevoegen", f"Overdracht {number}")
    row.fill("Wat moet er nog gebeuren?", "Elke zaterdag sport aanbieden")
    row.choose("Is het een actie of begeleiding?", "Begeleiding")
    row.choose("Welke organisatie neemt het over?", to)
    row.fill("Vanaf wanneer?", town.in_days(7))
    who.finish()


def hand_over_what_is_open(who: Clerk, to: str, since: str) -> int:
    """Every action that still runs stands in the list and gets an owner; how many there were."""
    number = 0
    while who.has_row(f"Overdracht {number + 1}"):
        number += 1
        row = who.row(f"Overdracht {number}")
        row.choose("Welke organisatie neemt het over?", to)
        row.fill("Vanaf wanneer?", since)
    if number:
        who.confirm("Elke actie die nog loopt, heeft een eigenaar")
    return number


def skip(who: Clerk, group: str, step: int, outcome: str = "", *, plan: str = "") -> None:
    """A step that this group does not need, with what it would have led to."""
    questions = {
        1: "Wat had deze stap opgeleverd?",
        3: "Is er al een beeld van de groep?",
        6: "Hoe gaat de aanpak verder?",
    }
    who.visit("/groepen")
    who.follow(group)
    who.follow(f"Stap {step} overslaan")
    who.fill("Waarom slaat u deze stap over?", "Voor deze groep is het niet nodig.")
    if step in questions:
        who.choose(questions[step], outcome)
    if plan:
        who.fill("Wat is het probleem, en wat is de aanpak in het kort?", plan)
    who.press(f"Stap {step} overslaan")
    who.sees_title(group)
    who.worker()
