"""What the people of the demo fill in. Everything is made up."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from cli.demo.papers import WPG20

WEIGHED = {
    "besluit_signalen": "verzamelen",
    "motivering_signalen": "Drie organisaties zien hetzelfde gedrag, en het neemt toe.",
}
JUDGED = {
    "kenmerken": "Wisselende groep van tien tot vijftien jongeren, vooral op vrijdag en zaterdag.",
    "gedrag_oordeel": "Geluid tot laat, vernielingen en het hinderen van voorbijgangers.",
    "ernst_oordeel": "middel",
    "oordeel": "problematisch",
    "motivering_oordeel": "Het gedrag houdt aan en de omgeving heeft er last van.",
    "partners_nodig": True,
}
NOT_PROBLEMATIC = {
    "kenmerken": "Kleine groep die na school samenkomt.",
    "gedrag_oordeel": "Af en toe geluid, geen vernielingen.",
    "ernst_oordeel": "laag",
    "oordeel": "niet_problematisch",
    "motivering_oordeel": "Het gedrag is niet ernstig en neemt af.",
}
LIGHT = {
    "vervolg": "lichte_aanpak",
    "toelichting_vervolg": "Het jongerenwerk spreekt de groep aan en komt twee keer in de week langs.",
}
PICTURE = {
    "dynamiek": "Een vaste kern van vier met wisselende meelopers.",
    "rollen": "De kern bepaalt waar de groep samenkomt.",
    "problematiek": "Overlast, vernielingen en verveling in het weekend.",
    "omgeving": "Het buurthuis is sinds het voorjaar dicht in het weekend.",
    "oorzaken": "Weinig te doen in de avond, weinig toezicht op het plein.",
    "kansen": "Veel belangstelling voor sport; goede band met het jongerenwerk.",
    "online_offline": "De groep spreekt af via een openbaar kanaal.",
    "ernst": 4,
    "risico": 4,
    "ontwikkeling": 4,
    "impact": 5,
    "trend": "slechter",
}
DRAFT_PLAN = {
    "concept_doelen": ["probleemgedrag", "perspectief"],
    "conceptplan": "Meer toezicht in het weekend, een sportaanbod, en gesprekken met winkeliers.",
    "concept_acties": [],
}
ADVICE = {
    "probleemdefinitie": "Een wisselende groep zorgt in het weekend voor overlast en vernielingen.",
    "opties": "Licht aanpakken met alleen toezicht, of een plan met toezicht, sport en gesprekken.",
    "advies": "Geef voorrang aan deze groep en maak een plan van aanpak.",
    "gevraagd_besluit": "Stem in met voorrang voor deze groep.",
}


def signal(alias: str, area: str, organisation_key: str, today: date) -> dict[str, Any]:
    return {
        "groep_alias": alias,
        "gebied": area,
        "datum_signaal": today,
        "melder": organisation_key,
        "plek": "Het plein en de straten eromheen",
        "tijdstippen": ["weekend avond"],
        "gedrag": ["geluidsoverlast", "vernielen"],
        "omvang": "11_20",
        "online": [],
        "impact_omgeving": "Bewoners durven in de avond niet meer over het plein.",
        "urgentie": "middel",
        "bron": "feit",
        "toelichting": "Sinds september elk weekend gezien.",
    }


def need(today: date) -> dict[str, Any]:
    return {
        "doel": "Weten hoe de groep in elkaar zit, zodat de aanpak past.",
        "proportionaliteit": "Wij vragen alleen gegevens over deze ene groep.",
        "subsidiariteit": "Zonder de groepsscan weten wij niet wie de kern vormt.",
        "motivering": "De overlast neemt sinds september toe en lichte maatregelen helpen niet.",
        "groepsomschrijving": "Wisselende groep van 10 tot 15 jongeren in het weekend op het plein.",
        "vraag": "Hoe hangt de groep samen, en welke risico's zijn er?",
        "gewenste_datum": today + timedelta(days=21),
        "besluitnummer": WPG20,
        "bron_online": "nee",
        "jongste_leeftijd": 14,
    }


def permitted(today: date) -> dict[str, Any]:
    return {
        "uitkomst": "voorwaarden",
        "voorwaarden": "Alleen voor de aanpak van deze groep. Ontvangers houden de gegevens geheim.",
        "motivering_besluit": "Nodig om het gedrag van de groep te beoordelen.",
        "geldig_tot": today + timedelta(days=180),
    }


def names(today: date) -> list[dict[str, Any]]:
    """Two rows of a list of names; the people do not exist."""
    row = {
        "woonplaats": "Voorbeeld",
        "reden_opname": "Vaak gezien bij de kern van de groep",
        "herkomst": "Waarneming van de wijkagent",
        "feit_oordeel": "feit",
        "toegevoegd_door": "Basisteam Voorbeeld",
        "toegevoegd_op": today,
        "herzien_op": today,
    }
    return [
        {"naam": "Fictief Persoon Een", "geboortedatum": date(2009, 5, 1), "contact": "onbekend, omdat dit een demo is"}
        | row,
        {"naam": "Fictief Persoon Twee", "geboortedatum": date(2008, 11, 20)} | row,
    ]


def piece(text: str) -> dict[str, Any]:
    """A piece of the picture at the level of the group."""
    return {
        "doet_mee": True,
        "puzzelstuk": text,
        "herkomst": "Eigen waarneming",
        "feit_oordeel": "feit",
        "met_personen": False,
    }


def prioritised(today: date) -> dict[str, Any]:
    return {
        "besluit_overleg": "prioriteren",
        "prioriteit": "hoog",
        "aanwijzingen": "Begin met toezicht en sport. Meld de voortgang na zes weken.",
        "datum_overleg": today,
        "overleg": "Lokale driehoek",
        "aanwezig": ["burgemeester", "om", "politie"],
    }


def plan(today: date, organisations: dict[str, str]) -> dict[str, Any]:
    def action(title: str, track: str, kind: str, owner: str, days: int) -> dict[str, Any]:
        return {
            "titel": title,
            "spoor": track,
            "soort": kind,
            "eigenaar": organisations[owner],
            "startdatum": today,
            "einddatum": today + timedelta(days=days),
        }

    return {
        "doelen": [
            {
                "doel": "probleemgedrag",
                "indicator": "Meldingen per maand",
                "startwaarde": 24,
                "streefwaarde": 8,
            }
        ],
        "acties": [
            action("Gesprek met winkeliers", "groep", "zorg", "jongerenwerk", 14),
            action("Vaste controle op vrijdagavond", "groep", "bestuur", "handhaving", 30),
            action("Verlichting fietsenkelder maken", "domein", "fysiek", "corporatie", 21),
            action("Sportaanbod op zaterdagavond", "groep", "zorg", "jongerenwerk", 60),
        ],
        "evaluatiedatum": today + timedelta(days=120),
    }


def progress(ernst: int, risico: int, ontwikkeling: int, impact: int) -> dict[str, Any]:
    return {
        "besluit_voortgang": "doorgaan",
        "motivering_voortgang": "Het wordt rustiger, maar de acties zijn nog niet klaar.",
        "ernst": ernst,
        "risico": risico,
        "ontwikkeling": ontwikkeling,
        "impact": impact,
        "trend": "beter",
    }


def pdf(text: str) -> bytes:
    """A one-page PDF with a line of text, so that the demo has files that open."""
    stream = f"BT /F1 18 Tf 72 760 Td ({text} - demo) Tj ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(body)
    return body + b"xref\n0 6\n0000000000 65535 f \n" + table + end
