"""Bulletins by unit: figures of the pages, appeals that are kept, nobody named or ranked."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest

from casework.access import OPERATOR, Role, Viewer
from casework.case_status import OPEN_STATUSES
from casework.errors import CaseworkError
from casework.period import Period
from casework.supervision_state import SupervisionState
from data.schema import cases, publications, spot_draws
from data.store import Store
from service.bulletins.appeals import Answer, answer, contest
from service.bulletins.building import NewBulletin, build_bulletin, words_now
from service.bulletins.facts import PARTS
from service.bulletins.files import FORMATS, bulletin_file, told_for
from service.bulletins.publishing import publish
from service.bulletins.reading import bulletin_of, bulletins_of
from service.bulletins.wording import KEYS
from service.cases.supervision import open_supervision, supervisions_now
from service.demonstration import fill_demonstration
from service.errors import ServiceError
from service.figures import figure_tables
from service.publications import publications_of
from service.rounds.figures import round_figures
from service.spot_checks.bulletin import bulletin_of as draw_bulletin
from service.spot_checks.bulletin import publish_bulletin as publish_draw
from service.spot_checks.draws import draws_of
from tests.service.conftest import NOW
from tests.service.district import everything, rows_of

DAY = timedelta(days=1)
PERIOD = Period.parse("2026-05")
TODAY = NOW.date()
HOSTILE = "=1+1 <script>alert(1)</script> {n.__class__} 电话13812345678"


@pytest.fixture(scope="module")
def filled(empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    path = tmp_path_factory.mktemp("bulletins") / "town.db"
    shutil.copy(empty_database, path)
    store = Store(str(path))
    fill_demonstration(OPERATOR, store, NOW, households=900, grids=24, cases=1500)
    store.engine.dispose()
    yield path


@pytest.fixture
def town(filled: Path, tmp_path: Path) -> Store:
    path = tmp_path / "town.db"
    shutil.copy(filled, path)
    return Store(str(path))


def new(**more: object) -> NewBulletin:
    said = {"title": "五月通报", "period": PERIOD, "appeals_until": TODAY + 5 * DAY, **more}
    return NewBulletin(**said)  # type: ignore[arg-type]


def build(store: Store, viewer: Viewer = OPERATOR, **more: object) -> str:
    return build_bulletin(viewer, store, new(**more), NOW)


def street(store: Store) -> str:
    found = round_figures(OPERATOR, store, PERIOD, TODAY, "street")
    return str(found["code"].dropna().iloc[0])


def numbers(store: Store, code: str, kind: str) -> dict[str, tuple[int, int]]:
    lines = bulletin_of(OPERATOR, store, code, NOW).lines
    return {
        f"{one.unit_code}{one.facts.get('draw', '')}": one.first
        for one in lines
        if one.kind == kind
    }


def test_overdue_lines_are_the_registrys_figures_with_the_cases_they_rest_on(town: Store) -> None:
    later = NOW + 40 * DAY
    code = build_bulletin(OPERATOR, town, new(appeals_until=TODAY + 50 * DAY), later)
    days = (PERIOD.first, PERIOD.last, later)
    tables = figure_tables(OPERATOR, town, ["overdue_now", "open_now"], "unit", *days)
    late = {one.code: one.figure.n for one in tables["overdue_now"].lines}
    expected = {
        one.code: (late.get(one.code, 0), one.figure.n)
        for one in tables["open_now"].lines
        if one.code is not None and one.figure.n
    }
    assert numbers(town, code, "overdue") == expected
    assert sum(n for n, _m in expected.values()) > 2
    for line in bulletin_of(OPERATOR, town, code, NOW).lines:
        if line.kind == "overdue":
            assert len({one["code"] for one in line.facts["rests_on"]}) == line.first[0]


def test_supervised_lines_are_those_of_the_page_of_supervision(town: Store) -> None:
    kept = rows_of(town, cases)
    open_ones = kept[kept["status"].isin(list(OPEN_STATUSES)) & kept["unit_code"].notna()]
    free = sorted(set(open_ones["code"]) - set(supervisions_now(OPERATOR, town, NOW)["code"]))
    assert len(free) >= 4
    for at, one in enumerate(free[:4]):
        open_supervision(OPERATOR, town, one, "督查室", "查", NOW + (at + 1) * DAY, NOW)
    later = NOW + 2 * DAY + timedelta(hours=1)
    code = build_bulletin(OPERATOR, town, new(parts=("supervised",)), later)
    frame = supervisions_now(OPERATOR, town, later)
    running = frame[frame["state"].isin([SupervisionState.RUNNING, SupervisionState.OVERDUE])]
    expected = {
        str(unit): (int((rows["state"] == SupervisionState.OVERDUE).sum()), len(rows))
        for unit, rows in running.groupby("unit_code")
    }
    assert numbers(town, code, "supervised") == expected
    assert sum(m for _n, m in expected.values()) >= 4
    assert sum(n for n, _m in expected.values()) >= 2


def test_round_lines_are_those_of_the_page_of_rounds(town: Store) -> None:
    code = build(town, parts=("round",))
    found = round_figures(OPERATOR, town, PERIOD, TODAY, "street")
    expected = {
        row.code: (row.failed - row.rectified, row.failed)
        for row in found.itertuples()
        if row.code is not None and row.failed
    }
    assert numbers(town, code, "round") == expected
    assert expected


def test_spot_check_lines_carry_their_draw_and_its_seed(town: Store) -> None:
    later = NOW + 60 * DAY
    drawn = draws_of(OPERATOR, town)
    out = drawn[drawn["drawn_on"].notna()]
    for draw in out["code"]:
        publish_draw(OPERATOR, town, draw, later)
    draws = draws_of(OPERATOR, town)
    period = Period(min(out["drawn_on"]), max(out["drawn_on"]))
    until = TODAY + 90 * DAY
    asked = new(parts=("spot_check",), period=period, appeals_until=until)
    code = build_bulletin(OPERATOR, town, asked, later)
    expected = {}
    for draw in out["code"]:
        for row in draw_bulletin(OPERATOR, town, draw, later).by_street.itertuples():
            if row.code is not None and row.problems:
                expected[f"{row.code}{draw}"] = (row.problems - row.rectified, row.problems)
    assert numbers(town, code, "spot_check") == expected
    assert expected
    seeds = dict(zip(draws["code"], draws["seed"], strict=True))
    for line in bulletin_of(OPERATOR, town, code, NOW).lines:
        assert line.facts["seed"] == seeds[line.facts["draw"]]


def test_a_draw_nobody_is_told_of_yet_is_in_no_bulletin(town: Store) -> None:
    with town.begin() as conn:
        conn.execute(spot_draws.update().values(reported_on=None))
    with pytest.raises(ServiceError, match="nothing to tell"):
        build(town, parts=("spot_check",), period=Period.parse("2026"))


def test_units_stand_by_code_whatever_their_numbers(town: Store) -> None:
    lines = bulletin_of(OPERATOR, town, build(town), NOW).lines
    for part in PARTS:
        mine = [one.unit_code for one in lines if one.kind == part]
        assert mine == sorted(mine)
    assert [one.number for one in lines] == list(range(1, len(lines) + 1))


def test_a_bulletin_stays_as_it_was_when_the_cases_go_on(town: Store) -> None:
    code = build(town)
    then = told_for(OPERATOR, town, code, "inside", NOW)
    with town.begin() as conn:
        conn.execute(cases.update().values(due_at=NOW - 90 * DAY))
    later = told_for(OPERATOR, town, code, "inside", NOW + 300 * DAY)
    assert later.parts == then.parts


@pytest.mark.parametrize(
    "said",
    ["红榜单位", "本月排名第一", "倒数三位", "Ranking of units", "对责任人问责", "The worst unit"],
)
def test_titles_and_words_neither_rank_nor_blame(town: Store, said: str) -> None:
    with pytest.raises(ServiceError, match="ranks or blames nobody"):
        build(town, title=said)
    with pytest.raises(ServiceError, match="ranks or blames nobody"):
        build(town, words={"zh": {"opening": said}})
    code = build(town)
    contest(OPERATOR, town, code, 1, "请核对", NOW)
    with pytest.raises(ServiceError, match="ranks or blames nobody"):
        answer(OPERATOR, town, code, 1, Answer("upheld", said), NOW)


@pytest.mark.parametrize(
    "said", ["{n.__class__}", "{unknown}", "{n!r}", "{n:>9999999}", "{0}", "{", "x" * 301]
)
def test_words_have_no_values_but_those_of_their_line(town: Store, said: str) -> None:
    before = everything(town)
    with pytest.raises(ServiceError):
        build(town, words={"zh": {"overdue": said}})
    assert everything(town) == before


def test_words_are_kept_with_the_bulletin_and_begin_the_next(town: Store) -> None:
    first = build(town, words={"zh": {"overdue": "{unit}：{m}件中{n}件。"}})
    build(town, words={"zh": {"overdue": "另一句{n}。"}}, title="二")
    line = told_for(OPERATOR, town, first, "inside", NOW).parts[0][1][0]
    n, m = line.line.first
    assert line.sentence.zh == f"{line.line.unit_name}：{m}件中{n}件。"
    assert words_now(OPERATOR, town)["zh"]["overdue"] == "另一句{n}。"
    assert set(words_now(OPERATOR, town)["en"]) == set(KEYS)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"appeals_until": TODAY}, "give them until a later day"),
        ({"period": Period.parse("2027-05")}, "choose one that has begun"),
        ({"parts": ()}, "has no part"),
        ({"parts": ("people",)}, "has no part"),
        ({"title": "  "}, "Nothing was said"),
        ({"area": "nowhere"}, "nowhere"),
    ],
)
def test_an_impossible_bulletin_is_refused_and_nothing_is_kept(
    town: Store, more: dict[str, object], said: str
) -> None:
    before = everything(town)
    with pytest.raises(ServiceError, match=said):
        build(town, **more)
    assert everything(town) == before


def test_a_street_sees_and_contests_its_own_lines_only(town: Store) -> None:
    own = street(town)
    clerk = Viewer("clerk", Role.CLERK, own)
    code = build(town)
    whole = bulletin_of(OPERATOR, town, code, NOW)
    mine = bulletin_of(clerk, town, code, NOW)
    assert {one.unit_code for one in mine.lines} == {own}
    assert mine.hidden == len(whole.lines) - len(mine.lines) > 0
    other = next(one.number for one in whole.lines if one.unit_code != own)
    before = everything(town)
    with pytest.raises(ServiceError, match=f"no line {other}"):
        contest(clerk, town, code, other, "不对", NOW)
    assert everything(town) == before
    contest(clerk, town, code, mine.lines[0].number, "已整改", NOW)
    listed = bulletins_of(clerk, town, NOW)
    row = listed[listed["code"] == code].iloc[0]
    assert (row["lines"], row["appeals"], row["unanswered"]) == (len(mine.lines), 1, 1)
    for made_as in FORMATS:
        body = bulletin_file(clerk, town, code, made_as, "zh", "inside", NOW).body
        if made_as != "xlsx":
            names = {one.unit_name for one in whole.lines} - {mine.lines[0].unit_name}
            assert not any(one in body.decode("utf-8-sig") for one in names)


def test_a_coordinator_of_a_street_puts_out_a_bulletin_of_that_street_alone(town: Store) -> None:
    own = street(town)
    local = Viewer("local", Role.COORDINATOR, own)
    wide = build(town)
    with pytest.raises(ServiceError, match="about more than the part you see"):
        publish(local, town, wide, NOW + 9 * DAY)
    code = build(town, local, parts=("overdue", "round"))
    found = bulletin_of(local, town, code, NOW)
    assert found.head["area"] == own
    assert {one.unit_code for one in found.lines if one.kind == "round"} == {own}
    tables = figure_tables(local, town, ["open_now"], "unit", PERIOD.first, PERIOD.last, NOW, own)
    expected = {one.code: one.figure.n for one in tables["open_now"].lines if one.figure.n}
    assert {one.unit_code: one.first[1] for one in found.lines if one.kind == "overdue"} == {
        code: n for code, n in expected.items() if code is not None
    }
    publish(local, town, code, NOW + 9 * DAY)
    stranger = Viewer("x", Role.CLERK, str(round_figures(
        OPERATOR, town, PERIOD, TODAY, "street")["code"].dropna().iloc[1]))  # fmt: skip
    with pytest.raises(ServiceError, match="There is no bulletin"):
        bulletin_of(stranger, town, code, NOW)


def test_who_may_not_is_refused_before_anything_is_read(town: Store) -> None:
    code = build(town)
    worker, leader = Viewer("w", Role.WORKER), Viewer("l", Role.LEADER)
    before = everything(town)
    for act in (
        lambda: build_bulletin(leader, town, new(), NOW),
        lambda: bulletin_of(worker, town, code, NOW),
        lambda: bulletins_of(worker, town, NOW),
        lambda: contest(leader, town, code, 1, "x", NOW),
        lambda: answer(Viewer("c", Role.CLERK), town, code, 1, Answer("upheld", "x"), NOW),
        lambda: publish(leader, town, code, NOW + 9 * DAY),
        lambda: bulletin_file(leader, town, code, "html", "zh", "outside", NOW),
        lambda: bulletin_file(worker, town, code, "html", "zh", "inside", NOW),
    ):
        with pytest.raises(CaseworkError):
            act()
    assert everything(town) == before


def test_a_second_press_changes_nothing(town: Store) -> None:
    code = build(town)
    contest(OPERATOR, town, code, 1, "请核对", NOW)
    before = everything(town)
    with pytest.raises(ServiceError, match="contested already"):
        contest(OPERATOR, town, code, 1, "请核对", NOW)
    assert everything(town) == before
    answer(OPERATOR, town, code, 1, Answer("corrected", "更正", 0, 1), NOW)
    before = everything(town)
    with pytest.raises(ServiceError, match="Nothing is open"):
        answer(OPERATOR, town, code, 1, Answer("withdrawn", "撤回"), NOW)
    assert everything(town) == before
    publish(OPERATOR, town, code, NOW + 6 * DAY)
    before = everything(town)
    with pytest.raises(ServiceError, match="published already"):
        publish(OPERATOR, town, code, NOW + 7 * DAY)
    assert everything(town) == before


@pytest.mark.parametrize(("n", "m"), [(None, 3), (3, None), (4, 3), (-1, 3)])
def test_a_correction_needs_numbers_that_can_be(town: Store, n: int | None, m: int | None) -> None:
    code = build(town)
    contest(OPERATOR, town, code, 1, "请核对", NOW)
    with pytest.raises(ServiceError, match="give both"):
        answer(OPERATOR, town, code, 1, Answer("corrected", "更正", n, m), NOW)
    assert bulletin_of(OPERATOR, town, code, NOW).line(1).open_appeal is not None


def test_a_hostile_reason_is_text_everywhere_and_its_contact_is_masked(
    town: Store, tmp_path: Path
) -> None:
    code = build(town, title="通报 <b>x</b> {n}")
    contest(OPERATOR, town, code, 1, HOSTILE, NOW)
    made = {one: bulletin_file(OPERATOR, town, code, one, "zh", "inside", NOW) for one in FORMATS}
    page = made["html"].body.decode()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "<b>x</b>" not in page
    assert "http://" not in page
    assert "https://" not in page
    (tmp_path / "b.xlsx").write_bytes(made["xlsx"].body)
    table = pd.read_excel(tmp_path / "b.xlsx", dtype=str)
    texts = [page, made["csv"].body.decode("utf-8-sig"), table.to_string()]
    for text in texts:
        assert "13812345678" not in text
        assert "***" in text
        assert OPERATOR.name in text
    import openpyxl

    sheet = openpyxl.load_workbook(tmp_path / "b.xlsx").active
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_every_file_is_noted_with_its_hash(town: Store) -> None:
    from hashlib import sha256

    code = build(town)
    bodies = [
        bulletin_file(OPERATOR, town, code, made_as, "en", "inside", NOW).body
        for made_as in FORMATS
    ]
    log = publications_of(OPERATOR, town)
    assert list(log["format"]) == [*reversed(FORMATS)]
    assert list(log["file_sha256"]) == [sha256(one).hexdigest() for one in reversed(bodies)]
    with pytest.raises(ServiceError, match="is a draft"):
        bulletin_file(OPERATOR, town, code, "html", "en", "outside", NOW)
    assert len(rows_of(town, publications)) == len(FORMATS)
