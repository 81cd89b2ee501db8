"""Campaigns: reached of all, notices once each, opinions as sums that tell nothing of anybody."""

from __future__ import annotations

from itertools import product

import numpy as np
import openpyxl
import pandas as pd
import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.access import OPERATOR, SYSTEM, Role, Viewer
from casework.errors import CaseworkError
from casework.visit import PlanKind, VisitResult
from data.schema import campaign_notices, opinion_tallies
from data.settings_store import set_setting
from data.store import Store
from service.campaigns.answers import (
    ALL,
    TOGETHER,
    TOO_ALIKE,
    WAITING,
    _together,
    answer_column,
    answers_of,
)
from service.campaigns.asking import all_campaigns
from service.campaigns.notices import deliver_notice, homes_for_notice
from service.campaigns.opinions import add_opinions
from service.campaigns.outside import export_campaign, guarded_progress
from service.campaigns.preview import preview
from service.campaigns.progress import campaign_progress, progress_by
from service.errors import ServiceError
from service.visits.plans import NewPlan, end_plan, plan_visits
from service.visits.states import home_states
from tests.service.campaign_town import DAY, OPTIONS, SINCE, UNTIL, begin, noon, visit
from tests.service.district import everything, rows_of
from tests.service.units_town import HOSTILE, found_units

WORKER = Viewer("员一", Role.WORKER, "D")
LEADER = Viewer("区领导", Role.LEADER)
OF_S2 = Viewer("二街道", Role.COORDINATOR, "S2")
A, B, C = OPTIONS


@pytest.fixture
def town(store: Store) -> Store:
    found_units(store)
    return store


# --- for whom, and how much it would ask for ---------------------------------------------------


def test_a_campaign_of_another_part_is_not_seen(town: Store) -> None:
    code = begin(town, "S1")
    assert [one.code for one in all_campaigns(WORKER, town)] == [code]
    assert all_campaigns(OF_S2, town) == ()
    with pytest.raises(CaseworkError):
        all_campaigns(SYSTEM, town)


def test_the_preview_counts_households_by_working_day_and_by_list(town: Store) -> None:
    found = preview(OPERATOR, town, ("S1", "G3"), SINCE, UNTIL)
    assert (found.households, found.days, found.per_day) == (120, 10, 12)
    assert found.load["households"].tolist() == [20, 40, 60]
    assert preview(OF_S2, town, (), SINCE, UNTIL).households == 140
    assert preview(OPERATOR, town, (), SINCE, UNTIL).households == 200
    before = everything(town)
    with pytest.raises(ServiceError, match="exchange the two days"):
        preview(OPERATOR, town, (), UNTIL, SINCE)
    with pytest.raises(CaseworkError):
        preview(WORKER, town, (), SINCE, UNTIL)
    assert everything(town) == before


# --- reached of all ----------------------------------------------------------------------------


def test_only_visits_made_for_it_count_and_the_curve_ends_at_what_is_reached(town: Store) -> None:
    code = begin(town, "S1")
    visit(town, "H1-0", SINCE, code)
    visit(town, "H1-0", SINCE + DAY, code)
    visit(town, "H2-1", SINCE + DAY, code, result=VisitResult.NOT_HOME)
    visit(town, "H2-1", SINCE + 3 * DAY, code)
    visit(town, "H2-2", SINCE + DAY, code, result=VisitResult.DECLINED)
    visit(town, "H2-3", SINCE + DAY, code, result=VisitResult.NOT_HOME)
    visit(town, "H1-5", SINCE)
    visit(town, "H1-7", SINCE, code, result=VisitResult.MOVED)
    day = SINCE + 4 * DAY
    found = campaign_progress(LEADER, town, code, day)
    # One of 60 homes fell empty.
    assert (found.total, found.reached, found.declined, found.not_home) == (59, 2, 1, 1)
    assert found.to_do == 55
    assert found.curve.met == found.reached
    assert [one.met for one in found.curve.days][:6] == [1, 1, 1, 2, 2, None]
    states = home_states(OPERATOR, town, code, day).state
    assert int((states == 3).sum()) == found.reached
    parts = progress_by(LEADER, town, code, day)
    assert list(parts["code"]) == ["C1", "C2"]
    for name, whole in (("occupied", 59), ("met", 2), ("to_do", 55), ("noticed", 0)):
        assert parts[name].sum() == whole
    assert list(progress_by(LEADER, town, code, day, "street")["code"]) == ["S1"]


