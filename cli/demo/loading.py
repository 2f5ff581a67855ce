"""Fills an empty installation with the demo; a second time it changes nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

from cli.demo import papers, people
from cli.demo.story import Story
from dossier import users
from dossier.keys import InstallationKey
from engine import db
from engine.registry import Catalogue


def load(*, catalogue: Catalogue, key: InstallationKey, now: datetime) -> str:
    """Make the demo unless there are people already; returns the logins to print."""
    with db.transaction() as session:
        if users.count(session):
            return people.logins()
        cast = people.add(session)
        papers.add(session, cast, now.date())

    def story(days_ago: int) -> Story:
        return Story(cast, catalogue, key, now - timedelta(days=days_ago))

    _stationsplein(story(75))
    _havenkwartier(story(50))
    _marktkade(story(45))
    _sporthal(story(40))
    _vijverpark(story(12))
    _molenveld(story(2))
    _schoolplein(story(30))
    return people.logins()


def _molenveld(story: Story) -> None:
    """Step 1: signals to be weighed."""
    story.begin("Groep Molenveld", "Oost", "jongerenwerker", urgentie="hoog")


def _vijverpark(story: Story) -> None:
    """Step 2: the need for a groepsscan must be written."""
    story.begin("Groep Vijverpark", "Noord", "boa")
    story.later(3)
    story.weigh()
    story.ask_partners("jongerenwerk")
    story.later(4)
    story.answer("jongerenwerker", "Wij zien de groep sinds september elk weekend in het park.")


def _sporthal(story: Story) -> None:
    """Step 2: the police have been asked, and are late."""
    story.begin("Groep Sporthal De Wissel", "Zuid", "wijkagent")
    story.weigh()
    story.ask_partners("handhaving")
    story.later(5)
    story.answer("boa", "Vooral na sluitingstijd van de sporthal, met brommers.")
    story.request_scan()


def _through_the_picture(story: Story) -> None:
    story.weigh()
    story.ask_partners("jongerenwerk", "handhaving")
    story.later(4)
    story.answer("jongerenwerker", "De kern is vier jongeren; de rest wisselt.")
    story.answer("boa", "Vernielingen aan de verlichting en de fietsenkelder.")
    story.request_scan()
    story.later(6)
    story.deliver_scan()
    story.judge("jongerenwerk", "corporatie")
    story.later(3)
    story.lay_piece("jongerenwerker", "De groep luistert naar het jongerenwerk; er is vraag naar sport.")
    story.lay_piece("corporatie", "Bewoners melden schade in de kelder en het trappenhuis.")
    story.make_picture()


def _marktkade(story: Story) -> None:
    """Step 4: the meeting must decide."""
    story.begin("Groep Marktkade", "Centrum", "regisseur")
    _through_the_picture(story)
    story.later(5)
    story.advise()


def _havenkwartier(story: Story) -> None:
    """Step 5: one partner must still agree."""
    story.begin("Groep Havenkwartier", "Hele gemeente", "wijkagent", online=["openbaar kanaal"])
    _through_the_picture(story)
    story.advise()
    story.later(7)
    story.decide()
    story.later(10)
    story.draw_up_plan()
    story.agree("jongerenwerker", "boa")


def _stationsplein(story: Story) -> None:
    """Step 6: the plan runs, some actions are late."""
    story.begin("Groep Stationsplein", "Centrum", "jongerenwerker")
    _through_the_picture(story)
    story.advise()
    story.later(4)
    story.decide()
    story.later(6)
    story.draw_up_plan()
    story.agree("jongerenwerker", "boa", "corporatie")
    story.later(10)
    story.finish_action("jongerenwerker", "Alle winkeliers gesproken; zij bellen nu eerst het jongerenwerk.")
    story.later(10)
    story.discuss(ernst=3, risico=3, ontwikkeling=2, impact=4)


def _schoolplein(story: Story) -> None:
    """Ended in step 2: not a problematic group, the list is destroyed."""
    story.begin("Groep Schoolplein West", "West", "regisseur", urgentie="laag")
    story.weigh()
    story.ask_partners()
    story.request_scan()
    story.later(8)
    story.deliver_scan()
    story.dismiss()
