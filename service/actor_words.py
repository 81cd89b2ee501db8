"""What an actor and a time zone are called: never the program's own words for them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from casework.sentence import Term
from service.event_values import Names
from service.sheet_page import Speak

ACTOR_TERMS: Final = {
    "file": Term("a file"),
    "gege": Term("Gege"),
    "SYSTEM": Term("the program itself"),
    "demonstration": Term("the demonstration"),
    "operator": Term("the operator"),
}
# The zones people know by another name than the one in the settings.
ZONE_TERMS: Final = {"Asia/Shanghai": Term("Beijing time")}


def account_text(name: str, speak: Speak) -> str:
    """Return what an account is called, a person's name as it is."""
    return speak(ACTOR_TERMS[name]) if name in ACTOR_TERMS else name


def actor_text(actor: str, names: Names, units: Collection[str], speak: Speak) -> str:
    """Return who did it in words: the program, a unit, a worker; a person's name as it is.

    Parameters
    ----------
    units
        The codes of the units there are: some of them act under their code.
    """
    if actor in ACTOR_TERMS:
        return account_text(actor, speak)
    return names.unit_text(actor) if actor in units else names.worker_text(actor)


def zone_text(zone: str, speak: Speak) -> str:
    """Return what a time zone is called, one without a word as the settings name it."""
    return speak(ZONE_TERMS[zone]) if zone in ZONE_TERMS else zone
