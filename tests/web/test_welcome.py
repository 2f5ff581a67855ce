"""The first-time help comes up by itself until somebody puts it away, and is found back through Hulp."""

from __future__ import annotations

from tests.web.web_world import World
from web.welcome import ABOUT

GREETING = 'aria-labelledby="welkom"'


def page(world: World, who: str, path: str = "/") -> str:
    return world.client(who).get(path, follow_redirects=True).get_data(as_text=True)


def test_who_comes_for_the_first_time_reads_what_he_can_do_until_he_puts_it_away(world: World, case: int) -> None:
    for who, text in (
        ("procesregisseur", "U leidt de aanpak"),
        ("partner", "alleen wat voor uw organisatie is bedoeld"),
        ("beheerder", "programmeren hoeft niet"),
        ("applicatiebeheerder", "De inhoud van zaken ziet u niet"),
    ):
        assert GREETING in page(world, who) and text in page(world, who)
        # when
        assert world.post(who, "/hulp/welkom").status_code == 302
        # then
        assert GREETING not in page(world, who)
        world.clients.pop(who)  # also at the next login
        assert GREETING not in page(world, who)
        assert "/hulp/welkom" in page(world, who, "/hulp") and text in page(world, who, "/hulp/welkom")
    assert GREETING not in page(world, "procesregisseur", f"/groepen/{case}")
    assert GREETING in page(world, "politie")  # each for himself


def test_every_page_of_the_handbook_that_a_welcome_names_is_there(world: World) -> None:
    named: set[str] = set()
    for about in ABOUT.values():
        told = page(world, min(about), "/hulp/welkom")
        found = {part.split('"')[0] for part in told.split('href="/hulp/handboek/')[1:]}
        assert found, about
        named |= found
    assert all(world.get("procesregisseur", f"/hulp/handboek/{name}").status_code == 200 for name in named)
