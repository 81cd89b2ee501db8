"""What a profile of the rule book says: the numbers of one city, each with its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from casework.limit import Limit, LimitKind
from casework.request import RequestKind, Urgency
from casework.tier import Tier
from casework.workload import WorkloadRule


class Counting(StrEnum):
    """How a stage that is entered again is timed: 单次 or 累计."""

    SINGLE = "single"
    CUMULATIVE = "cumulative"


@dataclass(frozen=True)
class RuledLimit:
    """A limit, where it stands in the rules, and where it comes from."""

    limit: Limit
    key: str
    source: str


@dataclass(frozen=True)
class TierRule:
    """What holds on one level.

    Attributes
    ----------
    reply
        Until when the person is told about progress; None where no limit is stated.
    goes_up_after
        How long after an overdue reply the program itself sends the case up; None for never.
    key, source
        Where it stands and where it comes from.
    """

    reply: Limit | None
    goes_up_after: Limit | None
    source: str
    key: str


@dataclass(frozen=True)
class StageRule:
    """How long one stage may take: each time it is entered, or all times together.

    Attributes
    ----------
    limits
        By urgency; an urgency that is missing has no limit.
    """

    key: str
    limits: Mapping[Urgency, Limit]
    counting: str
    source: str

    def limit(self, urgency: Urgency) -> Limit | None:
        """Return the limit for this urgency, None where none is set."""
        return self.limits.get(urgency)


@dataclass(frozen=True)
class ExtensionRule:
    """How often a case may be extended and by how much at a time, asked for before it is due."""

    max_times: int
    max_limit: Limit
    source: str


@dataclass(frozen=True)
class DuplicateRule:
    """When a report is suggested to be about the same matter as a case of its category.

    Attributes
    ----------
    distance_m
        At most so far apart, where the category says nothing else.
    days
        A case that is settled counts when it was closed at most so many days before the report;
        an open one counts however old it is.
    similarity
        The texts are at least so alike, 0 to 100.
    """

    distance_m: float
    days: int
    similarity: float
    source: str


@dataclass(frozen=True)
class Profile:
    """The rules of one city or one kind of office.

    Attributes
    ----------
    day_kind, day_kind_remark
        What plain ``days`` means where the source does not say it, and why.
    tiers, stages
        Stages are dispatch, handle and check; one that is missing is not timed.
    resolve
        Limits for settling a matter, by kind of request (None: kind not stated) and urgency.
    reminder_after, bulletin_after
        How long after the due date the reminder (催办) and the bulletin line (通报) follow.
    """

    name: str
    title: str
    source: str
    day_kind: LimitKind
    day_kind_remark: str
    tiers: Mapping[Tier, TierRule]
    stages: Mapping[str, StageRule]
    resolve: Mapping[tuple[RequestKind | None, Urgency], RuledLimit]
    reminder_after: Limit | None
    bulletin_after: Limit | None
    overdue_source: str
    extension: ExtensionRule
    duplicates: DuplicateRule
    workload: WorkloadRule

    def resolve_limit(self, kind: RequestKind | None, urgency: Urgency) -> RuledLimit | None:
        """Return how long settling may take by the kind of request, None where none is stated.

        Notes
        -----
        A category's own limit in the catalogue goes before this one.
        """
        return self.resolve.get((kind, urgency))
