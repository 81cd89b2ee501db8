"""A draw is announced: from what, how many, when, and where its seed will come from."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from casework.access import Action, Viewer, require
from casework.draw import LONGEST_SEED, PROCEDURE, Frame, refuse_impossible
from casework.sentence import Term
from data.spot_store import add_draw, draws_named
from data.store import Store
from service.cases.noting import in_words, office_day, refuse_long
from service.errors import ServiceError
from service.spot_checks.frame import frame_of

MOST_QUESTIONS: Final = 20
# What is asked where nothing else is said; the office changes it for each draw.
USUAL_QUESTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "contact": ("是否公示联系人和接访时间？", "是否备有诉求登记簿？", "已登记诉求是否都有去向？"),
    "service": ("是否公示服务事项和时间？", "是否按公示时间开放？", "设施是否完好可用？"),
    "round": ("周边是否整洁？", "设施是否完好？", "上次发现的问题是否已整改？"),
    "grid": ("是否公示网格和服务电话？", "公共区域是否整洁？"),
}


@dataclass(frozen=True)
class NewDraw:
    """What is announced.

    Attributes
    ----------
    subject, strata_by
        From what (``contact``, ``service``, ``round``, ``grid``) and how divided (``street``,
        ``kind``, ``none``).
    sizes
        How many of each stratum.
    seed_source, seed_on
        Where the seed will come from and how it is written, and on which later day it can be
        known.  It is never known now: whoever sees the frame could choose it.
    since, until
        First day of the checks and the day after the last.
    questions
        Of the form, each answered yes, no or does not apply; the usual ones where none are given.
    """

    name: str
    subject: str
    strata_by: str
    sizes: Mapping[str, int]
    seed_source: str
    seed_on: date
    since: date
    until: date
    questions: tuple[str, ...] = field(default=())


def announce_draw(viewer: Viewer, store: Store, new: NewDraw, now: datetime) -> str:
    """Return the code of the draw that was announced; its frame is that of today, from now on.

    Raises
    ------
    CaseworkError
        When the viewer may not draw spot checks, or a stratum has fewer than are asked for.
    ServiceError
        When something is not said, or the seed could be known today already.
    """
    require(viewer, Action.DRAW_CHECKS)
    with store.begin() as conn:
        today = office_day(conn, now)
        _refuse_days(new, today)
        frame, _names = frame_of(viewer, store, new.subject, new.strata_by, today)
        sizes = {stratum: int(size) for stratum, size in new.sizes.items() if size}
        refuse_impossible(frame.counts, sizes)
        code = f"{today:%Y%m%d}-{draws_named(conn, f'{today:%Y%m%d}-') + 1}"
        values = {
            "code": code,
            "name": in_words(new.name, Term("name")),
            "subject": new.subject,
            "strata_by": new.strata_by,
            "announced_by": viewer.name,
            "announced_on": today,
            "seed_source": in_words(new.seed_source, Term("source of the seed")),
            "seed_on": new.seed_on,
            "procedure": PROCEDURE,
            **_kept(frame),
            "sizes": sizes,
            "form": _form(new),
            "since": new.since,
            "until": new.until,
        }
        add_draw(conn, values)
    return code


def seed_text(said: str) -> str:
    """Return a seed as it is kept: one line, without blanks around it, in Unicode's form NFC.

    Raises
    ------
    ServiceError
        When nothing is left of it or it is too long.
    """
    what = Term("seed")
    refuse_long(said, what, LONGEST_SEED)
    return unicodedata.normalize("NFC", in_words(" ".join(said.split()), what))


def _kept(frame: Frame) -> dict[str, object]:
    return {"frame": [list(one) for one in frame.elements], "frame_sha256": frame.sha256}


def _form(new: NewDraw) -> list[dict[str, str]]:
    said = new.questions or USUAL_QUESTIONS[new.subject]
    if len(said) > MOST_QUESTIONS:
        raise ServiceError(
            "The form has {count} questions: ask at most {most}.",
            count=len(said),
            most=MOST_QUESTIONS,
        )
    questions = [in_words(one, Term("question")) for one in said]
    return [{"key": f"q{at}", "question": one} for at, one in enumerate(questions, start=1)]


def _refuse_days(new: NewDraw, today: date) -> None:
    if new.seed_on <= today:
        raise ServiceError(
            "The seed could be known on {day} already, and this is announced on {today}: name a"
            " source that is known on a later day.",
            day=new.seed_on,
            today=today,
        )
    if not new.seed_on <= new.since < new.until:
        raise ServiceError(
            "Checks from {since} to before {until} cannot be of a draw on {seed_on}: let them begin"
            " on that day or later and last at least a day.",
            since=new.since,
            until=new.until,
            seed_on=new.seed_on,
        )
