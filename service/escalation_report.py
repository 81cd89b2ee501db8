"""What one run of the escalation did, and how it is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from casework.escalation import NOTICE_TERMS, NoticeKind
from casework.sentence import Sentence
from casework.tier import TIER_TERMS, Tier
from service.errors import ServiceError


@dataclass(frozen=True)
class EscalationReport:
    """What one run did, or would do.

    Attributes
    ----------
    as_of, is_dry_run
        The moment it judged by, in office time; whether it only looked.
    looked_at
        Running clocks whose due time had passed.
    raised
        How many notices, by kind and by the level at which the clock ran.
    put_off
        How many notices could not be given a date, by kind, and `troubles`, why: each sentence
        names the year the calendar lacks.
    without_due
        Running clocks whose own due time cannot be computed: nothing can be raised for them.
    not_stated
        Kinds of notice for which the profile of the rule book states no time.
    """

    as_of: datetime
    is_dry_run: bool
    looked_at: int
    raised: Mapping[tuple[NoticeKind, Tier], int]
    put_off: Mapping[NoticeKind, int]
    troubles: tuple[Sentence, ...]
    without_due: int
    not_stated: tuple[NoticeKind, ...]

    @property
    def missing_years(self) -> tuple[int, ...]:
        """Return the years the calendar lacks, as far as the run met them."""
        return tuple(sorted({int(str(one.params["year"])) for one in self.troubles}))

    @property
    def is_complete(self) -> bool:
        """Return True when nothing had to be put off."""
        return not self.put_off and not self.without_due

    def count(self, kind: NoticeKind) -> int:
        """Return how many notices of a kind were raised."""
        return sum(count for (one, _), count in self.raised.items() if one is kind)

    def lines(self) -> tuple[Sentence, ...]:
        """Return what was done, a sentence each."""
        said = [
            Sentence(
                "Escalation as of {moment}: {count} running clocks are past their due time.",
                moment=f"{self.as_of:%Y-%m-%d %H:%M}",
                count=self.looked_at,
            )
        ]
        if self.is_dry_run:
            said.append(Sentence("Only looked: nothing was written."))
        said += [
            Sentence(
                "The rule book's profile in force states no time for this: {notice}. None is"
                " raised.",
                notice=NOTICE_TERMS[kind],
            )
            for kind in self.not_stated
        ]
        if not self.raised:
            said.append(Sentence("Nothing has newly fallen due."))
        for (kind, tier), count in self.raised.items():
            said.append(
                Sentence(
                    "{notice}, level {tier}: {count}",
                    notice=NOTICE_TERMS[kind],
                    tier=TIER_TERMS[tier],
                    count=count,
                )
            )
        return tuple(said)

    def complaints(self) -> tuple[Sentence, ...]:
        """Return what could not be done and why, a sentence each."""
        said = [
            Sentence(
                "Put off, because the calendar lacks a year: {notice} for {count} clocks. Add the"
                " year to the calendar and run it again.",
                notice=NOTICE_TERMS[kind],
                count=count,
            )
            for kind, count in self.put_off.items()
        ]
        if self.without_due:
            said.append(
                Sentence(
                    "{count} running clocks have no due time that can be computed, so nothing is"
                    " raised for them: the deadlines page lists them with the reason.",
                    count=self.without_due,
                )
            )
        return (*said, *self.troubles)

    def as_json(self) -> dict[str, object]:
        """Return the report as plain values."""
        raised: dict[str, dict[str, int]] = {}
        for (kind, tier), count in self.raised.items():
            raised.setdefault(kind.value, {})[tier.name.lower()] = count
        return {
            "as_of": self.as_of.isoformat(),
            "is_dry_run": self.is_dry_run,
            "looked_at": self.looked_at,
            "raised": raised,
            "put_off": {kind.value: count for kind, count in self.put_off.items()},
            "missing_years": list(self.missing_years),
            "not_stated": [kind.value for kind in self.not_stated],
            "troubles": [str(one) for one in self.troubles],
            "without_due": self.without_due,
        }


class EscalationStopped(ServiceError):
    """A run that broke off; ``report`` is what it had done until then."""

    def __init__(self, report: EscalationReport, cause: Exception) -> None:
        self.report = report
        # The database's own words, without the statement around them.
        said = getattr(cause, "orig", None) or cause
        super().__init__(
            "Escalation stopped before its end ({cause}). What it had raised until then is kept:"
            " remove the cause and run it again, nothing is raised twice.",
            cause=str(said) or type(said).__name__,
        )


class Tally:
    """What the portions written so far add up to."""

    def __init__(self) -> None:
        self.looked_at = 0
        self.without_due = 0
        self.not_stated: tuple[NoticeKind, ...] = ()
        self.raised: Counter[tuple[NoticeKind, Tier]] = Counter()
        self.put_off: Counter[NoticeKind] = Counter()
        self.troubles: dict[str, Sentence] = {}

    def add(self, other: Tally) -> None:
        """Count in another portion."""
        self.looked_at += other.looked_at
        self.raised += other.raised
        self.put_off += other.put_off
        self.troubles |= other.troubles

    def report(self, as_of: datetime, *, is_dry_run: bool) -> EscalationReport:
        """Return the report so far."""
        return EscalationReport(
            as_of=as_of,
            is_dry_run=is_dry_run,
            looked_at=self.looked_at,
            raised=dict(sorted(self.raised.items())),
            put_off=dict(sorted(self.put_off.items())),
            troubles=tuple(self.troubles.values()),
            without_due=self.without_due,
            not_stated=self.not_stated,
        )
