"""What the municipality agreed with the police about the products of a groepsscan: who gets which, how secret it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dossier.scans import LIST, PRODUCTS, RECEIVERS, ROLES, Groepsscan, ScanProduct, Secrecy
from engine.errors import Invalid

# the settings that say so, per product
RECEIVERS_OF = {
    "aanbiedingsbrief": "groepsscan_ontvangers_aanbiedingsbrief",
    "standaardrapportage": "groepsscan_ontvangers_standaardrapportage",
    LIST: "groepsscan_ontvangers_namenlijst",
}
SECRECY_OF = {
    "aanbiedingsbrief": "groepsscan_geheimhouding_aanbiedingsbrief",
    "standaardrapportage": "groepsscan_geheimhouding_standaardrapportage",
}


class DistributionUnreadable(Invalid, told=True):
    """The setting that says who gets which product cannot be understood; nothing is sent."""

    code = "groepsscan_verdeling"

    def __init__(self, part: str) -> None:
        super().__init__(
            f"De instelling groepsscan_verdeling is niet te lezen bij “{part}”. "
            "Schrijf bijvoorbeeld: aanbiedingsbrief: gemeente, om; standaardrapportage: gemeente, om; "
            "namenlijst: gemeente."
        )


def shares(settings: Mapping[str, Any]) -> dict[str, list[str]]:
    """Who gets which product, as the package says; older packages say it in one text."""
    if settings.get("groepsscan_verdeling"):
        return distribution(str(settings["groepsscan_verdeling"]))
    words = {kind: settings.get(name) or ", ".join(RECEIVERS) for kind, name in RECEIVERS_OF.items()}
    return distribution("; ".join(f"{kind}: {receivers}" for kind, receivers in words.items()))


def classes(settings: Mapping[str, Any]) -> dict[str, Secrecy]:
    """How each product is guarded, as the package says; names are never less than secret."""
    secret = {kind for kind, name in SECRECY_OF.items() if settings.get(name) == Secrecy.SECRET.value}
    found = {kind: Secrecy.SECRET if kind in secret else Secrecy.CONFIDENTIAL for kind in SECRECY_OF}
    return {**found, LIST: Secrecy.NAMES}


def distribution(text: str | None) -> dict[str, list[str]]:
    """Who gets which product; nothing filled in is what the national process says: gemeente and OM."""
    if not (text or "").strip():
        return {kind: list(RECEIVERS) for kind in PRODUCTS}
    found: dict[str, list[str]] = {}
    for part in str(text).strip().strip(";").split(";"):
        kind, colon, words = part.partition(":")
        receivers = [word.strip().lower() for word in words.split(",")]
        kind = kind.strip().lower()
        if not colon or kind not in PRODUCTS or kind in found or not set(receivers) <= set(RECEIVERS):
            raise DistributionUnreadable(part.strip()[:60])
        found[kind] = sorted(set(receivers))
    unnamed = [kind for kind in PRODUCTS if kind not in found]
    if unnamed:
        raise DistributionUnreadable(unnamed[0])
    return found


def of_product(session: Session, instance_id: int, reference: str) -> tuple[Groepsscan, ScanProduct] | None:
    """The request on which a name or file came, when it came on one."""
    query = select(Groepsscan, ScanProduct).join(ScanProduct, ScanProduct.scan_id == Groepsscan.id)
    for scan, product in session.execute(query.where(Groepsscan.instance_id == instance_id)):
        if reference in product.held:
            return scan, product
    return None


def closed_to(session: Session, instance_id: int, reference: str, words: Iterable[str]) -> str:
    """Why this receiver is not one of those who get the product, in a sentence; "" when nothing says so.

    A receiver of whom the agreement says nothing was chosen by the diagram, behind its own decision.
    """
    mine = {receiver for receiver, roles in ROLES.items() if not set(roles).isdisjoint(words)}
    found = of_product(session, instance_id, reference) if mine else None
    if found is None:
        return ""
    scan, product = found
    if mine & set(scan.distribution.get(product.kind, RECEIVERS)):
        return ""
    return f"De {product.kind} van de groepsscan is niet voor u: zo is het met de politie afgesproken."