def test_a_campaign_that_is_over_stays_as_it_stood_on_its_last_day(town: Store) -> None:
    code = begin(town, "G1")
    visit(town, "H1-0", SINCE, code)
    last = campaign_progress(LEADER, town, code, UNTIL - DAY)
    later = campaign_progress(LEADER, town, code, UNTIL + 30 * DAY)
    assert (later.reached, later.total, later.on) == (last.reached, last.total, UNTIL - DAY)
    assert later.is_over and not last.is_over
    assert later.curve.ahead == 1 - 20


def test_a_campaign_that_has_not_begun_counts_its_households(town: Store) -> None:
    code = begin(town, "G2")
    found = campaign_progress(LEADER, town, code, SINCE - 3 * DAY)
    assert (found.total, found.reached, found.curve.met) == (40, 0, 0)
    assert found.curve.days[0].met is None


def test_a_part_of_the_district_sees_its_own_households_alone(town: Store) -> None:
    code = begin(town)
    visit(town, "H1-0", SINCE, code)
    visit(town, "H3-0", SINCE, code)
    found = campaign_progress(OF_S2, town, code, SINCE)
    assert (found.total, found.reached) == (140, 1)
    assert set(progress_by(OF_S2, town, code, SINCE)["code"]) == {"C3", "C4"}
    with pytest.raises(ServiceError):
        campaign_progress(OF_S2, town, begin(town, "S1"), SINCE)


def test_a_standing_plan_is_no_campaign(town: Store) -> None:
    new = NewPlan("普遍走访", "见面", SINCE, UNTIL)
    code = plan_visits(OPERATOR, town, new, noon(SINCE)).code
    assert new.kind is PlanKind.STANDING
    with pytest.raises(ServiceError, match="no campaign"):
        campaign_progress(LEADER, town, code, SINCE)


# --- notices -----------------------------------------------------------------------------------


def test_a_notice_counts_once_per_household_however_often_it_is_told(town: Store) -> None:
    code = begin(town, "S1")
    homes = ["H1-0", "H1-1", "H1-0"]
    first = deliver_notice(WORKER, town, code, homes, SINCE, noon(SINCE))
    again = deliver_notice(WORKER, town, code, ["H1-1", "H2-0"], SINCE + DAY, noon(SINCE + DAY))
    assert (first.added, first.had_it) == (2, 0)
    assert (again.added, again.had_it) == (1, 1)
    kept = rows_of(town, campaign_notices)
    assert len(kept) == 3 and set(kept["delivered_on"]) == {SINCE, SINCE + DAY}
    assert campaign_progress(LEADER, town, code, SINCE).noticed == 2
    assert campaign_progress(LEADER, town, code, SINCE + DAY).noticed == 3


def test_notices_that_cannot_be_are_refused_and_leave_nothing(town: Store) -> None:
    code = begin(town, "S1")
    before = everything(town)
    for homes, on, moment, said in (
        (["H1-0", "H3-0"], SINCE, SINCE, "no household H3-0 among"),
        (["H1-0", "nobody"], SINCE, SINCE, "no household nobody among"),
        (["H1-0"], SINCE + DAY, SINCE, "lies ahead"),
        (["H1-0"], SINCE, UNTIL, "was over"),
    ):
        with pytest.raises(ServiceError, match=said):
            deliver_notice(WORKER, town, code, homes, on, noon(moment))
    with pytest.raises(ServiceError, match="There is no plan"):
        deliver_notice(OF_S2, town, code, ["H1-0"], SINCE, noon(SINCE))
    with pytest.raises(CaseworkError):
        deliver_notice(LEADER, town, code, ["H1-0"], SINCE, noon(SINCE))
    assert everything(town) == before


