"""The clocks of a case by name, what each waits for, and why one ended otherwise."""

from __future__ import annotations

from typing import Final

from casework.sentence import Sentence, Term

# The parts of the way from report to reply that can have a limit of their own.
STAGES: Final = ("dispatch", "handle", "check")
# How a clock ends when what it waits for was done; all other words say why nobody waits any more.
MET: Final = "met"

CLOCK_TERMS: Final = {
    "reply": Term("Tell the person about progress"),
    "resolve": Term("Settle the matter"),
    "dispatch": Term("Dispatch"),
    "handle": Term("Handle"),
    "check": Term("Check"),
}


def clock_term(name: str) -> str:
    """Return what a clock waits for, an unknown one as it is."""
    return CLOCK_TERMS.get(name, name)


def ended_sentence(ended_by: str | None, time: str) -> Sentence:
    """Return why a clock ended although what it waits for was not done.

    Parameters
    ----------
    ended_by
        As in `service.cases.clocks.stop`.
    time
        When, as it is to be read.
    """
    words = {
        "escalated": Sentence("ended {time}: the case went up a level", time=time),
        "merged": Sentence("ended {time}: merged into another case", time=time),
        "bounced": Sentence("ended {time}: the unit sent it back", time=time),
        "rejected": Sentence("ended {time}: the case was rejected", time=time),
        "void": Sentence("ended {time}: the case was made void", time=time),
    }
    return words.get(ended_by or "", Sentence("ended {time}", time=time))
