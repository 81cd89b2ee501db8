"""The life of a bulletin against a plain second telling of its rules; and what leaves of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.access import OPERATOR
from data.bulletin_store import add_bulletin
from data.migrate import migrate
from data.settings_store import set_setting
from data.store import Store
from service.bulletins.appeals import Answer, answer, contest
from service.bulletins.facts import Basis, Found
from service.bulletins.files import bulletin_file, told_for
from service.bulletins.publishing import publish
from service.bulletins.reading import bulletin_of
from service.bulletins.wording import checked_words, usual_words
from service.errors import ServiceError
from service.publication import HIDDEN

BUILT = datetime(2026, 6, 1, 4, tzinfo=UTC)
UNTIL = date(2026, 6, 4)
DAY = timedelta(days=1)
CODE = "TB20260601-1"
SIZES = ((3, 40), (38, 40), (20, 60), (0, 12), (9, 30), (2, 2))


def kept(store: Store) -> Store:
    """Keep a bulletin whose numbers are known."""
    head = {
        "code": CODE, "title": "五月通报", "period": "2026-05", "area": None, "as_of": BUILT,
        "words": usual_words(), "built_by": "x", "built_at": BUILT, "appeals_until": UNTIL,
    }  # fmt: skip
    lines = [
        Found("overdue", f"U{at}", f"单位{'甲乙丙丁戊己'[at]}", n, m, [Basis("SQ20260501-00001")])
        for at, (n, m) in enumerate(SIZES)
    ]
    with store.begin() as conn:
        add_bulletin(conn, head, [one.as_row() for one in lines])
    return store


@dataclass
class Model:
    """What should be: appeals by line as (made on, outcome), and the day it was published."""

    appeals: dict[int, list[list[object]]] = field(default_factory=dict)
    numbers: dict[int, tuple[int, int]] = field(default_factory=dict)
    published: bool = False

    def contests(self, line: int, on: date) -> bool:
        """Return whether a line may be contested, and keep that it is."""
        mine = self.appeals.setdefault(line, [])
        if mine and mine[-1][1] is None:
            return False
        mine.append([on, None])
        return True

    def answers(self, line: int, outcome: str, numbers: tuple[int, int]) -> bool:
        """Return whether there is something to answer, and keep the answer."""
        mine = self.appeals.get(line, [])
        if not mine or mine[-1][1] is not None:
            return False
        mine[-1][1] = outcome
        if outcome == "corrected":
            self.numbers[line] = numbers
        return True

    def publishes(self, on: date) -> bool:
        """Return whether it may go out."""
        waiting = any(
            made <= UNTIL and outcome is None  # type: ignore[operator]
            for mine in self.appeals.values()
            for made, outcome in mine
        )
        if self.published or on <= UNTIL or waiting:
            return False
        self.published = True
        return True


ACTS = st.one_of(
    st.tuples(st.just("contest"), st.integers(1, len(SIZES))),
    st.tuples(
        st.just("answer"),
        st.integers(1, len(SIZES)),
        st.sampled_from(["upheld", "corrected", "withdrawn"]),
        st.integers(0, 9).flatmap(lambda n: st.tuples(st.just(n), st.integers(n, 20))),
    ),
    st.tuples(st.just("publish")),
    st.tuples(st.just("day")),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(ACTS, max_size=14))
def test_a_bulletin_lives_by_its_rules_whatever_is_tried(
    tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[object, ...]]
) -> None:
    store = kept(fresh(tmp_path_factory))
    model, now = Model(), BUILT
    for act in acts:
        now += DAY if act[0] == "day" else timedelta(minutes=1)
        assert did(store, act, now) == expected(model, act, now.date())
        found = bulletin_of(OPERATOR, store, CODE, now)
        assert (found.state == "published") == model.published
        for line in found.lines:
            assert line.first == SIZES[line.number - 1]
            assert line.numbers == model.numbers.get(line.number, line.first)
            outcomes = [one.outcome for one in line.appeals]
            assert outcomes == [one[1] for one in model.appeals.get(line.number, [])]
            assert line.is_withdrawn == ("withdrawn" in outcomes)


def fresh(factory: pytest.TempPathFactory) -> Store:
    """Return an empty database."""
    import shutil

    base = factory.getbasetemp() / "bulletin_empty.db"
    if not Path(base).exists():
        made = Store(str(base))
        migrate(made)
        made.engine.dispose()
    path = factory.mktemp("life") / "b.db"
    shutil.copy(base, path)
    return Store(str(path))


def did(store: Store, act: tuple[object, ...], now: datetime) -> bool:
    """Try an act; return whether it was carried out."""
    try:
        if act[0] == "contest":
            contest(OPERATOR, store, CODE, int(str(act[1])), "请核对", now)
        elif act[0] == "answer":
            n, m = act[3]  # type: ignore[misc]
            given_ = Answer(act[2], "已核实", n, m)  # type: ignore[arg-type, has-type]
            answer(OPERATOR, store, CODE, int(str(act[1])), given_, now)
        elif act[0] == "publish":
            publish(OPERATOR, store, CODE, now)
    except ServiceError:
        return False
    return True


def expected(model: Model, act: tuple[object, ...], on: date) -> bool:
    """Return whether the model carries an act out."""
    if act[0] == "contest":
        return model.contests(int(str(act[1])), on)
    if act[0] == "answer":
        return model.answers(int(str(act[1])), str(act[2]), act[3])  # type: ignore[arg-type]
    return act[0] == "day" or model.publishes(on)


def test_first_and_corrected_numbers_stand_beside_each_other(store: Store) -> None:
    kept(store)
    contest(OPERATOR, store, CODE, 3, "有重复", BUILT)
    answer(OPERATOR, store, CODE, 3, Answer("corrected", "属实", 18, 59), BUILT + DAY)
    line = told_for(OPERATOR, store, CODE, "inside", BUILT).parts[0][1][2]
    assert line.numbers == "18 / 59"
    assert "18 of 59" in line.sentence.en
    assert "20 of 60" in line.first.en
    page = bulletin_file(OPERATOR, store, CODE, "html", "en", "inside", BUILT).body.decode()
    for said in ("18 / 59", "20 of 60", "有重复", "属实", "SQ20260501-00001"):
        assert said in page


def test_a_later_appeal_is_an_addition_and_does_not_hold_the_bulletin_back(store: Store) -> None:
    kept(store)
    with pytest.raises(ServiceError, match="publish it from the day after"):
        publish(OPERATOR, store, CODE, BUILT + 3 * DAY)
    contest(OPERATOR, store, CODE, 1, "期满后", BUILT + 4 * DAY)
    publish(OPERATOR, store, CODE, BUILT + 4 * DAY)
    contest(OPERATOR, store, CODE, 2, "发布后", BUILT + 5 * DAY)
    lines = bulletin_of(OPERATOR, store, CODE, BUILT + 5 * DAY).lines
    assert [(one.is_late, one.is_addition) for one in lines[0].appeals] == [(True, False)]
    assert [(one.is_late, one.is_addition) for one in lines[1].appeals] == [(True, True)]
    answer(OPERATOR, store, CODE, 2, Answer("withdrawn", "撤回"), BUILT + 6 * DAY)
    assert bulletin_of(OPERATOR, store, CODE, BUILT + 6 * DAY).lines[1].is_withdrawn


def test_outside_no_small_number_stands_in_any_format_nor_what_a_line_rests_on(
    store: Store,
) -> None:
    kept(store)
    contest(OPERATOR, store, CODE, 5, "应为9件，其中3件重复。张三13812345678", BUILT)
    answer(OPERATOR, store, CODE, 5, Answer("corrected", "核减2件", 7, 30), BUILT)
    publish(OPERATOR, store, CODE, BUILT + 9 * DAY)
    told = told_for(OPERATOR, store, CODE, "outside", BUILT + 9 * DAY)
    shown = [one.numbers for one in told.parts[0][1]]
    assert shown[0] == shown[1] == shown[5] == HIDDEN
    assert all(not one.basis and not one.first for one in told.parts[0][1])
    assert told.check is not None
    assert told.check.hidden == shown.count(HIDDEN)
    for made_as in ("html", "csv"):
        made = bulletin_file(OPERATOR, store, CODE, made_as, "en", "outside", BUILT + 9 * DAY)
        text = made.body.decode("utf-8-sig")
        assert "SQ20260501-00001" not in text
        assert "13812345678" not in text
        assert "3件重复" not in text
        assert "核减2件" not in text
        assert "9 of 30" not in text
        for n, m in (SIZES[0], SIZES[1], SIZES[5]):
            assert not re.search(rf"\b{n} (?:of|/) {m}\b", text)
        assert "for publication" in text


def test_the_offices_own_threshold_counts(store: Store) -> None:
    kept(store)
    with store.begin() as conn:
        set_setting(conn, "publication_k", 1)
    publish(OPERATOR, store, CODE, BUILT + 9 * DAY)
    told = told_for(OPERATOR, store, CODE, "outside", BUILT + 9 * DAY)
    assert [one.numbers for one in told.parts[0][1]] == [f"{n} / {m}" for n, m in SIZES]


def test_words_of_a_bulletin_are_kept_as_they_are_read() -> None:
    said = {"zh": {"opening": "截至\ud800\x0b{day}\u202e"}}
    assert checked_words(said, usual_words())["zh"]["opening"] == "截至{day}"
