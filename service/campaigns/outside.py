"""A campaign as a file that may go outside: sums by community, small numbers hidden."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Final

import pandas as pd

from casework.access import Action, Viewer, require
from casework.sentence import Sentence, Term
from data.store import Store
from data.writers.files import write_book, write_table
from service.campaigns.answers import ALL, TOGETHER, Answers, answer_column, answers_of
from service.campaigns.progress import campaign_progress, last_day, looked_at, progress_by
from service.language import say
from service.map_view import MapData
from service.publication import publication_k
from service.publication_frame import GuardedFrame, guard_shares
from service.scoping import codes_in_part

HEADINGS: Final = {
    "code": Term("Code"),
    "name": Term("Community"),
    "met": Term("Households met"),
    "occupied": Term("Households"),
    "coverage": Term("Share"),
}


def guarded_progress(viewer: Viewer, store: Store, code: str, on: date) -> GuardedFrame:
    """Return households met of all by community, ``code, name, met, occupied, coverage``.

    Guarded for the whole campaign, then narrowed to the viewer's part.  Refused like
    `service.campaigns.progress.campaign_progress`.
    """
    require(viewer, Action.VIEW_VISITS)
    seen = campaign_progress(viewer, store, code, on)
    frame = progress_by(replace(viewer, scope=None), store, code, on)
    frame = frame[frame["code"].notna()].reset_index(drop=True)
    units = MapData.of(store).grids(looked_at(seen.campaign, on)).units
    street_of = dict(zip(units["code"], units["parent_code"], strict=True))
    columns = ["code", "name", "met", "occupied", "coverage"]
    frame = frame[columns].assign(street=frame["code"].map(street_of))
    frame["coverage"] = frame["coverage"].round(4)
    found = guard_shares(
        frame,
        publication_k(viewer, store),
        n="met",
        m="occupied",
        within=["street"],
        made_of=["coverage"],
    )
    is_inside = pd.Series(True, index=frame.index)
    with store.read() as conn:
        inside = codes_in_part(conn, viewer)
    if inside is not None:
        is_inside = frame["code"].isin(inside)
    return replace(
        found,
        frame=found.frame[is_inside].drop(columns="street").reset_index(drop=True),
        mask=found.mask[is_inside].drop(columns="street").reset_index(drop=True),
    )


def export_campaign(
    viewer: Viewer,
    store: Store,
    code: str,
    on: date,
    path: Path,
    now: datetime,
    language: str = "zh",
) -> int:
    """Write a campaign by community as it may go outside, and return how many lines there are.

    Parameters
    ----------
    path
        ``.csv`` for the numbers, ``.xlsx`` with the answers and with what it is about too.

    Raises
    ------
    CaseworkError
        When the viewer may not export.
    ServiceError
        When there is no such campaign in his part.
    DataError
        When the ending is not one we write.
    """
    require(viewer, Action.EXPORT)
    found = guarded_progress(viewer, store, code, on)
    numbers = _headed(found.as_text(), HEADINGS, language)
    if path.suffix.lower() != ".xlsx":
        write_table(path, numbers)
        return len(numbers)
    answers = answers_of(viewer, store, code, now)
    sheets = {say(Term("Numbers"), language): numbers}
    if answers.table is not None:
        sheets[say(Term("Answers given"), language)] = answers_table(answers, language)
    write_book(path, sheets | _about(answers, found.sentences, on, language))
    return len(numbers)


def answers_table(answers: Answers, language: str) -> pd.DataFrame:
    """Return what people answered with headings in a language; a sign for what is hidden.

    Raises
    ------
    ValueError
        When nothing is shown.
    """
    if answers.table is None:
        raise ValueError(answers.campaign.code)
    frame = answers.table.as_text()
    rest = say(Term("other communities together"), language)
    frame["name"] = frame["name"].where(frame["code"] != TOGETHER, rest)
    options = answers.campaign.options
    # Two answers may not be told apart by their heading alone.
    headings = {answer_column(at): f"{at + 1}. {one}" for at, one in enumerate(options)}
    said = {
        "code": say(HEADINGS["code"], language),
        "name": say(HEADINGS["name"], language),
        ALL: say(Term("All answers"), language),
    }
    return frame.rename(columns=said | headings)


def _headed(frame: pd.DataFrame, names: Mapping[str, Term], language: str) -> pd.DataFrame:
    return frame.rename(columns={name: say(term, language) for name, term in names.items()})


def _about(
    answers: Answers, hidden: tuple[Sentence, ...], on: date, language: str
) -> dict[str, pd.DataFrame]:
    campaign = answers.campaign
    days = Sentence("{first} to {last}", first=campaign.since, last=last_day(campaign))
    rows = [
        (Term("Campaign"), campaign.name),
        (Term("Purpose"), campaign.purpose),
        (Term("From and to"), say(days, language)),
        (Term("As of"), looked_at(campaign, on).isoformat()),
        (
            Term("Formula"),
            say(Sentence("households met on its visits / households that live there"), language),
        ),
    ]
    if campaign.question:
        rows.append((Term("Question"), campaign.question))
    rows += [(Term("Hidden"), say(one, language)) for one in (*hidden, *answers.sentences)]
    about = say(Term("About"), language)
    return {
        about: pd.DataFrame(
            [(say(name, language), said) for name, said in rows],
            columns=[about, say(Term("Text"), language)],
        )
    }