def test_a_building_is_found_by_how_its_address_begins_and_signs_are_signs(town: Store) -> None:
    from data.schema import households

    code = begin(town, "S1")
    with town.begin() as conn:
        for home, said in (
            ("H1-0", "1栋101"),
            ("H1-1", "1栋102"),
            ("H1-2", "10栋1"),
            ("H1-3", "1%"),
        ):
            conn.execute(households.update().where(households.c.code == home).values(address=said))
    found = homes_for_notice(WORKER, town, code, "G1", "1栋", SINCE)
    assert found.addresses == ("1栋101", "1栋102")
    assert homes_for_notice(WORKER, town, code, "G1", "1%", SINCE).codes == ("H1-3",)
    assert len(homes_for_notice(WORKER, town, code, "C1", "", SINCE).codes) == 20
    with pytest.raises(ServiceError, match="no household in C3"):
        homes_for_notice(WORKER, town, code, "C3", "", SINCE)
    with pytest.raises(CaseworkError):
        homes_for_notice(LEADER, town, code, "G1", "", SINCE)


# --- opinions ----------------------------------------------------------------------------------


def _say(store: Store, code: str, **numbers: tuple[int, int, int]) -> None:
    for community, said in numbers.items():
        told = dict(zip(OPTIONS, said, strict=True))
        add_opinions(WORKER, store, code, community, told, noon(SINCE))


def test_opinions_are_added_up_and_nothing_else_is_kept(town: Store) -> None:
    code = begin(town)
    _say(town, code, C1=(3, 2, 0))
    _say(town, code, C1=(1, 0, 4))
    kept = rows_of(town, opinion_tallies)
    assert set(kept.columns) == {"id", "plan_id", "community_code", "answer", "number"}
    assert dict(zip(kept["answer"], kept["number"], strict=True)) == {A: 4, B: 2, C: 4}


def test_while_a_campaign_runs_no_sum_can_be_watched(town: Store) -> None:
    code = begin(town)
    _say(town, code, C1=(30, 20, 10), C2=(30, 20, 10))
    for day in (SINCE, UNTIL - DAY):
        found = answers_of(OPERATOR, town, code, noon(day))
        assert found.table is None and found.sentences == (WAITING,)
    over = answers_of(OPERATOR, town, code, noon(UNTIL))
    assert over.table is not None and over.table.hidden == 0
    # And once they can be seen nothing is added any more.
    with pytest.raises(ServiceError, match="was over"):
        add_opinions(WORKER, town, code, "C1", {A: 1}, noon(UNTIL))


def test_a_campaign_ended_early_shows_its_answers_and_takes_no_more(town: Store) -> None:
    code = begin(town)
    _say(town, code, C1=(30, 20, 10))
    end_plan(OPERATOR, town, code, SINCE + DAY, noon(SINCE + DAY))
    assert answers_of(OPERATOR, town, code, noon(SINCE)).table is None
    assert answers_of(OPERATOR, town, code, noon(SINCE + DAY)).table is not None
    with pytest.raises(ServiceError, match="was over"):
        add_opinions(WORKER, town, code, "C1", {A: 1}, noon(SINCE + DAY))


def test_small_numbers_and_what_would_tell_them_are_hidden(town: Store) -> None:
    code = begin(town)
    _say(town, code, C1=(30, 3, 20), C2=(30, 20, 40), C3=(25, 25, 25), C4=(40, 11, 12))
    found = answers_of(OPERATOR, town, code, noon(UNTIL))
    assert found.table is not None
    frame = found.table.frame.set_index("code")
    assert frame.loc["C1", answer_column(1)] is None
    names = [answer_column(at) for at in range(3)]
    # Not alone in its row, nor in its column.
    assert frame.loc["C1", names].isna().sum() >= 2
    assert frame[answer_column(1)].isna().sum() >= 2
    part = answers_of(OF_S2, town, code, noon(UNTIL))
    assert part.table is not None
    shown = part.table.frame.set_index("code")
    assert list(shown.index) == ["C3", "C4"]
    assert shown[names].isna().equals(frame.loc[["C3", "C4"], names].isna())


def test_where_nearly_all_said_the_same_a_community_is_told_with_others(town: Store) -> None:
    code = begin(town)
    _say(town, code, C1=(40, 0, 1), C2=(30, 20, 40), C3=(25, 25, 25), C4=(80, 90, 70))
    found = answers_of(OPERATOR, town, code, noon(UNTIL))
    assert found.table is not None
    frame = found.table.frame.set_index("code")
    assert set(frame.index) == {"C2", "C4", TOGETHER}
    assert frame.loc[TOGETHER, answer_column(0)] == 65
    assert TOGETHER not in set(answers_of(OF_S2, town, code, noon(UNTIL)).table.frame["code"])
    alike = begin(town, name="二")
    add_opinions(WORKER, town, alike, "C1", {A: 500, B: 2}, noon(SINCE))
    assert answers_of(OPERATOR, town, alike, noon(UNTIL)).sentences == (TOO_ALIKE,)


