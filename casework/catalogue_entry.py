"""What one category of cases says, the class it belongs to and the unit that settles it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from casework.limit import Limit
from casework.request import RequestKind, Urgency


@dataclass(frozen=True)
class Unit:
    """An owner unit that cases are dispatched to."""

    code: str
    name: str


@dataclass(frozen=True)
class Group:
    """A major class: its code, its name, and the list it stands in (part, event, request)."""

    code: str
    name: str
    listed_in: str


@dataclass(frozen=True)
class Entry:
    """One category of cases.

    Attributes
    ----------
    code, name
        The number and the name; a case names its category by either.
    group
        Code of the major class it belongs to, with which its own code begins.
    acceptance, closing
        When a case is taken (立案条件) and when it is settled (结案条件).
    unit_code
        The owner unit.
    limits
        How long settling may take by urgency; empty where the rule book's limit by kind holds.
    source
        Where the limits come from.
    kind
        What kind of request it usually is; None where that is open.
    duplicate_distance_m
        How far apart two reports of one matter may lie; None for the rule book's distance.
    is_local
        True where the number is our own; a national number has two digits after its class.
    is_mediation
        True where a mediator is called in (大调解).
    related
        Code of the entry of another list that the same matter on the street has.
    remark
        Anything else an editor should know.
    """

    code: str
    name: str
    group: str
    acceptance: str
    unit_code: str
    limits: Mapping[Urgency, Limit]
    closing: str
    source: str
    kind: RequestKind | None = None
    duplicate_distance_m: float | None = None
    is_local: bool = False
    is_mediation: bool = False
    related: str | None = None
    remark: str = ""
