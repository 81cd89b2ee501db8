"""What a phone sends is carried out once, in whatever way it arrives."""

from __future__ import annotations

import base64
import json
import shutil
from collections import Counter
from datetime import timedelta
from itertools import permutations
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from casework.access import OPERATOR, Role, Viewer
from casework.case_status import CaseStatus
from casework.errors import CaseworkError
from data.schema import cases, received_messages, round_checks, visits
from data.store import Store
from service.day import receive as receiving
from service.day.day import day_of
from service.day.receive import KINDS, receive, receive_all
from service.errors import ServiceError
from tests.service.conftest import NOW
from tests.service.day_town import WORKER, case_at_work, found_day, message, sent
from tests.service.district import everything, rows_of
from tests.service.matters import COORDINATOR, case_now, events_of, matter
from tests.service.pictures import small_png


@pytest.fixture
def town(store: Store) -> Store:
    found_day(store)
    return store


@pytest.fixture(scope="module")
def founded(empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Return a database to copy, and the number of a case in it."""
    path = tmp_path_factory.mktemp("day") / "day.db"
    shutil.copy(empty_database, path)
    store = Store(str(path))
    found_day(store)
    code = case_at_work(store)
    store.engine.dispose()
    return path, code


def test_the_same_message_is_done_once_and_answered_the_same(town: Store) -> None:
    said = {"household": "H1", "result": "met", "case_text": "路灯坏了"}
    first = sent(town, "u", "visit", said)
    before = everything(town)
    assert first["state"] == "done"
    assert sent(town, "u", "visit", said, NOW + timedelta(hours=5)) == first
    assert everything(town) == before
    assert len(rows_of(town, visits)) == 1
    assert list(rows_of(town, cases)["code"]) == [first["new_case"]]


def test_a_case_made_of_a_note_says_what_the_note_said_and_lies_at_the_household(
    town: Store,
) -> None:
    answer = sent(town, "u", "visit", {"household": "H2", "result": "met", "case_text": "路灯坏了"})
    made = case_now(town, answer["new_case"])
    assert (made.summary, made.grid_code, made.assigned_to) == ("路灯坏了", "G1", WORKER)
    assert made.address == "柳岸路1号"


def test_nothing_of_a_message_stands_when_its_answer_could_not_be_kept(
    town: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(town)

    def fail(*_args: object) -> None:
        raise RuntimeError("the power failed")

    said = {"household": "H1", "result": "met", "case_text": "路灯坏了"}
    monkeypatch.setattr(receiving, "keep_answer", fail)
    with pytest.raises(RuntimeError):
        sent(town, "u", "visit", said)
    assert everything(town) == before
    monkeypatch.undo()
    assert sent(town, "u", "visit", said)["state"] == "done"
    assert len(rows_of(town, visits)) == 1


def test_a_refusal_is_told_in_both_languages_kept_and_changes_nothing(town: Store) -> None:
    said = {"household": "H1", "result": "met", "needs": ["housing"], "consent": False}
    first = sent(town, "u", "visit", said)
    assert first["state"] == "refused"
    assert set(first["why"]) == {"zh", "en"}
    assert rows_of(town, visits).empty
    # A copy that comes late does not do what its sender was told is not done.
    assert sent(town, "u", "visit", said, NOW + timedelta(hours=1), age_s=3600) == first
    assert rows_of(town, visits).empty


def test_whoever_saw_an_older_case_is_told_who_did_what_and_nothing_is_written(
    town: Store,
) -> None:
    code = case_at_work(town)
    seen = case_now(town, code).version
    assert sent(town, "a", "case_start", {"case": code, "version": seen})["state"] == "done"
    late = sent(town, "b", "case_reply", {"case": code, "version": seen, "text": "已清理"})
    assert late["state"] == "refused"
    assert late["is_changed"] is True
    assert "W1" in late["why"]["en"]
    assert case_now(town, code).status is CaseStatus.HANDLING


def test_each_answer_tells_the_version_that_the_next_message_needs(town: Store) -> None:
    code = case_at_work(town)
    version = case_now(town, code).version
    for uid, kind, more in (
        ("a", "case_note", {"text": "到过现场"}),
        ("b", "case_start", {}),
        ("c", "case_told", {"text": "已告知"}),
        ("d", "case_reply", {"text": "已清理"}),
    ):
        answer = sent(town, uid, kind, {"case": code, "version": version, **more})
        assert answer["state"] == "done", answer
        version = answer["version"]
    assert case_now(town, code).status is CaseStatus.REPLIED
    assert events_of(town, code, "noted") == [{"text": "到过现场"}]


def test_a_note_on_a_case_that_changed_is_kept_and_hides_no_change(town: Store) -> None:
    code = case_at_work(town)
    seen = case_now(town, code).version
    sent(town, "a", "case_start", {"case": code, "version": seen})
    noted = sent(town, "b", "case_note", {"case": code, "version": seen, "text": "到过现场"})
    assert noted["state"] == "done"
    assert noted["version"] == seen
    reply = {"case": code, "version": noted["version"], "text": "已清理"}
    assert sent(town, "c", "case_reply", reply)["is_changed"] is True


def test_what_was_done_without_a_connection_counts_from_when_it_was_done(town: Store) -> None:
    code = case_at_work(town)
    later = NOW + timedelta(hours=9)
    version = case_now(town, code).version
    sent(town, "a", "case_start", {"case": code, "version": version}, later, age_s=8 * 3600)
    assert case_now(town, code).moved_at == NOW + timedelta(hours=1)
    # Never before what happened last, whatever the phone says.
    version = case_now(town, code).version
    said = {"case": code, "version": version, "text": "已清理"}
    assert sent(town, "b", "case_reply", said, later, age_s=30 * 3600)["state"] == "done"
    assert case_now(town, code).replied_at == NOW + timedelta(hours=1)


def test_a_visit_keeps_its_day_and_part_of_the_day_and_no_time(town: Store) -> None:
    # 4:00 UTC is noon in the office; 13 hours before it was the evening of the day before.
    said = {"household": "H1", "result": "not_home"}
    assert sent(town, "u", "visit", said, NOW, age_s=13 * 3600)["state"] == "done"
    kept = rows_of(town, visits).iloc[0]
    assert (str(kept["visited_on"]), kept["day_part"]) == ("2026-05-31", "evening")


def test_a_case_that_was_handed_over_is_looked_at_once(town: Store) -> None:
    from service.cases.handing import hand_over

    code = case_at_work(town)
    hand_over(COORDINATOR, town, code, case_now(town, code).version, "W2", "调岗", NOW)
    hand_over(COORDINATOR, town, code, case_now(town, code).version, WORKER, "调回", NOW)
    came = day_of(COORDINATOR, town, WORKER, NOW).came.cases
    assert [(one.code, one.gave, one.reason, one.is_seen) for one in came] == [
        (code, "W2", "调回", False)
    ]
    for uid in ("a", "b"):
        said = {"case": code, "version": case_now(town, code).version}
        assert sent(town, uid, "case_seen", said)["state"] == "done"
    assert events_of(town, code, "hand_over_seen") == [{"worker": WORKER}]
    assert day_of(COORDINATOR, town, WORKER, NOW).came.cases[0].is_seen


@pytest.mark.parametrize(
    "bad",
    [
        {"kind": "drop_table"},
        {"worker": "nobody"},
        {"worker": ["W1"]},
        {"age_s": float("nan")},
        {"age_s": 90 * 86_400},
        {"age_s": True},
        {"said": []},
        {"said": {"household": {"$ne": 1}, "result": "met"}},
        {"said": {"household": "H1", "result": "gone"}},
        {"said": {"household": "H1", "result": "met", "consent": "yes"}},
        {"said": {"household": "H1", "result": "met", "needs": "housing"}},
        {"said": {"household": "H1", "result": "met", "photo": "%%%"}},
        {"said": {"household": "H1", "result": "met", "photo": "aGFsbG8="}},
        {"said": {"household": "H1", "result": "met", "note": 7}},
    ],
    ids=str,
)
def test_what_cannot_be_used_is_refused_with_a_sentence(town: Store, bad: dict[str, Any]) -> None:
    good = message("u", "visit", {"household": "H1", "result": "met"})
    answer = receive(OPERATOR, town, good | bad, NOW)
    assert answer["state"] == "refused"
    assert answer["why"]["en"] and "Traceback" not in answer["why"]["en"]
    assert rows_of(town, visits).empty


@pytest.mark.parametrize("uid", [None, "", "short", "x" * 65, "a' OR 1=1 --------", 7, ["u"] * 16])
def test_without_a_usable_mark_nothing_is_carried_out(town: Store, uid: object) -> None:
    good = message("u", "visit", {"household": "H1", "result": "met"})
    with pytest.raises(ServiceError):
        receive_all(OPERATOR, town, [good, good | {"uid": uid}], NOW)
    assert rows_of(town, received_messages).empty


def test_who_may_not_walk_may_not_send(town: Store) -> None:
    for role in (Role.LEADER, Role.PRESENTER, Role.AUDITOR):
        with pytest.raises(CaseworkError):
            receive(Viewer("x", role), town, message("u", "visit", {}), NOW)
    assert rows_of(town, received_messages).empty


def test_of_another_part_nothing_is_told_and_nothing_done(town: Store) -> None:
    code = matter(town)
    other = Viewer("乙", Role.WORKER, "C2")
    for uid, kind, said in (
        ("a", "visit", {"household": "H1", "result": "met"}),
        ("b", "case_note", {"case": code, "version": 1, "text": "看看"}),
        ("c", "check", {"place": "R1", "result": "pass"}),
    ):
        assert receive(other, town, message(uid, kind, said), NOW)["state"] == "refused"
    assert rows_of(town, visits).empty and rows_of(town, round_checks).empty
    assert events_of(town, code, "noted") == []


def test_one_that_fails_holds_up_no_other_and_may_come_again(
    town: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_one: object) -> dict[str, object]:
        raise ZeroDivisionError

    monkeypatch.setitem(KINDS, "check", fail)
    both = [
        message("a", "check", {"place": "R1", "result": "pass"}),
        message("b", "visit", {"household": "H1", "result": "met"}),
    ]
    answers = receive_all(OPERATOR, town, both, NOW)
    assert [one["state"] for one in answers.values()] == ["failed", "done"]
    monkeypatch.undo()
    again = receive_all(OPERATOR, town, both, NOW)
    assert [one["state"] for one in again.values()] == ["done", "done"]
    assert len(rows_of(town, visits)) == len(rows_of(town, round_checks)) == 1


def test_a_busy_database_leaves_the_rest_for_later(
    town: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(_one: object) -> dict[str, object]:
        raise sa.exc.OperationalError("x", {}, Exception("database is locked"))

    monkeypatch.setitem(KINDS, "check", busy)
    visit = message("a", "visit", {"household": "H1", "result": "met"})
    check = message("b", "check", {"place": "R1", "result": "pass"})
    other = message("c", "visit", {"household": "H2", "result": "met"})
    assert list(receive_all(OPERATOR, town, [visit, check, other], NOW)) == [visit["uid"]]


def test_copies_at_the_same_moment_are_done_once(town: Store) -> None:
    same = message("u", "visit", {"household": "H1", "result": "met", "case_text": "路灯坏了"})
    start, answers = Barrier(6), []

    def send() -> None:
        start.wait()
        answers.append(receive(OPERATOR, town, same, NOW))

    threads = [Thread(target=send) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(answers) == 6
    assert all(one == answers[0] for one in answers)
    assert len(rows_of(town, visits)) == len(rows_of(town, cases)) == 1


_MANY = [
    message("v1", "visit", {"household": "H1", "result": "not_home"}),
    message("v2", "visit", {"household": "H2", "result": "met", "case_text": "井盖松动"}),
    message("v3", "visit", {"household": "H3", "result": "declined"}),
    message("k1", "check", {"place": "R1", "result": "pass"}),
    message("n1", "case_note", {"case": "{case}", "version": 3, "text": "到过现场"}),
    message("n2", "case_note", {"case": "{case}", "version": 3, "text": "再看一次"}),
    message("x1", "visit", {"household": "nowhere", "result": "met"}),
]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(arriving=st.lists(st.sampled_from(range(len(_MANY))), max_size=30))
def test_lost_doubled_and_reordered_messages_leave_each_that_came_done_once(
    founded: tuple[Path, str], tmp_path: Path, arriving: list[int]
) -> None:
    path, code = founded
    copy = tmp_path / "copy.db"
    for old in tmp_path.glob("copy.db*"):
        old.unlink()
    shutil.copy(path, copy)
    store = Store(str(copy))
    answers: dict[str, Any] = {}
    for place in arriving:
        one = _MANY[place]
        one = one | {"said": {k: code if v == "{case}" else v for k, v in one["said"].items()}}
        answer = receive(OPERATOR, store, one, NOW)
        assert answers.setdefault(one["uid"], answer) == answer
    came = {_MANY[place]["uid"][:2] for place in arriving}
    assert Counter(rows_of(store, visits)["uid"].str[:2]) == Counter(came & {"v1", "v2", "v3"})
    assert len(rows_of(store, round_checks)) == len(came & {"k1"})
    assert len(rows_of(store, cases)) == 1 + len(came & {"v2"})
    assert len(events_of(store, code, "noted")) == len(came & {"n1", "n2"})
    assert [one["state"] for uid, one in answers.items() if uid[:2] == "x1"] == ["refused"] * (
        "x1" in came
    )
    store.engine.dispose()


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_in_any_order_a_case_goes_only_the_way_it_may(town: Store, order: tuple[int, ...]) -> None:
    code = case_at_work(town)
    version = case_now(town, code).version
    steps = [
        message("s", "case_start", {"case": code, "version": version}),
        message("r", "case_reply", {"case": code, "version": version + 1, "text": "已清理"}),
        message("t", "case_told", {"case": code, "version": version + 2, "text": "已告知"}),
    ]
    for place in [*order, *order]:
        receive(OPERATOR, town, steps[place], NOW)
    # A step that came too early was refused for good: no later copy takes it by surprise.
    done = [kind for kind in ("start", "reply", "told") if events_of(town, code, kind)]
    assert done == ["start", "reply", "told"][: len(done)]
    assert case_now(town, code).version == version + len(done)


def test_half_a_sign_is_kept_and_answered_as_a_question_mark(town: Store) -> None:
    said = {"household": "H1", "result": "met", "case_text": "\u8def\u706f\ud83d"}
    done = sent(town, "a", "visit", said)
    assert case_now(town, done["new_case"]).summary == "路灯?"
    refused = sent(town, "b", "visit", {"household": "H1", "result": "\ud83d"})
    kind = sent(town, "c", "\ud83d", {})
    assert [one["state"] for one in (refused, kind)] == ["refused", "refused"]
    assert json.dumps([done, refused, kind], ensure_ascii=False).encode()


@pytest.mark.parametrize("age_s", [10**400, -(10**400), 1e300, float("nan"), float("inf")])
def test_an_age_that_is_no_time_is_refused_and_kept(town: Store, age_s: float) -> None:
    sent_once = message("a", "visit", {"household": "H1", "result": "met"}, age_s)
    (answer,) = receive_all(OPERATOR, town, [sent_once], NOW).values()
    assert answer["state"] == "refused"
    assert len(answer["why"]["en"]) < 300
    assert rows_of(town, visits).empty


SAID = {"household": "H1", "result": "met", "note": "路灯坏了"}


@pytest.mark.parametrize(
    "other",
    [
        {"said": SAID | {"note": "水管漏了"}},
        {"said": SAID | {"household": "H2"}},
        {"said": SAID | {"photo": base64.b64encode(small_png()).decode()}},
        {"worker": "W2"},
        {"kind": "notice"},
    ],
    ids=str,
)
@pytest.mark.parametrize("result", ["met", "gone"])
def test_other_words_under_a_mark_that_came_are_refused_and_the_first_stands(
    town: Store, other: dict[str, Any], result: str
) -> None:
    one = message("u", "visit", SAID | {"result": result})
    first = receive(OPERATOR, town, one, NOW)
    before = everything(town)
    told = receive(OPERATOR, town, one | other, NOW)
    assert (told["state"], told == first) == ("refused", False)
    assert "before" in told["why"]["en"]
    assert receive(OPERATOR, town, one, NOW) == first
    assert everything(town) == before


def test_a_copy_may_differ_in_its_age_and_in_the_version_of_its_case(town: Store) -> None:
    code = case_at_work(town)
    said = {"case": code, "version": case_now(town, code).version, "text": "到过现场"}
    first = sent(town, "u", "case_note", said)
    later = NOW + timedelta(minutes=9)
    assert sent(town, "u", "case_note", said | {"version": 99}, later, age_s=540.5) == first
    assert len(events_of(town, code, "noted")) == 1


def test_of_what_a_message_said_a_hash_is_kept_that_is_another_for_each_and_never_sent(
    town: Store,
) -> None:
    told = [sent(town, uid, "visit", SAID) for uid in ("a", "b")]
    kept = rows_of(town, received_messages)["answer"].tolist()
    marks = {one["_content"] for one in kept}
    assert len(marks) == 2 and all(len(one) == 64 for one in marks)
    assert "路灯" not in json.dumps(kept, ensure_ascii=False)
    assert not [one for one in told if "_content" in one]
    assert "_content" not in sent(town, "a", "visit", SAID)


def test_what_an_older_version_kept_without_a_hash_is_answered_as_it_was(town: Store) -> None:
    first = sent(town, "u", "visit", SAID)
    with town.begin() as conn:
        conn.execute(received_messages.update().values(answer=first))
    assert sent(town, "u", "visit", SAID) == first


def test_a_photograph_is_drawn_while_others_may_write(
    town: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[bool] = []
    thumbnail = Image.Image.thumbnail

    def draw(picture: Image.Image, *size: Any) -> None:
        drawn.append(town._writing.get() is None)
        thumbnail(picture, *size)

    monkeypatch.setattr(Image.Image, "thumbnail", draw)
    photo = {"photo": base64.b64encode(small_png()).decode()}
    said = {"household": "H1", "result": "met"} | photo
    for _ in range(2):
        assert sent(town, "a", "visit", said)["state"] == "done"
    assert sent(town, "b", "check", {"place": "R1", "result": "pass"} | photo)["state"] == "done"
    # Once for each message, not for the one that came again.
    assert drawn == [True, True]
    assert rows_of(town, visits)["photo"].notna().all()


def test_more_than_ten_photographs_at_once_are_refused_and_nothing_is_done(town: Store) -> None:
    photo = {"photo": base64.b64encode(small_png()).decode()}
    said = {"household": "H1", "result": "met"}
    many = [message(f"u{n}", "visit", said | photo) for n in range(11)]
    with pytest.raises(ServiceError, match="11 photographs"):
        receive_all(OPERATOR, town, many, NOW)
    assert rows_of(town, received_messages).empty
    answers = receive_all(OPERATOR, town, [*many[:10], message("z", "visit", said)], NOW)
    assert [one["state"] for one in answers.values()] == ["done"] * 11