@settings(max_examples=80, deadline=None)
@given(
    rows=st.lists(
        st.tuples(*[st.integers(0, 30) | st.sampled_from([0, 0, 200])] * 3).filter(any),
        min_size=1,
        max_size=7,
    ),
    k=st.integers(2, 8),
)
def test_no_line_tells_what_nearly_everybody_in_it_said_and_none_is_lost(rows, k) -> None:
    names = [answer_column(at) for at in range(3)]
    lines = pd.DataFrame(rows, columns=names)
    lines = lines.assign(code=[str(at) for at in range(len(rows))], name="")
    lines = lines.assign(**{ALL: lines[names].sum(axis=1)})
    found = _together(lines, k)
    whole = np.array(rows).sum(axis=0)
    if found is None:
        assert whole.sum() - whole.max() < k
        return
    numbers = found[names].to_numpy()
    assert (numbers.sum(axis=1) - numbers.max(axis=1) >= k).all()
    assert numbers.sum(axis=0).tolist() == whole.tolist()
    assert found[ALL].tolist() == numbers.sum(axis=1).tolist()


def test_opinions_that_cannot_be_are_refused_and_leave_nothing(town: Store) -> None:
    code, mute = begin(town, "S1"), begin(town, "S1", question=None, options=())
    before = everything(town)
    for plan, community, numbers, said in (
        (code, "C1", {"无": 3}, "none of the answers"),
        (code, "C1", {A: -1, B: 2}, "0 or more"),
        (code, "C1", {A: 0}, "No answers"),
        (code, "C1", {}, "No answers"),
        (code, "C3", {A: 3}, "no community"),
        (code, "S1", {A: 3}, "no community"),
        (code, "G1", {A: 3}, "no community"),
        (mute, "C1", {A: 3}, "asks no question"),
    ):
        with pytest.raises(ServiceError, match=said):
            add_opinions(WORKER, town, plan, community, numbers, noon(SINCE))
    with pytest.raises(CaseworkError):
        add_opinions(LEADER, town, code, "C1", {A: 3}, noon(SINCE))
    assert everything(town) == before


def test_no_table_of_campaigns_can_hold_what_a_household_thinks(town: Store) -> None:
    for table in (opinion_tallies, campaign_notices):
        columns = set(table.c.keys())
        assert not ({"answer", "opinion"} & columns and {"household_id", "worker_code"} & columns)
    assert not [one for one in opinion_tallies.c if isinstance(one.type, sa.Date | sa.DateTime)]


# --- outside -----------------------------------------------------------------------------------


def test_a_file_for_outside_hides_small_numbers_the_same_for_every_viewer(
    town: Store, tmp_path
) -> None:
    code = begin(town)
    for home in ("H1-0", "H1-1", *(f"H{g}-{n}" for g, n in product((2, 3, 4), range(12)))):
        visit(town, home, SINCE, code)
    whole = guarded_progress(OPERATOR, town, code, SINCE).frame.set_index("code")
    assert whole.loc["C1", "met"] is None and whole.loc["C1", "coverage"] is None
    part = guarded_progress(OF_S2, town, code, SINCE).frame.set_index("code")
    assert part.isna().equals(whole.loc[part.index].isna())
    path = tmp_path / "c.xlsx"
    assert export_campaign(LEADER, town, code, SINCE, path, noon(SINCE), "en") == 4
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any(cell.value == HOSTILE and cell.data_type == "s" for cell in cells)
    assert not any("员" in str(cell.value) or "H1-" in str(cell.value) for cell in cells)
    with pytest.raises(CaseworkError):
        export_campaign(WORKER, town, code, SINCE, path, noon(SINCE))


def test_the_smallest_number_that_is_shown_is_the_offices_own(town: Store) -> None:
    code = begin(town)
    _say(town, code, C1=(30, 7, 20), C2=(30, 20, 40), C3=(25, 25, 25))
    assert answers_of(OPERATOR, town, code, noon(UNTIL)).table.hidden == 0
    with town.begin() as conn:
        set_setting(conn, "publication_k", 10)
    assert answers_of(OPERATOR, town, code, noon(UNTIL)).table.hidden > 0
